"""What reaches somebody's own calendar: messages that keep one entry up to date, and the address it fetches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from core.verdicts import Refused
from council.models import Membership
from meetings import actions, queries
from meetings.enums import MeetingStatus
from meetings.models import CalendarChoice, Invitation, Meeting
from meetings.views import calendars
from notifications.channels.email import compose
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from tests.meetings import evaluator
from tests.meetings.evaluator import Component
from tests.meetings.factories import (
    InvitationFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    coordinator,
    member_of,
)
from tests.rig import pages

pytestmark = pytest.mark.django_db


@dataclass
class OwnCalendar:
    """A calendar that follows RFC 5546: it believes its own organiser alone, and only what is newer than it knows."""

    address: str
    entries: dict[str, datetime] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    organisers: dict[str, str] = field(default_factory=dict)

    def receive(self, message: OutboxMessage) -> None:
        """Take in a mail as it is sent."""
        mail = compose(message).message()
        (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        file = evaluator.read(payload.decode())
        assert file["METHOD"].value == part.get_param("method")
        (event,) = file.find("VEVENT")
        assert [person.value for person in event.all("ATTENDEE")] == [f"mailto:{self.address}"]
        assert event["ORGANIZER"].value.removeprefix("mailto:") in mail["From"]
        self._apply(file["METHOD"].value, file, event)

    def _apply(self, method: str, file: Component, event: Component) -> None:
        uid = event["UID"].value
        sequence = int(event["SEQUENCE"].value)
        # Not newer than what is known, or from somebody else: left alone (RFC 5546, 2.1.5).
        if sequence <= self.known.get(uid, -1):
            return
        if self.organisers.setdefault(uid, event["ORGANIZER"].value) != event["ORGANIZER"].value:
            return
        self.known[uid] = sequence
        if method == "REQUEST":
            self.entries[uid] = evaluator.utc(file, event["DTSTART"])
        elif method == "CANCEL":
            self.entries.pop(uid, None)


def deliver(user: User, calendar: OwnCalendar) -> int:
    """Hand over everything that waits for a person; returns how many messages."""
    waiting = list(OutboxMessage.objects.filter(recipient=user, status=Status.PENDING).order_by("due_at", "pk"))
    for message in waiting:
        calendar.receive(message)
    OutboxMessage.objects.filter(pk__in=[message.pk for message in waiting]).update(
        status=Status.SENT, sent_at=timezone.now()
    )
    return len(waiting)


def details(meeting: Meeting, **changed: object) -> dict[str, Any]:
    names = ["title", "language", "day", "starts", "fold", "minutes", "time_zone", "place", "join_link", "join_phone"]
    names += ["access_deadline", "contact"]
    return {**{name: getattr(meeting, name) for name in names}, **changed}


def invited(meeting: Meeting) -> tuple[User, OwnCalendar]:
    person = member_of(meeting.council)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    return person, OwnCalendar(str(person.email))


def test_one_entry_throughout_and_none_at_the_end() -> None:
    planner = coordinator()
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    person, own = invited(meeting)
    meeting.refresh_from_db()
    seen: list[tuple[list[str], timedelta]] = []
    day = meeting.day
    for later in (0, 1, 0):
        if later or seen:
            moved = details(meeting, day=day + timedelta(days=later))
            actions.change(meeting=meeting, by=planner, **moved)
        assert deliver(person, own) == 1
        seen.append((list(own.entries), own.entries[str(meeting.pk)].date() - day))
    one = [str(meeting.pk)]
    assert seen == [(one, timedelta(0)), (one, timedelta(days=1)), (one, timedelta(0))]
    actions.cancel(meeting=meeting, by=planner)
    assert deliver(person, own) == 1
    assert own.entries == {}


def test_messages_that_arrive_in_the_wrong_order_leave_the_newest() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    person, own = invited(meeting)
    meeting.refresh_from_db()
    (first,) = OutboxMessage.objects.filter(recipient=person)
    OutboxMessage.objects.update(status=Status.SENT, sent_at=timezone.now())
    actions.cancel(meeting=meeting, by=coordinator())
    assert deliver(person, own) == 1
    own.receive(first)
    assert own.entries == {}


def term_of(person: User) -> Membership:
    return Membership.objects.get(user=person)


def test_whoever_leaves_has_the_meeting_taken_out_and_put_back() -> None:
    planner = coordinator()
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    stays = member_of(meeting.council)
    person, own = invited(meeting)
    deliver(person, own)
    OutboxMessage.objects.update(status=Status.SENT, sent_at=timezone.now())
    after = meeting.day - timedelta(days=1)
    assert actions.take_out_of_calendars(term=term_of(person), after=after, by=planner) == 1
    (message,) = OutboxMessage.objects.filter(status=Status.PENDING)
    assert (message.recipient, message.kind) == (person, Kind.MEETING_CHANGED)
    assert "Not in your calendar any more" in compose(message).subject
    assert "We do not expect you at this meeting any more:" in compose(message).body
    deliver(person, own)
    assert own.entries == {}
    # A second time there is nothing to take out.
    assert actions.take_out_of_calendars(term=term_of(person), after=after, by=planner) == 0
    assert actions.put_back_into_calendars(user=person, council=meeting.council, by=planner) == 1
    assert deliver(person, own) == 1
    assert list(own.entries) == [str(meeting.pk)]
    assert actions.put_back_into_calendars(user=stays, council=meeting.council, by=planner) == 0


def test_whoever_comes_back_by_another_seat_has_the_meeting_again() -> None:
    planner = coordinator()
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    person, own = invited(meeting)
    meeting.refresh_from_db()
    deliver(person, own)
    after = meeting.day - timedelta(days=1)
    actions.take_out_of_calendars(term=term_of(person), after=after, by=planner)
    deliver(person, own)
    first = Invitation.objects.get().membership
    type(first).objects.filter(pk=first.pk).update(ends_on=after)
    MembershipFactory(council=meeting.council, user=person, alias="", starts_on=meeting.day)
    assert len(actions.invite_everybody(meeting=meeting, by=planner)) == 1
    deliver(person, own)
    assert list(own.entries) == [str(meeting.pk)]


def test_meetings_before_the_last_day_stay_and_waiting_invitations_are_not_sent() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    person, _own = invited(meeting)
    planner = coordinator()
    assert actions.take_out_of_calendars(term=term_of(person), after=meeting.day, by=planner) == 0
    assert OutboxMessage.objects.get().status == Status.PENDING
    after = meeting.day - timedelta(days=1)
    assert actions.take_out_of_calendars(term=term_of(person), after=after, by=planner) == 0
    assert OutboxMessage.objects.get().status == Status.DROPPED


def test_only_planners_and_the_person_take_somebody_off() -> None:
    meeting = MeetingFactory()
    person = member_of(meeting.council)
    other = member_of(meeting.council)
    with pytest.raises(Refused):
        actions.take_out_of_calendars(term=term_of(person), after=date(2026, 1, 1), by=other)
    assert actions.take_out_of_calendars(term=term_of(person), after=date(2026, 1, 1), by=person) == 0


def test_somebody_without_an_address_gets_no_calendar_file() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    person = member_of(meeting.council)
    User.objects.filter(pk=person.pk).update(email=None)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    assert "attachments" not in OutboxMessage.objects.get().values


@time_machine.travel("2027-03-01T12:00:00+00:00", tick=False)
def test_message_has_the_readers_time_first_and_links_to_other_calendars() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED, day=date(2027, 3, 29), starts=time(22))
    person = PersonFactory(roles=["member"], time_zone=ZoneInfo("Asia/Riyadh"))
    member_of(meeting.council, user=person)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    body = str(compose(OutboxMessage.objects.get()).body)
    lines = body.splitlines()
    when = lines.index("When: Tuesday 30 March 2027, midnight to 1:30 a.m., Saudi Arabian time")
    there = "Where the meeting is held: Monday 29 March 2027, 10 p.m. to 11:30 p.m., United Kingdom time"
    assert lines[when + 1] == there
    assert "Google Calendar: https://calendar.google.com/calendar/render?" in body
    assert "Outlook: https://outlook.live.com/calendar/" in body


def test_message_keeps_the_wall_time_when_a_zone_changes_its_rules() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    member_of(meeting.council)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    message = OutboxMessage.objects.get()
    # As if the offset had been another one when the message was queued.
    message.values["when"] = message.values["when"][:19] + "+05:00"
    assert "10 a.m. to 11:30 a.m., United Kingdom time" in compose(message).body


def fetched(client: Client, address: str) -> Component:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    return evaluator.read(answer.content.decode())


def made(client: Client) -> str:
    page = pages.post(client, "/meetings/calendar/address/", {})
    return page.text("code").removeprefix("http://127.0.0.1:8000")


def test_address_gives_meetings_ahead_and_cancelled_ones_and_no_drafts(client: Client) -> None:
    invitation = InvitationFactory()
    council = invitation.meeting.council
    off = MeetingFactory(council=council, status=MeetingStatus.CANCELLED)
    draft = MeetingFactory(council=council, status=MeetingStatus.PLANNED)
    for meeting in (off, draft):
        InvitationFactory(meeting=meeting, membership=invitation.membership)
    InvitationFactory()
    client.force_login(invitation.membership.user)
    address = made(client)
    file = fetched(Client(), address)
    told = {event["UID"].value: event["STATUS"].value for event in file.find("VEVENT")}
    assert told == {str(invitation.meeting.pk): "CONFIRMED", str(off.pk): "CANCELLED"}
    assert (file["METHOD"].value, file["X-WR-CALNAME"].value) == ("PUBLISH", "Council meetings")
    assert file["REFRESH-INTERVAL"].value == "PT4H"
    # The secret is stored nowhere, nor in the log.
    secret = address.split("/")[2]
    stored = bytes(CalendarChoice.objects.get().digest or b"")
    assert stored == queries.digest_of(secret)
    assert all(secret not in f"{event.details}{event.subject}" for event in AuditEvent.objects.all())


def test_address_is_in_the_language_and_on_the_clock_of_its_owner(client: Client) -> None:
    user = PersonFactory(roles=["member"], language="es", time_zone=ZoneInfo("Asia/Riyadh"))
    InvitationFactory(membership__user=user)
    client.force_login(user)
    (event,) = fetched(Client(HTTP_ACCEPT_LANGUAGE="pl"), made(client)).find("VEVENT")
    assert event["SUMMARY"].value == "Reunión del consejo"


def test_new_address_ends_the_old_one_and_both_can_be_ended(client: Client) -> None:
    client.force_login(InvitationFactory().membership.user)
    old = made(client)
    new = made(client)
    assert [client.get(address).status_code for address in (old, new)] == [404, 200]
    assert "You have an address" in pages.get(client, "/meetings/calendar/").html
    page = pages.get(client, "/meetings/calendar/address/end/")
    assert "End the address of your calendar?" in page.html
    assert client.get(new).status_code == 200
    client.post("/meetings/calendar/address/end/")
    assert client.get(new).status_code == 404
    assert "Make an address for my calendar" in pages.get(client, "/meetings/calendar/").html


def test_address_of_somebody_who_was_deactivated_or_left_shows_nothing(client: Client) -> None:
    invitation = InvitationFactory()
    client.force_login(invitation.membership.user)
    address = made(client)
    type(invitation.membership).objects.update(ends_on=timezone.localdate())
    assert fetched(Client(), address).find("VEVENT") == []
    User.objects.filter(pk=invitation.membership.user_id).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_address_that_is_fetched_too_often_rests_for_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "FETCHES_AN_HOUR", 2)
    client.force_login(InvitationFactory().membership.user)
    address = made(client)
    answers = [Client().get(address) for _fetch in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "3600"


def test_discreet_calendar_is_chosen_once_and_holds_for_every_file(client: Client) -> None:
    invitation = InvitationFactory(meeting__title="Self-harm on Ward 7")
    client.force_login(invitation.membership.user)
    pages.get(client, "/meetings/calendar/")
    client.post("/meetings/calendar/", {"is_discreet": "on"})
    assert pages.get(client, "/meetings/calendar/").values()["is_discreet"] == "on"
    address = made(client)
    own = f"/meetings/{invitation.meeting.pk}/calendar.ics"
    for place in (address, own):
        text = client.get(place).content.decode().replace("\r\n ", "")
        assert "SUMMARY:Appointment" in text
        assert "Self-harm" not in text
        assert "ouncil" not in text
    actions.change(
        meeting=invitation.meeting,
        by=coordinator(),
        **details(invitation.meeting, place="Library"),
    )
    message = OutboxMessage.objects.get()
    assert "Self-harm" not in message.values["attachments"]["invite.ics"]


@pytest.mark.parametrize("number", [1, 3])
def test_feed_costs_the_same_for_one_and_three_meetings(
    client: Client, django_assert_num_queries: object, number: int
) -> None:
    membership = MembershipFactory()
    for _each in range(number):
        InvitationFactory(meeting=MeetingFactory(council=membership.seat.council), membership=membership)
    client.force_login(membership.user)
    address = made(client)
    stranger = Client()
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(fetched(stranger, address).find("VEVENT")) == number


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_calendar_pages_are_whole_in_every_language(client: Client, language: str) -> None:
    client.force_login(PersonFactory(roles=["member"], language=language))
    pages.get(client, "/meetings/calendar/", lang=language)
    pages.post(client, "/meetings/calendar/address/", {}, lang=language)
    for place in ("/meetings/calendar/", "/meetings/calendar/address/end/"):
        pages.get(client, place, lang=language)


def test_draft_and_a_draft_that_was_called_off_are_seen_by_planners_alone(client: Client) -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED, title="Secret plan")
    member = member_of(meeting.council)
    for status in (MeetingStatus.PLANNED, MeetingStatus.CANCELLED):
        Meeting.objects.update(status=status)
        client.force_login(member)
        assert client.get(f"/meetings/{meeting.pk}/").status_code == 404
        assert "Secret plan" not in pages.get(client, "/meetings/").html
        assert "Secret plan" not in pages.get(client, "/home/").html
        client.force_login(coordinator())
        assert "Secret plan" in pages.get(client, "/meetings/").html
