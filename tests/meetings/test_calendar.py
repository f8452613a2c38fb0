"""Calendar files tell the right time on every clock, also in the week when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.test import Client

from meetings import calendar
from meetings.calendar import Reader
from meetings.enums import Answer, MeetingStatus
from meetings.models import AgendaItem, Meeting
from tests.meetings import evaluator
from tests.meetings.evaluator import Component
from tests.meetings.factories import InvitationFactory, ItemFactory, MeetingFactory, chair_of, member_of

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
RIYADH = ZoneInfo("Asia/Riyadh")


def reader(**fields: Any) -> Reader:
    return Reader(**{"language": "en", "zone": LONDON, "email": "robin@example.org", **fields})


def parsed(meeting: Meeting, **fields: Any) -> Component:
    return evaluator.read(calendar.invitation(meeting, reader(**fields)))


def event_of(file: Component) -> Component:
    (event,) = file.find("VEVENT")
    return event


def moments_of(file: Component) -> tuple[datetime, datetime]:
    """Return start and end as an independent reader understands the file."""
    event = event_of(file)
    start = evaluator.utc(file, event["DTSTART"]).replace(tzinfo=UTC)
    return start, evaluator.utc(file, event["DTEND"]).replace(tzinfo=UTC)


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
    file = parsed(MeetingFactory(day=day, starts=time(10)))
    assert event_of(file)["DTSTART"].params["TZID"] == "Europe/London"
    assert moments_of(file) == (utc, utc + timedelta(minutes=90))


def test_zone_is_described_by_two_yearly_rules() -> None:
    (zone,) = parsed(MeetingFactory(day=date(2027, 3, 29))).find("VTIMEZONE")
    told = {part.name: (part["RRULE"].value, part["TZOFFSETTO"].value, part["TZNAME"].value) for part in zone.parts}
    assert told == {
        "STANDARD": ("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "+0000", "GMT"),
        "DAYLIGHT": ("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "+0100", "BST"),
    }


def in_every_week(zone: ZoneInfo, first: date, weeks: int) -> list[Meeting]:
    """Return meetings one week apart, at an hour that is a different one each time."""
    found = []
    for week in range(weeks):
        day = first + timedelta(weeks=week, days=week % 7)
        found.append(Meeting(day=day, starts=time(week * 5 % 24, 30), minutes=150, time_zone=zone, access_deadline=day))
    return found


def around_changes(zone: ZoneInfo, first: date) -> list[Meeting]:
    """Return meetings in the hours around every change of clocks within two years."""
    found = []
    moment = datetime(first.year, 1, 1, tzinfo=UTC)
    for _day in range(731):
        following = moment + timedelta(days=1)
        if moment.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            for hour in range(-6, 31, 3):
                local = (moment + timedelta(hours=hour)).astimezone(zone)
                found.append(
                    Meeting(day=local.date(), starts=local.time(), fold=local.fold, minutes=90, time_zone=zone)
                )
        moment = following
    return found


def offsets(zone: ZoneInfo, first: date) -> tuple[timedelta | None, ...]:
    """Return how far a zone is from UTC, every six hours of two years."""
    start = datetime(first.year, 1, 1, tzinfo=UTC)
    return tuple((start + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(0, 731 * 24, 6))


@pytest.mark.long
def test_every_zone_is_right_over_two_years_for_an_independent_reader() -> None:
    wrong = []
    checked = 0
    first = date(2026, 1, 1)
    seen = set()
    for key in sorted(available_timezones()):
        zone = ZoneInfo(key)
        # Half of the names are other names of the same clocks: looked at around each change and now and then.
        known = offsets(zone, first)
        weeks = 3 if known in seen else 26 * 4
        seen.add(known)
        for meeting in [*in_every_week(zone, first, weeks), *around_changes(zone, first)]:
            found = moments_of(parsed(meeting))
            expected = (meeting.starts_at.astimezone(UTC), meeting.ends_at.astimezone(UTC))
            checked += 1
            if found != expected:
                wrong.append((key, meeting.day, meeting.starts))
    assert not wrong
    assert len(seen) > 50
    assert checked > 15_000


@pytest.mark.parametrize(
    "key", ["Africa/Casablanca", "America/Nuuk", "Asia/Jerusalem", "Europe/London", "Asia/Kolkata"]
)
def test_a_zone_is_right_on_every_day_around_its_changes(key: str) -> None:
    zone = ZoneInfo(key)
    for meeting in [*in_every_week(zone, date(2026, 1, 1), 26), *around_changes(zone, date(2026, 1, 1))]:
        expected = (meeting.starts_at.astimezone(UTC), meeting.ends_at.astimezone(UTC))
        assert moments_of(parsed(meeting)) == expected


def test_zone_without_a_yearly_rule_is_written_in_utc() -> None:
    meeting = MeetingFactory(day=date(2027, 2, 1), time_zone=ZoneInfo("Africa/Casablanca"))
    file = parsed(meeting)
    assert file.find("VTIMEZONE") == []
    assert event_of(file)["DTSTART"].value == f"{meeting.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def test_hour_that_comes_twice_is_written_in_utc() -> None:
    twice = {"day": date(2027, 10, 31), "starts": time(1, 30), "minutes": 15}
    assert event_of(parsed(MeetingFactory(**twice)))["DTSTART"].value == "20271031T003000Z"
    assert event_of(parsed(MeetingFactory(fold=1, **twice)))["DTSTART"].value == "20271031T013000Z"


def test_a_zone_whose_rule_has_just_changed_is_not_described_by_the_old_one() -> None:
    # Paraguay stopped changing its clocks in 2024.
    file = parsed(MeetingFactory(day=date(2024, 12, 1), time_zone=ZoneInfo("America/Asuncion")))
    assert file.find("VTIMEZONE") == []


def test_meeting_over_the_change_of_clocks_lasts_as_long_as_it_says() -> None:
    meeting = MeetingFactory.build(day=date(2027, 3, 28), starts=time(0, 30), minutes=90, time_zone=LONDON)
    assert meeting.ends_at.isoformat() == "2027-03-28T03:00:00+01:00"


def test_calendar_keeps_its_identity_and_counts_what_it_hears() -> None:
    meeting = MeetingFactory(revision=0)
    first = event_of(parsed(meeting))
    meeting.revision = 3
    later = event_of(parsed(meeting, changes=1))
    assert (first["UID"].value, first["SEQUENCE"].value) == (str(meeting.pk), "0")
    assert (later["UID"].value, later["SEQUENCE"].value) == (str(meeting.pk), "4")


@pytest.mark.parametrize(
    ("status", "method", "word"),
    [
        (MeetingStatus.PLANNED, "PUBLISH", "TENTATIVE"),
        (MeetingStatus.INVITED, "PUBLISH", "CONFIRMED"),
        (MeetingStatus.CANCELLED, "CANCEL", "CANCELLED"),
    ],
)
def test_file_says_whether_the_meeting_takes_place(status: MeetingStatus, method: str, word: str) -> None:
    file = evaluator.read(calendar.single(MeetingFactory(status=status), reader()))
    assert (file["METHOD"].value, event_of(file)["STATUS"].value) == (method, word)
    assert "ATTENDEE" not in event_of(file)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Answer.NONE, "NEEDS-ACTION"), (Answer.YES, "ACCEPTED"), (Answer.MAYBE, "TENTATIVE"), (Answer.NO, "DECLINED")],
)
def test_invitation_names_the_sender_and_the_one_recipient(answer: Answer, state: str) -> None:
    file = parsed(MeetingFactory(), answer=answer)
    event = event_of(file)
    assert file["METHOD"].value == "REQUEST"
    assert event["ORGANIZER"].value == "mailto:no-reply@demo.example"
    assert event["ATTENDEE"].value == "mailto:robin@example.org"
    assert event["ATTENDEE"].params == {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": state,
        "RSVP": "FALSE",
    }


@pytest.mark.parametrize("status", [MeetingStatus.CANCELLED, MeetingStatus.INVITED])
def test_withdrawal_takes_the_meeting_out_of_one_calendar(status: MeetingStatus) -> None:
    file = evaluator.read(calendar.withdrawal(MeetingFactory(status=status), reader()))
    assert (file["METHOD"].value, event_of(file)["STATUS"].value) == ("CANCEL", "CANCELLED")
    assert event_of(file)["ATTENDEE"].value == "mailto:robin@example.org"


def test_calendar_names_nobody_and_nothing_in_view() -> None:
    invitation = InvitationFactory(membership__alias="Robin", meeting__title="Self-harm on Ward 7")
    text = calendar.single(invitation.meeting, reader()).replace("\r\n ", "")
    person = invitation.membership.user
    for secret in ("ATTENDEE", "Robin", "robin@example.org", person.name, person.email):
        assert secret not in text
    event = event_of(parsed(invitation.meeting))
    assert event["SUMMARY"].value == "Council meeting"
    assert event["CLASS"].value == "PRIVATE"
    for words in ("Self-harm on Ward 7", "https://video.example.org/room", "020 7946 0001", "Mo, 020 7946 0000"):
        assert words in evaluator.text_of(event["DESCRIPTION"])


def test_discreet_calendar_says_only_when_and_where_to_read_more() -> None:
    meeting = MeetingFactory(title="Self-harm on Ward 7", day=date(2027, 3, 29))
    event = event_of(parsed(meeting, is_discreet=True))
    assert event["SUMMARY"].value == "Appointment"
    assert evaluator.text_of(event["DESCRIPTION"]).split("\n") == [
        "Monday 29 March 2027, 10 a.m. to 11:30 a.m., United Kingdom time",
        f"Where it is, and how to join: http://127.0.0.1:8000/meetings/{meeting.pk}/",
    ]
    assert "CN" not in event["ORGANIZER"].params
    assert [name for name in ("LOCATION", "CONFERENCE") if name in event] == []
    (alarm,) = event.find("VALARM")
    assert alarm["DESCRIPTION"].value == "Appointment"


def test_calendar_has_the_page_the_ways_in_and_an_alarm() -> None:
    meeting = MeetingFactory()
    event = event_of(parsed(meeting))
    assert event["URL"].value == f"http://127.0.0.1:8000/meetings/{meeting.pk}/"
    ways = [(way.params["FEATURE"], way.params["LABEL"], way.value) for way in event.all("CONFERENCE")]
    assert ways == [
        ("VIDEO", "Join online", "https://video.example.org/room"),
        ("PHONE", "Join by phone", "tel:02079460001"),
    ]
    (alarm,) = event.find("VALARM")
    assert (alarm["ACTION"].value, alarm["TRIGGER"].value) == ("DISPLAY", "-PT1H")


def test_number_with_a_code_is_not_dialled_by_a_program() -> None:
    event = event_of(parsed(MeetingFactory(join_link="", join_phone="020 7946 0001, then 12#")))
    assert "CONFERENCE" not in event
    assert "020 7946 0001, then 12#" in evaluator.text_of(event["DESCRIPTION"])


def test_whoever_wants_no_reminders_gets_no_alarm() -> None:
    assert event_of(parsed(MeetingFactory(), wants_alarm=False)).find("VALARM") == []


def test_description_has_the_readers_time_first() -> None:
    event = event_of(parsed(MeetingFactory(day=date(2027, 3, 29), starts=time(22)), zone=RIYADH))
    assert evaluator.text_of(event["DESCRIPTION"]).split("\n")[1:3] == [
        "Tuesday 30 March 2027, midnight to 1:30 a.m., Saudi Arabian time",
        "Where the meeting is held: Monday 29 March 2027, 10 p.m. to 11:30 p.m., United Kingdom time",
    ]


def test_calendar_survives_odd_letters() -> None:
    title = 'اجتماع; with, commas\\ and "quotes" ' + "x" * 90
    event = event_of(parsed(MeetingFactory(title=title)))
    assert evaluator.text_of(event["DESCRIPTION"]).split("\n")[0] == title


def test_calendar_file_is_handed_out(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(member_of(meeting.council))
    answer = client.get(f"/meetings/{meeting.pk}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert event_of(evaluator.read(answer.content.decode()))["UID"].value == str(meeting.pk)


def test_calendar_file_of_a_draft_is_tentative_and_for_planners_alone(client: Client) -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    client.force_login(member_of(meeting.council))
    assert client.get(f"/meetings/{meeting.pk}/calendar.ics").status_code == 404
    client.force_login(chair_of(meeting.council))
    file = evaluator.read(client.get(f"/meetings/{meeting.pk}/calendar.ics").content.decode())
    assert event_of(file)["STATUS"].value == "TENTATIVE"


def test_links_open_the_forms_of_other_calendars_in_utc() -> None:
    meeting = MeetingFactory(day=date(2027, 3, 29), title="Self-harm on Ward 7")
    links = calendar.add_links(meeting, reader())
    page = f"http%3A%2F%2F127.0.0.1%3A8000%2Fmeetings%2F{meeting.pk}%2F"
    assert links.google == (
        "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Council+meeting"
        f"&dates=20270329T090000Z%2F20270329T103000Z&details={page}"
    )
    assert links.outlook == (
        "https://outlook.live.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent"
        "&subject=Council+meeting&startdt=2027-03-29T09%3A00%3A00Z&enddt=2027-03-29T10%3A30%3A00Z"
        f"&body={page}"
    )
    assert "Appointment" in calendar.add_links(meeting, reader(is_discreet=True)).office


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
