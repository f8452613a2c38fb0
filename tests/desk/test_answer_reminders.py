"""Telling those who asked: one message without content at fixed hours, then the address is gone."""

from __future__ import annotations

import threading
import uuid
from collections.abc import MutableSequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings as project
from django.db import DatabaseError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuditEvent, User
from desk import tasks
from desk.actions import answer_reminders
from feedback import actions as door
from feedback import sealing
from feedback.content import Notice
from feedback.enums import MessageKind
from feedback.models import Contact
from notifications.models import OutboxMessage
from tests.rig.contacts import publish_notices_key
from tests.rig.mail import REFUSE_FOR_GOOD, REFUSE_FOR_NOW, SmtpSink, text_of
from tests.tracker import factories
from tests.tracker.factories import Said

ADDRESS = "robin@mail.example"
NOTICE: Notice = {"language": "en", "texts": {"en": {"heading": "x", "body": "y"}}}


@pytest.fixture(autouse=True)
def smtp(smtp_sink: SmtpSink, settings: Settings) -> SmtpSink:
    """The mail server the worker sends to, and the key that only the worker has."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp_sink.port, 2
    settings.ORGANISATION_NAME = "Springfield Hospital"
    settings.DEFAULT_FROM_EMAIL = "Springfield Hospital council <council@mail.example>"
    settings.CONTACT_KEY = publish_notices_key()
    return smtp_sink


def at(hour: int) -> datetime:
    """Return a moment of today in the organisation's zone."""
    today = timezone.localdate()
    return datetime(today.year, today.month, today.day, hour, 7, tzinfo=ZoneInfo(project.TIME_ZONE))


def ask(said: Said, address: str = ADDRESS, language: str = "en", on: date | None = None) -> Contact:
    """Ask to be told of the answer, as the door does."""
    number = uuid.uuid4()
    door.ask_to_be_told(
        contact_id=number,
        feedback_id=said.feedback.pk,
        address=address,
        language=language,
        on=on or timezone.localdate(),
    )
    return Contact.objects.get(pk=number)


def tell(said: Said, kind: MessageKind = MessageKind.REPLY) -> None:
    """Let the code of a person open something new."""
    door.send_notice(
        feedback_id=said.feedback.pk, kind=kind, notice=NOTICE, on=timezone.localdate(), submission=uuid.uuid4()
    )


def waiting(address: str = ADDRESS) -> Said:
    """Return somebody whose answer is ready, and who asked to be told."""
    said = factories.say()
    ask(said, address)
    tell(said)
    return said


def test_one_message_is_sent_and_the_address_is_gone(smtp: SmtpSink, reader: User) -> None:
    said = factories.read(reader)
    ask(said)
    assert answer_reminders.send_answer_reminders(at(9)) == 0
    factories.answered(said, reader)
    assert answer_reminders.send_answer_reminders(at(13)) == 1
    assert answer_reminders.send_answer_reminders(at(13)) == 0
    assert (len(smtp.to(ADDRESS)), Contact.objects.count()) == (1, 0)


@pytest.mark.parametrize("language", [code for code, _name in project.LANGUAGES])
def test_a_message_says_nothing_but_that_it_is_there(smtp: SmtpSink, language: str) -> None:
    said = factories.say(text="Nobody came at night.")
    ask(said, language=language)
    tell(said)
    answer_reminders.send_answer_reminders(at(9))
    (message,) = smtp.messages
    everything = message.as_string() + text_of(message) + str(message["Subject"])
    assert message["From"] == "council@mail.example"
    assert message["Content-Language"] == language
    for word in ("Springfield", "Answerable", "http", "/", said.code, str(said.feedback.pk)):
        assert word.lower() not in (text_of(message) + str(message["Subject"])).lower()
    assert "Springfield" not in everything


def test_a_message_is_in_the_words_of_the_one_who_asked(smtp: SmtpSink) -> None:
    waiting()
    answer_reminders.send_answer_reminders(at(9))
    (message,) = smtp.messages
    assert message["Subject"] == "You have a message"
    assert "use the code you kept" in text_of(message)


def test_an_organisation_may_have_another_sender_for_it(smtp: SmtpSink, settings: Settings) -> None:
    settings.CONTACT_FROM_EMAIL = "post@plain.example"
    waiting()
    answer_reminders.send_answer_reminders(at(9))
    (message,) = smtp.messages
    assert (message["From"], smtp.envelopes[0][0]) == ("post@plain.example", "post@plain.example")


@pytest.mark.parametrize(("kind", "sent"), [(kind, 1) for kind in ("reply", "decision", "change")] + [("shareable", 0)])
def test_what_counts_as_an_answer(smtp: SmtpSink, kind: str, sent: int) -> None:
    said = factories.say()
    ask(said)
    tell(said, MessageKind(kind))
    assert answer_reminders.send_answer_reminders(at(9)) == sent


@pytest.mark.parametrize("hour", [0, 8, 10, 12, 14, 23])
def test_nothing_leaves_outside_the_fixed_hours(smtp: SmtpSink, hour: int) -> None:
    waiting()
    assert answer_reminders.send_answer_reminders(at(hour)) == 0
    assert (smtp.messages, Contact.objects.count()) == ([], 1)


def test_a_process_without_the_key_tells_nobody(smtp: SmtpSink, settings: Settings) -> None:
    waiting()
    settings.CONTACT_KEY = b""
    assert answer_reminders.send_answer_reminders(at(9)) == 0
    assert Contact.objects.count() == 1


def test_what_is_too_old_is_destroyed_unsent(smtp: SmtpSink) -> None:
    said = waiting()
    Contact.objects.all().delete()
    ask(said, on=timezone.localdate() - timedelta(days=200))
    assert answer_reminders.send_answer_reminders(at(9)) == 0
    assert (smtp.messages, Contact.objects.count()) == ([], 0)


def test_an_erasure_destroys_the_address_unsent(smtp: SmtpSink) -> None:
    waiting().erase()
    kept = factories.say()
    ask(kept)
    assert answer_reminders.send_answer_reminders(at(9)) == 0
    assert (smtp.messages, Contact.objects.count()) == ([], 1)


@pytest.mark.parametrize("fault", [REFUSE_FOR_NOW, REFUSE_FOR_GOOD, "accept-then-drop"])
def test_what_the_server_refuses_waits_and_keeps_nobody_else(
    smtp: SmtpSink, fault: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        waiting(f"robin{number}@mail.example")
    smtp.faults.append(fault)
    assert answer_reminders.send_answer_reminders(at(9)) == 2
    assert Contact.objects.count() == 1
    assert answer_reminders.send_answer_reminders(at(13)) == 1
    assert sorted(to for _sender, recipients in smtp.envelopes for to in recipients) == [
        f"robin{number}@mail.example" for number in range(3)
    ]
    assert "robin" not in caplog.text + "".join(capfd.readouterr())


def test_a_server_that_is_away_loses_nothing(smtp: SmtpSink) -> None:
    waiting()
    smtp.down()
    assert answer_reminders.send_answer_reminders(at(9)) == 0
    smtp.up()
    assert answer_reminders.send_answer_reminders(at(13)) == 1


def test_a_crash_between_sending_and_deleting_sends_at_most_twice(smtp: SmtpSink) -> None:
    waiting()
    if connection.vendor == "postgresql":
        up = [
            "CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$",
            "CREATE TRIGGER crash BEFORE DELETE ON feedback_contact FOR EACH ROW EXECUTE FUNCTION crash()",
        ]
        down = "DROP TRIGGER crash ON feedback_contact"
    else:
        up = ["CREATE TRIGGER crash BEFORE DELETE ON feedback_contact BEGIN SELECT RAISE(ABORT, 'crash'); END"]
        down = "DROP TRIGGER crash"
    with connection.cursor() as cursor:
        for statement in up:
            cursor.execute(statement)
    with pytest.raises(DatabaseError) as caught:
        answer_reminders.send_answer_reminders(at(9))
    assert ADDRESS not in repr(caught.value)
    with connection.cursor() as cursor:
        cursor.execute(down)
    assert answer_reminders.send_answer_reminders(at(13)) == 1
    assert answer_reminders.send_answer_reminders(at(13)) == 0
    first, second = smtp.to(ADDRESS)
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_message(smtp: SmtpSink) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database has one connection")
    for number in range(6):
        waiting(f"robin{number}@mail.example")
    start, sent = threading.Barrier(3), list[int]()

    def run() -> None:
        try:
            start.wait()
            sent.append(answer_reminders.send_answer_reminders(at(9)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(sent), sum(sent), len(smtp.messages), Contact.objects.count()) == (3, 6, 6, 0)


def test_a_contact_that_was_moved_or_sealed_to_another_key_is_not_sent(smtp: SmtpSink, settings: Settings) -> None:
    one, other = ask(factories.say()), ask(waiting(), "somebody@else.example")
    Contact.objects.filter(pk=one.pk).update(sealed=other.sealed)
    assert answer_reminders.send_answer_reminders(at(9)) == 2  # the two that stand in their own rows
    assert list(Contact.objects.values_list("pk", flat=True)) == [one.pk]
    waiting()
    settings.CONTACT_KEY = sealing.new_key()
    assert answer_reminders.send_answer_reminders(at(9)) == 0


def test_the_number_of_a_message_cannot_be_found_from_its_row(smtp: SmtpSink) -> None:
    said = factories.say()
    contact = ask(said)
    tell(said)
    answer_reminders.send_answer_reminders(at(9))
    (message,) = smtp.messages
    assert contact.pk.hex not in message.as_string().replace("-", "")


def test_no_statement_names_the_feedback_or_the_address(smtp: SmtpSink) -> None:
    said = waiting()
    with CaptureQueriesContext(connection) as queries:
        assert answer_reminders.send_answer_reminders(at(9)) == 1
    said_to_the_database = "".join(query["sql"] for query in queries)
    assert "feedback_contact" in said_to_the_database
    for word in (said.feedback.pk.hex, str(said.feedback.pk), ADDRESS):
        assert word not in said_to_the_database


def test_nothing_remembers_who_was_told(smtp: SmtpSink) -> None:
    waiting()
    before = AuditEvent.objects.count()
    answer_reminders.send_answer_reminders(at(9))
    assert (AuditEvent.objects.count(), OutboxMessage.objects.count()) == (before, 0)
    rows = [list(model._default_manager.values()) for model in apps.get_models()]
    assert ADDRESS not in repr(rows)


class Descending(Random):
    """Shuffles in a way a test can foresee."""

    def shuffle(self, x: MutableSequence[Any]) -> None:
        x[:] = sorted(x, reverse=True)


def test_messages_leave_in_shuffled_order(smtp: SmtpSink) -> None:
    contacts = {}
    for number in range(4):
        said = factories.say()
        contacts[ask(said, f"robin{number}@mail.example").pk] = f"robin{number}@mail.example"
        tell(said)
    answer_reminders.send_answer_reminders(at(9), rng=Descending())
    assert [to for _sender, recipients in smtp.envelopes for to in recipients] == [
        contacts[pk] for pk in sorted(contacts, reverse=True)
    ]


def test_the_task_is_called_as_in_the_schedule_and_tells(smtp: SmtpSink, settings: Settings) -> None:
    entries = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if "answer_reminders" in entry["task"]]
    assert entries == [{"task": tasks.send_answer_reminders.name, "schedule": 3600.0}]
    settings.TIME_ZONE = "UTC"
    waiting()
    tasks.send_answer_reminders()
    now = datetime.now(tz=UTC).astimezone(timezone.get_current_timezone())
    assert len(smtp.messages) == (1 if now.hour in {9, 13} else 0)
