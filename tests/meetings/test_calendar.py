"""Calendar files tell the right time on every clock, also in the week when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar, Timezone

from meetings import calendar
from meetings.enums import MeetingStatus
from meetings.models import AgendaItem, Meeting
from tests.meetings.factories import InvitationFactory, ItemFactory, MeetingFactory, member_of

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def parsed(meeting: Meeting, language: str = "en") -> Calendar:
    text = calendar.build(meeting, language=language)
    assert text.count("\r\n") == text.count("\n")
    found = Calendar.from_ical(text)
    assert isinstance(found, Calendar)
    return found


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2027, 3, 26), datetime(2027, 3, 26, 10, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 9, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 29, 9, tzinfo=UTC)),
        (date(2027, 11, 1), datetime(2027, 11, 1, 10, tzinfo=UTC)),
    ],
)
def test_start_is_right_when_clocks_change(day: date, utc: datetime) -> None:
    found = parsed(MeetingFactory(day=day, starts=time(10)))
    (event,) = found.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event.decoded("DTSTART").astimezone(UTC) == utc
    assert event.decoded("DTEND").astimezone(UTC) == utc + timedelta(minutes=90)


def test_zone_is_described_with_both_its_clocks() -> None:
    (zone,) = parsed(MeetingFactory(day=date(2027, 3, 29))).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/London"
    offsets = {part.decoded("TZOFFSETTO") for part in zone.subcomponents}
    assert offsets == {timedelta(0), timedelta(hours=1)}
    # Read with nothing but the file's own rules, the meeting is at the same time.
    assert isinstance(zone, Timezone)
    rules = zone.to_tz(lookup_tzid=False)
    assert datetime(2027, 3, 29, 10, tzinfo=rules).astimezone(UTC) == datetime(2027, 3, 29, 9, tzinfo=UTC)


def test_meeting_over_the_change_of_clocks_lasts_as_long_as_it_says() -> None:
    meeting = MeetingFactory.build(day=date(2027, 3, 28), starts=time(0, 30), minutes=90, time_zone=LONDON)
    assert meeting.ends_at.isoformat() == "2027-03-28T03:00:00+01:00"


def test_calendar_keeps_its_identity_and_counts_revisions() -> None:
    meeting = MeetingFactory(revision=0)
    first = parsed(meeting).walk("VEVENT")[0]
    meeting.revision = 3
    later = parsed(meeting).walk("VEVENT")[0]
    assert (first["UID"], first["SEQUENCE"]) == (str(meeting.pk), 0)
    assert (later["UID"], later["SEQUENCE"]) == (str(meeting.pk), 3)


@pytest.mark.parametrize(
    ("status", "method", "word"),
    [(MeetingStatus.INVITED, "PUBLISH", "CONFIRMED"), (MeetingStatus.CANCELLED, "CANCEL", "CANCELLED")],
)
def test_calendar_says_whether_the_meeting_takes_place(status: MeetingStatus, method: str, word: str) -> None:
    found = parsed(MeetingFactory(status=status))
    assert (found["METHOD"], found.walk("VEVENT")[0]["STATUS"]) == (method, word)


def test_calendar_names_nobody_and_nothing_in_view() -> None:
    invitation = InvitationFactory(membership__alias="Robin", meeting__title="Self-harm on Ward 7")
    text = calendar.build(invitation.meeting, language="en").replace("\r\n ", "")
    person = invitation.membership.user
    for secret in ("ATTENDEE", "Robin", person.name, person.email):
        assert secret not in text
    event = parsed(invitation.meeting).walk("VEVENT")[0]
    assert event["SUMMARY"] == "Council meeting"
    assert event["CLASS"] == "PRIVATE"
    for words in ("Self-harm on Ward 7", "https://video.example.org/room", "020 7946 0001", "Mo, 020 7946 0000"):
        assert words in str(event["DESCRIPTION"])


def test_calendar_survives_odd_letters() -> None:
    title = 'اجتماع; with, commas\\ and "quotes" ' + "x" * 90
    event = parsed(MeetingFactory(title=title)).walk("VEVENT")[0]
    assert str(event["DESCRIPTION"]).split("\n")[0] == title


def test_calendar_file_is_handed_out(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(member_of(meeting.council))
    answer = client.get(f"/meetings/{meeting.pk}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content).walk("VEVENT")[0]["UID"] == str(meeting.pk)


def clocks(meeting: Meeting, minutes: list[int]) -> list[str]:
    items = [ItemFactory.build(meeting=meeting, minutes=each) for each in minutes]
    slots = calendar.timetable(meeting, items)
    return [f"{slot.starts_at:%H:%M}-{slot.ends_at:%H:%M}{'' if slot.item else ' break'}" for slot in slots]


def test_timetable_puts_a_break_before_talking_gets_too_long() -> None:
    meeting = MeetingFactory.build(starts=time(10))
    assert clocks(meeting, [20, 40, 20]) == ["10:00-10:20", "10:20-11:00", "11:00-11:10 break", "11:10-11:30"]


def test_timetable_does_not_cut_a_long_item() -> None:
    meeting = MeetingFactory.build(starts=time(10))
    assert clocks(meeting, [90, 5]) == ["10:00-11:30", "11:30-11:40 break", "11:40-11:45"]


def test_timetable_says_how_much_it_is_too_long() -> None:
    meeting = MeetingFactory.build(starts=time(10), minutes=30)
    items = [AgendaItem(minutes=20), AgendaItem(minutes=15)]
    assert calendar.minutes_over(meeting, calendar.timetable(meeting, items)) == 5
    assert calendar.minutes_over(meeting, calendar.timetable(meeting, items[:1])) == 0
    assert calendar.minutes_over(meeting, []) == 0
