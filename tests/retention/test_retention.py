"""What goes when its time is over, what stays, and the receipt for it."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.enums import Role
from accounts.models import User
from desk.actions import cases as desk
from desk.actions.restoring import erase_again
from desk.queries.retention import erased_ids
from desk.retention import CONTACTS, CONVERSATIONS, DRAFTS, STAGED_FILES, TALLIES, WORDS
from feedback import actions as door
from feedback import codes
from feedback.enums import MessageKind, Status
from feedback.form_state import FormState
from feedback.models import Contact, DataKey, Draft, Feedback, File, Message, SealingKey, Tally
from retention.actions import apply_retention
from retention.models import Destruction
from tests.feedback.conftest import Visitor
from tests.rig import pages
from tests.tracker import factories
from tests.tracker.factories import Said

pytestmark = pytest.mark.django_db


def finished(by: User, on: str = "2026-03-31") -> Said:
    """Say something, answer it and close it, all on one day."""
    with time_machine.travel(f"{on} 10:00", tick=False):
        said = factories.read(by)
        factories.answered(said, by)
        desk.close(case=said.case, by=by)
    return said


def kinds(receipts: list[Destruction]) -> list[tuple[str, int]]:
    return [(receipt.rule, receipt.count) for receipt in receipts]


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 12, "2025-01-15"), ("2028-02-29", 12, "2027-02-28")],
)
def test_months_end_at_the_end_of_a_month(
    reader: User, settings: Settings, day: str, months: int, earlier: str
) -> None:
    settings.WORDS_MONTHS = months
    finished(reader, earlier)
    on = date.fromisoformat(day)
    assert kinds(apply_retention(on=on - timedelta(days=4))) == []
    assert kinds(apply_retention(on=on)) == [(WORDS.name, 1)]


def test_words_go_a_year_after_finishing_and_not_a_day_before(reader: User) -> None:
    said = finished(reader)
    assert apply_retention(on=date(2027, 3, 30)) == []
    assert bytes(Feedback.objects.get().body)
    receipts = apply_retention(on=date(2027, 3, 31))
    assert kinds(receipts) == [(WORDS.name, 1)]
    assert receipts[0].digest == hashlib.sha256(str(said.feedback.pk).encode()).hexdigest()
    assert (DataKey.objects.count(), bytes(Feedback.objects.get().body)) == (0, b"")
    assert [bytes(message.sealed) for message in Message.objects.filter(kind=MessageKind.REPLY)] == [b""]
    assert apply_retention(on=date(2027, 3, 31)) == []


def test_what_is_not_finished_stays(reader: User) -> None:
    with time_machine.travel("2026-03-31 10:00", tick=False):
        factories.answered(factories.read(reader), reader)
    assert apply_retention(on=date(2040, 1, 1)) == []


def test_decisions_and_changes_outlive_the_words(reader: User) -> None:
    said = finished(reader)
    door.send_notice(
        feedback_id=said.feedback.pk,
        kind=MessageKind.CHANGE,
        notice={"language": "en", "texts": {"en": {"heading": "Changed", "body": "Somebody comes at night."}}},
        on=date(2026, 4, 1),
        submission=uuid.uuid4(),
    )
    apply_retention(on=date(2027, 4, 1))
    told = [news for news in said.told() if news.kind == MessageKind.CHANGE]
    assert [news.text["body"] for news in told] == ["Somebody comes at night."]


@pytest.mark.parametrize(
    ("erased", "last_day"), [(False, date(2029, 3, 30)), (True, date(2026, 6, 28))], ids=["finished", "erased"]
)
def test_the_code_opens_nothing_any_more_in_the_end(
    reader: User, visitor: Visitor, last_day: date, *, erased: bool
) -> None:
    said = finished(reader)
    if erased:
        with time_machine.travel("2026-03-31 11:00", tick=False):
            said.erase()
    apply_retention(on=last_day)
    heading = "Your feedback is destroyed" if erased else "Your feedback"
    assert visitor.come_back(said.code).text("h1") == heading
    assert CONVERSATIONS.name in {rule for rule, _count in kinds(apply_retention(on=last_day + timedelta(days=1)))}
    assert visitor.come_back(said.code).text("h1") != heading
    assert said.case.shareable == ""
    assert Message.objects.count() == 0


def test_drafts_and_files_that_were_never_sent_go(db: None) -> None:
    until = door.pause(
        opened=codes.opened_draft(codes.new()), state=FormState(answers={"text": "x"}), on=date(2026, 3, 1)
    )
    key = SealingKey.objects.create(
        number=b"file", kind="files", public_key=b"x" * 32, valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 1)
    )
    File.objects.create(sealing_key=key, content=b"x", kept_until=date(2026, 3, 2))
    assert kinds(apply_retention(on=date(2026, 3, 3))) == [(STAGED_FILES.name, 1)]
    assert apply_retention(on=until) == []
    assert kinds(apply_retention(on=until + timedelta(days=1))) == [(DRAFTS.name, 1)]
    assert (Draft.objects.count(), File.objects.count()) == (0, 0)


def test_counts_go_after_five_years() -> None:
    for month in (date(2021, 2, 1), date(2021, 3, 1)):
        Tally.objects.create(month=month, pack="GB-ENG", question="age", answer="25-34", number=3)
    assert kinds(apply_retention(on=date(2026, 3, 31))) == [(TALLIES.name, 1)]
    assert [tally.month for tally in Tally.objects.all()] == [date(2021, 3, 1)]


def test_a_restored_backup_is_erased_again(reader: User) -> None:
    said, other = finished(reader), finished(reader)
    before = Feedback.objects.filter(pk=said.feedback.pk).values("status", "body", "reply_private")[0]
    said.erase()
    numbers = [uuid.UUID(number) for number in erased_ids()]
    assert numbers == [said.feedback.pk]
    Feedback.objects.filter(pk=said.feedback.pk).update(**before)
    assert erase_again(ids=numbers, consents={}, on=timezone.localdate()) == (1, 0)
    again = Feedback.objects.get(pk=said.feedback.pk)
    assert (again.status, bytes(again.body), bytes(again.reply_private)) == (Status.ERASED, b"", b"")
    assert bytes(Feedback.objects.get(pk=other.feedback.pk).body)
    assert erase_again(ids=numbers, consents={}, on=timezone.localdate()) == (0, 0)


def test_a_restored_backup_gives_no_consent_back(reader: User) -> None:
    """By the commands of the guide. What stands in the list and not in the backup is not given either."""
    one, other, later = (factories.read(reader) for _ in range(3))
    consents = ("for_team", "for_council", "for_public", "for_training")

    def choose(said: factories.Said, *given: str) -> None:
        wanted = {name: name in given for name in consents}
        assert door.choose(lookup=codes.opened(said.code).lookup, consents=wanted)

    choose(one, "for_public")
    choose(other, *consents)
    printed = StringIO()
    call_command("retention", "--erased", stdout=printed)
    choose(one, "for_council", "for_public")
    choose(other, "for_council")
    lines = [line for line in printed.getvalue().splitlines() if str(later.feedback.pk) not in line]
    with patch("sys.stdin", StringIO("\n".join(lines))):
        call_command("retention", "--again", stdout=StringIO())

    def given(said: factories.Said) -> list[str]:
        return [name for name in consents if getattr(said.case.feedback, name)]

    assert given(one) == ["for_public"]
    assert given(other) == ["for_council"]
    assert given(later) == ["for_council", "for_public"]


def test_a_list_that_was_not_printed_here_changes_nothing(reader: User) -> None:
    said = factories.read(reader)
    for line in ("not a number", f"{said.feedback.pk} for_council"):
        with patch("sys.stdin", StringIO(line)), pytest.raises(CommandError):
            call_command("retention", "--again", stdout=StringIO())
    assert said.case.feedback.for_council


def test_addresses_go_after_their_day_though_nobody_holds_their_key(settings: Settings) -> None:
    settings.CONTACT_KEY = b""
    Contact.objects.create(pk=uuid.uuid4(), kept_until=date(2026, 2, 28), sealed=b"x")
    assert kinds(apply_retention(on=date(2026, 2, 28))) == []
    assert kinds(apply_retention(on=date(2026, 3, 1))) == [(CONTACTS.name, 1)]
    assert Contact.objects.count() == 0


def test_command_shows_destroys_and_prints(reader: User) -> None:
    finished(reader).erase()
    out = StringIO()
    with time_machine.travel("2040-01-01"):
        call_command("retention", stdout=out)
        call_command("retention", "--erased", stdout=out)
        call_command("retention", "--now", stdout=out)
    assert "conversations: kept 36 months, past its time today: 1" in out.getvalue()
    assert str(Feedback.objects.get().pk) in out.getvalue()
    assert "Destroyed 1: conversations" in out.getvalue()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_page_shows_clocks_and_receipts(client: Client, reader: User, language: str) -> None:
    finished(reader)
    apply_retention(on=date(2027, 3, 31))
    client.force_login(factories.person(Role.ADMIN))
    page = pages.get(client, f"/retention/?lang={language}", lang=language)
    assert Destruction.objects.get().digest in page.html


def test_page_is_for_administrators_and_coordinators(client: Client, reader: User, coordinator: User) -> None:
    client.force_login(reader)
    pages.get(client, "/retention/", status=404)
    client.force_login(coordinator)
    assert "Nothing was destroyed yet" in pages.get(client, "/retention/").html


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_one_receipt_and_for_three(
    client: Client, coordinator: User, reader: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(number):
        finished(reader)
        Destruction.objects.create(rule=WORDS.name, destroyed_on=date(2027, 3, count + 1), count=1, digest=f"{count}")
    client.force_login(coordinator)
    with django_assert_num_queries(53):
        page = pages.get(client, "/retention/")
    assert len(page.all("table")[-1].findall(".//tbody/tr")) == number
