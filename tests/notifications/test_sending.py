"""Messages reach a real mail server once, in the reader's language, whatever fails in between."""

import socket
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation
from pytest_django import Settings

from accounts.models import AccessNeed, ContactDetails
from notifications import actions, queries, tasks, wanted
from notifications.actions import sending
from notifications.channels import email
from notifications.channels.errors import Unreachable
from notifications.channels.modules import MODULES
from notifications.enums import BY_HAND, Channel, Kind, Status
from notifications.models import Heartbeat, OutboxMessage, Preference
from tests.accounts.factories import NeedFactory
from tests.notifications.factories import VALUES, MessageFactory, PersonFactory, PreferenceFactory
from tests.rig.mail import REFUSE_FOR_GOOD, REFUSE_FOR_NOW, SmtpSink, text_of

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 9, 12, tzinfo=ZoneInfo("Europe/London"))


def state(message: OutboxMessage) -> Status:
    return Status(OutboxMessage.objects.get(pk=message.pk).status)


def test_send_due_sends_once_and_says_when(smtp: SmtpSink) -> None:
    message = MessageFactory()
    tasks.send_due()
    tasks.send_due()
    assert len(smtp.messages) == 1
    message.refresh_from_db()
    assert (message.status, message.lease_until, message.last_error) == (Status.SENT, None, "")
    assert message.sent_at is not None


def test_send_due_keeps_one_connection_for_a_batch(smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    MessageFactory.create_batch(3)
    opened = []
    plain = email.connect

    def counted() -> object:
        opened.append(1)
        return plain()

    monkeypatch.setattr(email, "connect", counted)
    assert actions.send_due() == 3
    assert len(smtp.messages) == 3
    assert len(opened) == 1


def test_message_bears_a_stable_id_and_says_that_a_machine_wrote_it(smtp: SmtpSink) -> None:
    message = MessageFactory()
    actions.send_due()
    (arrived,) = smtp.messages
    assert arrived["Message-ID"] == f"<{message.pk}@demo.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert email.compose(message).message()["Message-ID"] == arrived["Message-ID"]


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_message_is_in_the_language_of_its_reader(smtp: SmtpSink, language: str) -> None:
    person = PreferenceFactory(user__language=language).user
    MessageFactory(recipient=person)
    with translation.override("en" if language != "en" else "es"):
        actions.send_due()
    (arrived,) = smtp.to(person.email)
    month = {"en": "March", "es": "marzo", "ar": "مارس", "pl": "marca"}[language]
    weekday = {"en": "Monday", "es": "lunes", "ar": "الاثنين", "pl": "poniedziałek"}[language]
    assert arrived["Content-Language"] == language
    for words in (arrived["Subject"], text_of(arrived)):
        assert month in words
        assert weekday.lower() in words.lower()


def test_message_tells_the_time_of_its_readers_zone(smtp: SmtpSink) -> None:
    reader = PreferenceFactory(user__time_zone="America/New_York").user
    MessageFactory(recipient=reader)
    actions.send_due()
    assert "Monday 29 March 2027 at 5 a.m., Eastern time, United States" in text_of(smtp.messages[0])


# Words for somebody who has no account.
LEADING_NOWHERE = {Kind.APPLICATION_ANSWER}
WITHOUT_AN_ACCOUNT = {Kind.JOIN_INVITATION, Kind.APPLICATION_RECEIVED, Kind.APPLICATION_ANSWER}


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_words_and_a_subject_without_content(smtp: SmtpSink, kind: str) -> None:
    values: dict[str, object] = {**VALUES, "title": "Self-harm on Ward 7", "answer_by": "2027-04-01", "place": "Ward 7"}
    values |= {"answer_path": "/x/", "months": 3, "number": 4, "last_day": "2027-06-01", "is_own": True}
    message = MessageFactory(kind=kind, values=values)
    # Somebody who has told us something is asked about it.
    NeedFactory(user=message.recipient)
    AccessNeed.objects.update(confirmed_on="2020-01-01")
    actions.send_due()
    (arrived,) = smtp.messages
    assert "Ward 7" not in arrived["Subject"]
    # Somebody who is only invited, or applies, has nothing to set here.
    has_settings = "https://council.example.org/notifications/" in text_of(arrived)
    assert has_settings == (kind not in WITHOUT_AN_ACCOUNT)
    leads_on = "https://council.example.org/x/" in text_of(arrived)
    assert leads_on == (kind not in LEADING_NOWHERE)
    assert "&" not in text_of(arrived).replace("&nbsp;", "&")


def test_words_are_not_escaped_and_lines_cannot_be_smuggled_into_the_head(smtp: SmtpSink) -> None:
    person = PreferenceFactory(user__name="Zoë & <b>\r\nBcc: x@example.org").user
    MessageFactory(recipient=person, values={**VALUES, "title": "Tea & <cake>"})
    actions.send_due()
    (arrived,) = smtp.messages
    assert "Tea & <cake>" in text_of(arrived)
    assert arrived["Bcc"] is None


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_calendar_file_arrives_beside_the_words_and_as_a_file(smtp: SmtpSink, method: str) -> None:
    calendar = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nSUMMARY:Reunión ✓\r\nEND:VCALENDAR\r\n"
    MessageFactory(values={**VALUES, "attachments": {"invite.ics": calendar}})
    actions.send_due()
    mail = smtp.messages[0]
    shape = [(part.get_content_type(), part.get_content_disposition()) for part in mail.walk()]
    assert shape == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("text/calendar", None),
        ("application/ics", "attachment"),
    ]
    _mixed, _alternative, words, event, file = mail.walk()
    assert "invited" in words.get_content()
    assert (event.get_param("method"), event.get_content_charset()) == (method, "utf-8")
    assert event.get_payload(decode=True) == calendar.encode()
    assert file.get_filename() == "invite.ics"
    assert file["Content-Transfer-Encoding"] == "base64"
    assert file.get_payload(decode=True) == calendar.encode()


def test_mail_without_a_calendar_file_is_plain_text_alone(smtp: SmtpSink) -> None:
    MessageFactory()
    actions.send_due()
    assert [part.get_content_type() for part in smtp.messages[0].walk()] == ["text/plain"]


def test_two_claimers_get_each_message_once() -> None:
    MessageFactory.create_batch(3)
    first, second = actions.claim(), actions.claim()
    assert (len(first), second) == (3, [])


def test_claim_leaves_what_another_worker_took_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    MessageFactory()
    seen = list(queries.due(timezone.now()))
    assert len(actions.claim()) == 1
    monkeypatch.setattr(queries, "due", lambda _now, _without: seen)
    assert actions.claim() == []


def test_killed_worker_delays_a_message_and_loses_none(smtp: SmtpSink) -> None:
    message = MessageFactory()
    actions.claim()  # and the worker dies here
    assert actions.send_due() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert actions.send_due() == 1
        assert actions.send_due() == 0
    assert len(smtp.messages) == 1
    assert state(message) == Status.SENT


def test_worker_that_comes_back_after_its_lease_sends_nothing(smtp: SmtpSink) -> None:
    MessageFactory()
    (late,) = actions.claim()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert actions.send_due() == 1
        assert actions.deliver(late) is False
    assert len(smtp.messages) == 1


def test_failure_of_a_worker_that_was_overtaken_changes_nothing(smtp: SmtpSink) -> None:
    message = MessageFactory()
    (late,) = actions.claim()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert actions.send_due() == 1
        sending.put_back(late, OSError())
    assert state(message) == Status.SENT


@pytest.mark.parametrize("fault", [REFUSE_FOR_NOW, REFUSE_FOR_GOOD, "accept-then-drop"])
def test_one_refused_message_waits_and_the_others_go(smtp: SmtpSink, fault: str) -> None:
    now = timezone.now()
    first, second = MessageFactory(due_at=now - timedelta(minutes=2)), MessageFactory(due_at=now)
    smtp.faults.append(fault)
    assert actions.send_due() == 1
    assert (state(first), state(second)) == (Status.PENDING, Status.SENT)
    first.refresh_from_db()
    assert first.attempts == 1
    assert first.last_error in {"SMTPDataError", "SMTPServerDisconnected"}
    assert timedelta(seconds=50) < first.due_at - now < timedelta(seconds=90)


def test_error_keeps_its_kind_and_none_of_its_words(smtp: SmtpSink) -> None:
    message = MessageFactory()
    smtp.faults.append("550 no such person as secret@example.org")
    actions.send_due()
    message.refresh_from_db()
    assert message.last_error == "SMTPDataError"


def test_server_that_refuses_connections_is_asked_again_in_a_minute_however_long_it_was_away(smtp: SmtpSink) -> None:
    messages = MessageFactory.create_batch(3, due_at=NOON)
    smtp.down()
    with time_machine.travel(NOON, tick=False) as clock:
        for _minute in range(60):
            assert actions.send_due() == 0
            clock.shift(timedelta(minutes=1))
        found = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages])
        assert {(message.status, message.attempts, message.last_error) for message in found} == {
            (Status.PENDING, 0, "ConnectionRefusedError")
        }
        smtp.up()
        assert actions.send_due() == 3


def test_server_that_hangs_costs_one_timeout_for_the_batch(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", silent.getsockname()[1], 0.5
        MessageFactory.create_batch(3)
        started = timezone.now()
        assert actions.send_due() == 0
        assert timezone.now() - started < timedelta(seconds=1.4)
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {Status.PENDING}


def test_message_with_broken_values_does_not_keep_the_others(smtp: SmtpSink) -> None:
    now = timezone.now()
    broken = MessageFactory(values={"when": "not a time"}, due_at=now - timedelta(minutes=2))
    MessageFactory(due_at=now)
    assert actions.send_due() == 1
    broken.refresh_from_db()
    assert (broken.status, broken.last_error) == (Status.PENDING, "ValueError")


def test_pause_grows_from_a_minute_to_six_hours() -> None:
    minutes = [sending.pause_after(attempts).total_seconds() / 60 for attempts in (0, 1, 2, 8, 9, 30)]
    assert minutes == [1, 2, 4, 256, 360, 360]


def test_server_down_for_three_days_gives_up_visibly_and_loses_nothing(smtp: SmtpSink) -> None:
    smtp.down()
    message = MessageFactory(due_at=NOON)
    with time_machine.travel(NOON, tick=False) as clock:
        for _half_hour in range(2 * 71):
            actions.send_due()
            clock.shift(timedelta(minutes=30))
        message.refresh_from_db()
        assert message.status == Status.PENDING
        for _half_hour in range(2 * 8):
            actions.send_due()
            clock.shift(timedelta(minutes=30))
        message.refresh_from_db()
        assert message.status == Status.DEAD
        smtp.up()
        actions.try_again(message=message, by=PersonFactory(roles=["admin"]))
        assert actions.send_due() == 1


def test_server_down_for_a_day_is_made_up_for(smtp: SmtpSink) -> None:
    smtp.down()
    with time_machine.travel(NOON, tick=False) as clock:
        message = MessageFactory(due_at=NOON)
        for _hour in range(24):
            actions.send_due()
            clock.shift(timedelta(hours=1))
        smtp.up()
        clock.shift(timedelta(hours=6))
        assert actions.send_due() == 1
    assert state(message) == Status.SENT


def test_quiet_hours_move_a_message_to_their_end(smtp: SmtpSink) -> None:
    person = PreferenceFactory(quiet_from="20:00", quiet_until="08:00").user
    with time_machine.travel(NOON.replace(hour=23), tick=False) as clock:
        message = MessageFactory(recipient=person)
        urgent = MessageFactory(recipient=person, ignores_quiet_hours=True)
        assert actions.send_due() == 1
        assert (state(message), state(urgent)) == (Status.PENDING, Status.SENT)
        message.refresh_from_db()
        assert message.due_at == NOON.replace(day=10, hour=8)
        clock.move_to(NOON.replace(day=10, hour=8))
        assert actions.send_due() == 1


@pytest.mark.parametrize(
    ("wishes", "kind", "sent"),
    [
        ({"reminders": False}, Kind.MEETING_REMINDER, False),
        ({"reminders": False}, Kind.INVITATION, True),
        ({"user__is_active": False}, Kind.INVITATION, False),
    ],
)
def test_message_nobody_wants_is_dropped(smtp: SmtpSink, wishes: dict[str, bool], kind: Kind, sent: bool) -> None:  # noqa: FBT001
    message = MessageFactory(recipient=PreferenceFactory(**wishes).user, kind=kind)
    assert actions.send_due() == sent
    assert state(message) == (Status.SENT if sent else Status.DROPPED)


def test_message_that_came_too_late_is_dropped(smtp: SmtpSink) -> None:
    message = MessageFactory(useful_until=timezone.now() - timedelta(minutes=1))
    assert actions.send_due() == 0
    assert state(message) == Status.DROPPED


def test_heartbeat_overwrites_itself() -> None:
    tasks.heartbeat()
    first = Heartbeat.objects.get(name="worker").beat_at
    tasks.heartbeat()
    assert Heartbeat.objects.get().beat_at > first


def test_person_without_preferences_gets_the_usual_ones(smtp: SmtpSink) -> None:
    with time_machine.travel(NOON, tick=False):
        MessageFactory(recipient=PersonFactory(), due_at=NOON)
        assert actions.send_due() == 1
    assert Preference.objects.count() == 0


class Text:
    """Another channel: messages that arrive at once."""

    def __init__(self) -> None:
        self.arrived: list[OutboxMessage] = []
        self.fault: Exception | None = None

    def connect(self) -> None:
        """Do nothing: there is no server."""

    def close(self, connection: None) -> None:
        """Do nothing: there is no server."""

    def send(self, message: OutboxMessage, *, connection: None) -> None:
        """Let a message arrive, or fail as the test wants it."""
        del connection
        if self.fault:
            raise self.fault
        self.arrived.append(message)


@pytest.fixture
def text(monkeypatch: pytest.MonkeyPatch) -> Text:
    """Another channel that a program serves."""
    channel = Text()
    monkeypatch.setitem(MODULES, "text", channel)
    return channel


def test_message_goes_by_its_own_channel(smtp: SmtpSink, text: Text) -> None:
    short, mail = MessageFactory(channel="text"), MessageFactory()
    assert actions.send_due() == 2
    assert text.arrived == [short]
    assert [arrived["To"] for arrived in smtp.messages] == [mail.recipient.email]


def test_channel_that_is_down_keeps_no_other_waiting(smtp: SmtpSink, text: Text) -> None:
    text.fault = Unreachable()
    now = timezone.now()
    texts = MessageFactory.create_batch(sending.BATCH_SIZE + 1, channel="text", due_at=now - timedelta(minutes=1))
    mail = MessageFactory(due_at=now)
    assert actions.send_due() == 1
    assert state(mail) == Status.SENT
    tried = OutboxMessage.objects.filter(pk__in=[short.pk for short in texts], first_failed_at__isnull=False)
    assert tried.count() == sending.BATCH_SIZE


def test_person_who_switched_e_mail_off_since_finds_the_message_on_the_page(smtp: SmtpSink) -> None:
    message = MessageFactory()
    Preference.objects.update(email=False)
    assert actions.send_due() == 1
    message.refresh_from_db()
    assert (message.channel, message.status, smtp.messages) == (Channel.PAGE, Status.SENT, [])


@pytest.mark.parametrize("channel", sorted(BY_HAND))
def test_letter_is_never_e_mailed(smtp: SmtpSink, channel: Channel) -> None:
    person = PreferenceFactory().user
    ContactDetails.objects.create(user=person, reach_by=channel)
    before = MessageFactory(recipient=person)
    now = actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="now")
    assert actions.send_due() == 0
    before.refresh_from_db()
    assert (before.channel, before.status) == (channel, Status.PENDING)
    assert (now.channel, state(now)) == (channel, Status.PENDING)
    assert smtp.messages == []


def test_message_that_is_no_longer_for_its_reader_is_dropped(smtp: SmtpSink) -> None:
    gone, other, owed = MessageFactory(), MessageFactory(), MessageFactory(kind=Kind.CHANGE_TO_SIGN)

    def check(message: OutboxMessage) -> bool:
        return message.recipient_id != gone.recipient_id  # type: ignore[no-any-return]

    wanted.register(Kind.INVITATION, check)
    try:
        assert actions.send_due() == 2
    finally:
        wanted.unregister(Kind.INVITATION, check)
    assert (state(gone), state(other), state(owed)) == (Status.DROPPED, Status.SENT, Status.SENT)


def test_message_to_an_address_is_sent_in_its_language_and_says_nothing_of_settings(smtp: SmtpSink) -> None:
    message = actions.queue_to_address(
        kind=Kind.JOIN_INVITATION,
        address="new@example.org",
        language="en",
        name="Zoë",
        values={"path": "/x/", "when": "2027-03-29T10:00:00+01:00"},
        dedupe_key="a",
    )
    assert actions.send_due() == 1
    (arrived,) = smtp.to("new@example.org")
    assert text_of(arrived).startswith("Hello Zoë,")
    assert "https://council.example.org/x/" in text_of(arrived)
    assert "/notifications/" not in text_of(arrived)
    assert arrived["Content-Language"] == "en"
    assert state(message) == Status.SENT


def test_message_to_an_address_that_fails_is_listed_and_can_be_searched(smtp: SmtpSink) -> None:
    message = MessageFactory(recipient=None, address="new@example.org", language="es", status=Status.DEAD)
    assert list(queries.search_unsent(queries.unsent(), "new@", names=True)) == [message]
    assert list(queries.search_unsent(queries.unsent(), "new@", names=False)) == []
    assert actions.drop(message.dedupe_key) == set()
