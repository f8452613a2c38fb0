"""Attack 10: somebody compares when things arrived with who was there."""

from __future__ import annotations

import contextlib
import datetime
import re
import sqlite3
import uuid
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from desk.actions import answer_reminders, collecting
from desk.actions.collecting import SENDING_TIMES
from desk.models import Case
from feedback import actions as door
from feedback import equality, queries
from feedback.actions import shuffling
from feedback.models import Contact, Feedback
from keys import interface as keys
from notifications.models import OutboxMessage
from tests.feedback.conftest import Visitor
from tests.rig.contacts import publish_equality_key, publish_notices_key
from tests.rig.embedded import EmbeddedSite
from tests.tracker import factories

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 23, 9, 1, tzinfo=datetime.UTC)
EVENING = datetime.datetime(2026, 11, 23, 16, 59, tzinfo=datetime.UTC)
RANDOM = (models.UUIDField, models.BinaryField, models.ForeignKey, models.OneToOneField)


def plain_cells(feedback: Feedback) -> dict[str, list[dict[str, Any]]]:
    """Return every cell of the door's rows of one conversation that is neither random nor sealed."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_app_config("feedback").get_models():
        belongs = [field.name for field in model._meta.fields if field.related_model is Feedback]
        if model is not Feedback and not belongs:
            continue
        found = model._default_manager.filter(**{belongs[0] if belongs else "pk": feedback.pk})
        names = [field.name for field in model._meta.fields if not isinstance(field, RANDOM)]
        rows[model.__name__] = list(found.values(*names)) if names else [{}] * found.count()
    return rows


def test_morning_and_evening_differ_in_random_cells_only(client: Client) -> None:
    pages = []
    for moment in (MORNING, EVENING):
        with time_machine.travel(moment, tick=False):
            keys.keep(timezone.localdate())
            pages.append(Visitor(client).give(text="x"))
    first, second = Feedback.objects.all()
    assert plain_cells(first) == plain_cells(second)
    masked = [re.sub(r'[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}|value="[^"]+"', "", page.html) for page in pages]
    assert masked[0] == masked[1]


def test_answers_carry_no_time(client: Client) -> None:
    keys.keep(timezone.localdate())
    response = client.get("/en/feedback/")
    assert not {"Last-Modified", "ETag", "Expires", "Age"} & (set(response.headers) - {"Expires"})
    assert response.headers.get("Expires", "") in {"", response.headers.get("Date", "")}


def test_staff_see_both_alike_after_collecting(client: Client) -> None:
    for moment in (MORNING, EVENING):
        with time_machine.travel(moment, tick=False):
            keys.keep(timezone.localdate())
            Visitor(client).give(text="x")
    with time_machine.travel(EVENING + datetime.timedelta(hours=2), tick=False):
        collecting.collect()
    names = [field.name for field in Case._meta.fields if not isinstance(field, RANDOM)]
    first, second = Case.objects.values(*names)
    assert first == second


@pytest.mark.usefixtures("reader")
def test_mail_about_feedback_leaves_in_fixed_slots_only() -> None:
    for hour in range(24):
        moment = datetime.datetime(2026, 11, 25, hour, 17, tzinfo=datetime.UTC)
        OutboxMessage.objects.all().delete()
        with time_machine.travel(moment, tick=False):
            factories.collected(on=datetime.date(2026, 11, 2))
            collecting.warn_of_promises(moment)
        due = {timezone.localtime(message.due_at).time() for message in OutboxMessage.objects.all()}
        assert due <= set(SENDING_TIMES)
        assert due or hour >= max(slot.hour for slot in SENDING_TIMES)


@pytest.mark.usefixtures("reader")
def test_log_of_staff_names_no_arrival() -> None:
    before = {event.action for event in apps.get_model("accounts", "AuditEvent").objects.all()}
    factories.collected()
    after = {event.action for event in apps.get_model("accounts", "AuditEvent").objects.all()}
    assert after - before <= {"made a monthly key", "made a key for files", "published the key for reminders"}


# What a database remembers besides its columns


def arrive(number: int) -> list[Feedback]:
    """Let people come one after the other, each in a transaction of their own; in the order of their coming."""
    return [factories.say(f"Number {one}.").feedback for one in range(number)]


def versions(table: str, column: str = "id") -> dict[str, tuple[int, int]]:
    """Return the transaction and the page of the row that each number leads to."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}::text, xmin::text::bigint, (ctid::text::point)[0]::int FROM {table}")  # noqa: S608
        return {pk: (xmin, page) for pk, xmin, page in cursor.fetchall()}


def in_order_on_disk(table: str, column: str = "id") -> list[str]:
    """Return numbers in the order in which a dump would write the rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}::text FROM {table} ORDER BY ctid")  # noqa: S608
        return [pk for (pk,) in cursor.fetchall()]


def empty_tables() -> None:
    """Leave no room in pages: rows of other tests that were rolled back would let one in before an earlier one."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE feedback_feedback CASCADE")


TABLES = {"feedback_feedback": "id", "feedback_datakey": "opens", "feedback_step": "feedback_id"}


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_neither_version_nor_place_of_a_row_tells_who_came_first() -> None:
    empty_tables()
    came = [str(feedback.pk) for feedback in arrive(30)]
    for table, column in TABLES.items():
        assert in_order_on_disk(table, column) == came, "what is to be hidden"
        assert len({xmin for xmin, _page in versions(table).values()}) == 30
    before = versions("feedback_feedback")
    collecting.collect()
    orders = set()
    for table, column in TABLES.items():
        now = versions(table, column)
        assert len({xmin for xmin, _page in now.values()}) == 1, table
        orders.add(tuple(in_order_on_disk(table, column)))
    # Another page each, so that no conversation stays among those it came with.
    now = versions("feedback_feedback")
    assert not [pk for pk in came if now[pk][1] == before[pk][1]]
    # One in 30! orders is the one in which they came.
    assert tuple(came) not in orders
    assert len(orders) == len(TABLES), "shuffled apart"


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_who_comes_later_in_the_day_is_put_among_who_came_before() -> None:
    arrive(10)
    collecting.collect()
    earlier = {xmin for xmin, _page in versions("feedback_feedback").values()}
    arrive(10)
    collecting.collect()
    now = {xmin for xmin, _page in versions("feedback_feedback").values()}
    assert (len(now), now & earlier) == (1, set())


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_who_comes_back_leaves_no_time(reader: User) -> None:
    said = factories.read(reader)
    others = [factories.say() for _other in range(3)]
    collecting.collect()
    said.add(noticed=False)
    touched = versions("feedback_feedback")[str(said.feedback.pk)]
    assert touched not in [versions("feedback_feedback")[str(one.feedback.pk)] for one in others]
    collecting.collect()
    assert len({xmin for xmin, _page in versions("feedback_feedback").values()}) == 1
    assert {xmin for xmin, _page in versions("feedback_message").values()} == {
        xmin for xmin, _page in versions("feedback_feedback").values()
    }


def test_an_hour_without_anybody_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    arrive(3)
    collecting.collect()
    # Whether anything is new, also answers beside it, and drafts; nothing is counted, opened or written.
    with django_assert_num_queries(3):
        assert collecting.collect() == 0


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_who_answers_after_a_collection_leaves_no_time() -> None:
    publish_equality_key()
    said = arrive(3)
    collecting.collect()
    pack = equality.PACKS["GB-ENG"]
    door.store_answers(pack=pack, answers={"age": ["25_34"]}, linked_to=said[0].pk, on=timezone.localdate())
    assert queries.has_unshuffled()
    collecting.collect()
    (answered,) = {xmin for xmin, _page in versions("feedback_linkedanswers").values()}
    assert {xmin for xmin, _page in versions("feedback_feedback").values()} == {answered}
    assert not queries.has_unshuffled()


@pytest.mark.django_db(transaction=True)
def test_what_there_is_no_time_to_shuffle_is_left_to_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(6)
    monkeypatch.setattr(shuffling, "AT_ONCE", 2)
    # Its end, and a look at the clock before each batch.
    monkeypatch.setattr(shuffling, "monotonic", iter([0.0, 1.0, 1000.0]).__next__)
    collecting.collect()
    assert (Case.objects.count(), Feedback.objects.filter(shuffled=True).count()) == (6, 2)
    monkeypatch.undo()
    collecting.collect()
    assert Feedback.objects.filter(shuffled=True).count() == 6


def test_looking_at_everything_finds_what_a_crash_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as crash:
        crash.setattr(collecting, "_fetch_new", lambda _rng, **_how: 0)
        said = factories.say()
        Feedback.objects.update(shuffled=True)
        collecting.collect()
    assert not Case.objects.exists()
    collecting.collect(everything=True)
    assert Case.objects.get().feedback == said.feedback


def test_a_contact_becomes_another_one_among_others(settings: Settings) -> None:
    settings.CONTACT_KEY = publish_notices_key()
    waiting = []
    for number in range(12):
        door.ask_to_be_told(
            contact_id=uuid.uuid4(),
            feedback_id=uuid.UUID(int=number),
            address=f"n{number}@mail.example",
            language="en",
            on=timezone.localdate(),
        )
    before = list(Contact.objects.values_list("pk", flat=True))
    assert answer_reminders.exchange_contacts() == 12
    for contact in Contact.objects.all():
        opened = answer_reminders.opened_contact(contact, settings.CONTACT_KEY)
        assert opened is not None
        waiting.append((opened.feedback.int, opened.address))
    assert sorted(waiting) == [(number, f"n{number}@mail.example") for number in range(12)]
    assert not set(before) & set(Contact.objects.values_list("pk", flat=True))
    assert answer_reminders.exchange_contacts() == 0, "nothing is new"


def test_a_contact_that_does_not_open_waits_as_it_is(settings: Settings) -> None:
    settings.CONTACT_KEY = publish_notices_key()
    Contact.objects.create(kept_until=timezone.localdate(), sealed=b"\1\0\0\0\0spoilt")
    contact = Contact.objects.get()
    assert answer_reminders.exchange_contacts() == 0
    assert Contact.objects.get(pk=contact.pk).sealed == contact.sealed
    assert not Contact.objects.filter(shuffled=False).exists()


def test_row_numbers_of_sqlite_tell_no_order(embedded_site: EmbeddedSite) -> None:
    (path,) = embedded_site.data_dir.glob("*.sqlite3")
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        numbers = [number for (number,) in database.execute("SELECT rowid FROM feedback_feedback WHERE shuffled")]
    assert len(numbers) > 3
    # Counted up they would be small. One random number in 2 to the 32 is.
    assert [number for number in numbers if number < 2**30] == []
