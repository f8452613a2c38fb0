"""Meetings that come again: planned in one go, one moved or cancelled alone, and this one and all that follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from core.verdicts import Refused
from meetings import actions, calendar
from meetings.enums import Answer, MeetingKind, MeetingStatus, Repeat
from meetings.models import Meeting, MeetingSeries
from meetings.queries import calendar_reader
from meetings.rules import series as dates
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from tests.meetings import evaluator
from tests.meetings.factories import (
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    chair_of,
    coordinator,
    member_of,
)
from tests.meetings.test_actions import details
from tests.meetings.test_pages import form
from tests.rig import pages

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
# The second Tuesday of January 2027.
FIRST = date(2027, 1, 12)


def year(**changes: Any) -> MeetingSeries:
    with time_machine.travel("2027-01-04T09:00:00Z", tick=False):
        return actions.plan_series(
            council=CouncilFactory(),
            repeat=Repeat.MONTHS_1_WEEKDAY,
            repeat_until=date(2027, 12, 31),
            by=coordinator(),
            **{
                **details(
                    day=FIRST, starts=time(10), time_zone=LONDON, access_deadline=date(2027, 1, 5), language="en"
                ),
                **changes,
            },
        )


def meetings(series: MeetingSeries) -> list[Meeting]:
    return list(series.meetings.order_by("series_day"))


@pytest.mark.parametrize(
    ("repeat", "first", "until", "expected"),
    [
        (Repeat.WEEKS_1, "2027-03-22", "2027-04-10", ["2027-03-22", "2027-03-29", "2027-04-05"]),
        (Repeat.WEEKS_2, "2027-03-22", "2027-04-30", ["2027-03-22", "2027-04-05", "2027-04-19"]),
        (Repeat.MONTHS_1_DATE, "2027-01-31", "2027-04-30", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        (Repeat.MONTHS_1_DATE, "2027-01-15", "2027-03-15", ["2027-01-15", "2027-02-15", "2027-03-15"]),
        (Repeat.MONTHS_1_WEEKDAY, "2027-01-12", "2027-04-01", ["2027-01-12", "2027-02-09", "2027-03-09"]),
        # A fifth Friday is the last one: not every month has five.
        (Repeat.MONTHS_1_WEEKDAY, "2027-01-29", "2027-03-31", ["2027-01-29", "2027-02-26", "2027-03-26"]),
        (Repeat.MONTHS_2_WEEKDAY, "2027-01-12", "2027-06-01", ["2027-01-12", "2027-03-09", "2027-05-11"]),
        (Repeat.MONTHS_2_DATE, "2027-12-30", "2028-05-01", ["2027-12-30", "2028-02-29", "2028-04-30"]),
    ],
)
def test_series_has_the_days_of_its_rule(repeat: Repeat, first: str, until: str, expected: list[str]) -> None:
    days = dates.days(date.fromisoformat(first), repeat, date.fromisoformat(until))
    assert [day.isoformat() for day in days] == expected
    assert dates.next_days(days[0], repeat, len(days)) == days


def test_year_of_second_tuesdays_keeps_its_wall_time_over_both_changes_of_clocks() -> None:
    found = meetings(year())
    assert [(one.day.month, one.day.weekday(), (one.day.day - 1) // 7) for one in found] == [
        (month, 1, 1) for month in range(1, 13)
    ]
    assert {one.starts_at.strftime("%H:%M") for one in found} == {"10:00"}
    assert [one.starts_at.utcoffset() == timedelta(hours=1) for one in found] == [
        3 < month < 11 for month in range(1, 13)
    ]
    assert {one.day - one.access_deadline for one in found} == {timedelta(days=7)}
    assert {one.status for one in found} == {MeetingStatus.PLANNED}
    assert OutboxMessage.objects.count() == 0


@time_machine.travel("2027-06-01T09:00:00Z", tick=False)
def test_august_is_moved_alone_and_december_cancelled_alone() -> None:
    series = year()
    member_of(series.council)
    by = coordinator()
    for one in meetings(series)[5:]:
        actions.invite_everybody(meeting=one, by=by)
    OutboxMessage.objects.update(status=Status.SENT, sent_at=timezone.now())
    _june, july, august, september, *_rest, december = meetings(series)[5:]
    actions.change(meeting=august, by=by, **details(august, day=date(2027, 8, 12), access_deadline=date(2027, 8, 5)))
    actions.cancel(meeting=december, by=by)
    days = [(one.day.isoformat(), one.status) for one in meetings(series)[6:]]
    assert days == [
        ("2027-07-13", "invited"),
        ("2027-08-12", "invited"),
        ("2027-09-14", "invited"),
        ("2027-10-12", "invited"),
        ("2027-11-09", "invited"),
        ("2027-12-14", "cancelled"),
    ]
    told = OutboxMessage.objects.filter(kind=Kind.MEETING_CHANGED)
    assert sorted(message.values["meeting"] for message in told) == sorted([str(august.pk), str(december.pk)])
    # To a calendar each is one of its own: nothing is said of the others.
    assert len({one.pk for one in (july, august, september)}) == 3
    assert [one.revision for one in meetings(series)[6:9]] == [0, 1, 0]


@time_machine.travel("2027-06-01T09:00:00Z", tick=False)
def test_this_and_all_that_follow_move_by_the_rule_and_leave_alone_what_was_moved_alone() -> None:
    series = year()
    by = coordinator()
    august = meetings(series)[7]
    actions.change(meeting=august, by=by, **details(august, day=date(2027, 8, 20), access_deadline=date(2027, 8, 13)))
    actions.cancel(meeting=meetings(series)[9], by=by)
    july = meetings(series)[6]
    wanted = details(july, day=date(2027, 7, 14), starts=time(14), access_deadline=date(2027, 7, 1))
    # July itself, August's hour, September, November and December.
    assert actions.change_following(meeting=july, by=by, **wanted) == 5
    after = meetings(series)
    assert [one.day.isoformat() for one in after[5:]] == [
        "2027-06-08",
        "2027-07-14",
        "2027-08-20",
        "2027-09-08",
        "2027-10-12",
        "2027-11-10",
        "2027-12-08",
    ]
    assert [one.series_day.isoformat() for one in after[6:] if one.series_day] == [
        "2027-07-14",
        "2027-08-11",
        "2027-09-08",
        "2027-10-13",
        "2027-11-10",
        "2027-12-08",
    ]
    assert [one.starts.hour for one in after[5:]] == [10, 14, 14, 14, 10, 14, 14]
    assert after[8].access_deadline == date(2027, 8, 26)


@time_machine.travel("2027-06-01T09:00:00Z", tick=False)
def test_change_of_those_that_follow_keeps_what_was_arranged_for_one_alone() -> None:
    series = year()
    by = coordinator()
    september = meetings(series)[8]
    actions.change(meeting=september, by=by, **details(september, place="School"))
    july = meetings(series)[6]
    actions.change_following(meeting=july, by=by, **details(july, place="Library"))
    assert [one.place for one in meetings(series)[5:10]] == [
        "Community hall",
        "Library",
        "Library",
        "School",
        "Library",
    ]


@time_machine.travel("2027-06-01T09:00:00Z", tick=False)
def test_those_that_follow_can_take_the_day_of_the_next_one() -> None:
    series = year(title="Weekly")
    july = meetings(series)[6]
    actions.change_following(meeting=july, by=coordinator(), **details(july, day=date(2027, 8, 10)))
    assert [one.day.month for one in meetings(series)] == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 1]
    last = meetings(series)[-1]
    wanted = details(last, day=date(2027, 9, 14), access_deadline=date(2027, 9, 1))
    with pytest.raises(Refused, match="An earlier meeting of the series"):
        actions.change_following(meeting=last, by=coordinator(), **wanted)


@time_machine.travel("2027-06-01T09:00:00Z", tick=False)
def test_all_that_follow_are_cancelled_together() -> None:
    series = year()
    assert actions.cancel_following(meeting=meetings(series)[8], by=coordinator()) == 4
    assert [one.is_cancelled for one in meetings(series)[6:]] == [False, False, True, True, True, True]


def test_moved_and_moved_back_and_cancelled_is_one_entry_and_none_at_the_end() -> None:
    """A calendar as RFC 5546 describes it: by UID, what has the highest SEQUENCE counts."""
    with time_machine.travel("2027-06-01T09:00:00Z", tick=False):
        series = year()
        person = member_of(series.council)
        by = coordinator()
        meeting = meetings(series)[8]
        steps: list[Callable[[], object]] = [
            lambda: actions.invite_everybody(meeting=meeting, by=by),
            lambda: actions.change(meeting=meeting, by=by, **details(meeting, day=date(2027, 9, 15))),
            lambda: actions.change(meeting=meeting, by=by, **details(meeting, day=date(2027, 9, 14))),
            lambda: actions.cancel(meeting=meeting, by=by),
        ]
        entries: dict[str, tuple[int, str]] = {}
        seen = []
        for step in steps:
            step()
            for message in OutboxMessage.objects.filter(recipient=person, status=Status.PENDING):
                file = evaluator.read(message.values["attachments"]["invite.ics"])
                (event,) = file.find("VEVENT")
                uid, sequence = event["UID"].value, int(event["SEQUENCE"].value)
                assert sequence > entries.get(uid, (-1, ""))[0]
                entries[uid] = (sequence, file["METHOD"].value)
            OutboxMessage.objects.filter(status=Status.PENDING).update(status=Status.SENT, sent_at=timezone.now())
            seen.append([method for _sequence, method in entries.values()])
        assert seen == [["REQUEST"], ["REQUEST"], ["REQUEST"], ["CANCEL"]]
        meeting.refresh_from_db()
        last = evaluator.read(calendar.single(meeting, calendar_reader(person)))
        assert last.find("VEVENT")[0]["STATUS"].value == "CANCELLED"


def test_series_is_planned_on_the_page_and_shown_as_one(client: Client) -> None:
    council = CouncilFactory()
    client.force_login(chair_of(council))
    day = timezone.localdate() + timedelta(days=30)
    typed = form(council, repeat="weeks_2", repeat_until=(day + timedelta(days=30)).isoformat())
    preview = pages.post(client, "/meetings/new/", {**typed, "show_times": "yes"})
    assert "All the days:" in preview.html
    answer = client.post("/meetings/new/", typed)
    series = MeetingSeries.objects.get()
    assert answer["Location"] == f"/meetings/series/{series.pk}/"
    page = pages.get(client, answer["Location"])
    found = meetings(series)
    assert len(found) == 3
    assert all(f"/meetings/{one.pk}/" in page.links() for one in found)
    change = f"/meetings/{found[1].pk}/change/"
    sent = {**pages.get(client, change).values(), "place": "Town hall", "reach": "following"}
    client.post(change, sent)
    assert [one.place for one in meetings(series)] == ["Library", "Town hall", "Town hall"]
    client.post(f"/meetings/{found[0].pk}/invite/following/")
    assert {one.status for one in meetings(series)} == {"invited"}
    client.post(f"/meetings/{found[1].pk}/cancel/", {"reach": "following"})
    assert [one.status for one in meetings(series)] == ["invited", "cancelled", "cancelled"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"repeat_until": "2028-12-31"}, "Plan at most a year in one go. Choose an earlier day."),
        ({"repeat_until": "2027-03-12"}, "Until this day there is only one meeting."),
        ({"starts": "01:30"}, "Clocks are moved forward on Sunday 28 March 2027 and skip this time."),
    ],
)
@time_machine.travel("2027-02-01T12:00:00+00:00", tick=False)
def test_series_that_cannot_be_keeps_what_was_typed(client: Client, wrong: dict[str, str], sentence: str) -> None:
    client.force_login(coordinator())
    typed = form(CouncilFactory(), day="2027-03-07", access_deadline="2027-03-01", repeat="weeks_1", **wrong)
    page = pages.post(client, "/meetings/new/", typed)
    assert sentence in page.text("main")
    assert page.values()["repeat"] == "weeks_1"
    assert Meeting.objects.count() == 0


def test_series_is_hidden_from_members_until_one_is_announced(client: Client) -> None:
    series = year()
    person = member_of(series.council)
    client.force_login(person)
    url = f"/meetings/series/{series.pk}/"
    pages.get(client, url, status=404)
    one = meetings(series)[11]
    Meeting.objects.filter(pk=one.pk).update(status=MeetingStatus.INVITED)
    assert [address for address in pages.get(client, url).links() if address == f"/meetings/{one.pk}/"]


def test_copy_has_the_agenda_and_not_what_was_decided(client: Client) -> None:
    source = ItemFactory(
        title="Letters", meeting__title="Spring", outcome="x", recorded_on=timezone.localdate()
    ).meeting
    client.force_login(coordinator())
    url = f"/meetings/{source.pk}/copy/"
    typed = pages.get(client, url).values()
    assert (typed["title"], typed["day"]) == ("Spring", "")
    day = timezone.localdate() + timedelta(days=40)
    typed |= {"day": day.isoformat(), "access_deadline": day.isoformat(), "with_agenda": "on"}
    answer = client.post(url, typed)
    copied = Meeting.objects.exclude(pk=source.pk).get()
    assert answer["Location"] == f"/meetings/{copied.pk}/"
    assert (copied.status, copied.revision, copied.kind) == ("planned", 0, "hybrid")
    assert list(copied.agenda.values_list("title", "outcome")) == [("Letters", "")]
    assert AuditEvent.objects.filter(action="copied a meeting").exists()


def test_same_room_at_one_time_is_named_to_planners(client: Client) -> None:
    mine = MeetingFactory(place="Riverside Library, room 2")
    MeetingFactory(
        place="riverside library room 2", day=mine.day, starts=time(11), title="Garden", council=mine.council
    )
    MeetingFactory(place="Riverside Library, room 2", day=mine.day, starts=time(11, 30), title="Not at that time")
    MeetingFactory(place="Riverside Library, room 2", day=mine.day, title="Hidden plan", status="planned")
    client.force_login(chair_of(mine.council))
    text = pages.get(client, f"/meetings/{mine.pk}/").text("main")
    assert "The room is taken" in text
    assert "Garden" in text
    assert "a meeting of another council" in text
    assert "Not at that time" not in text
    assert "Hidden plan" not in text
    client.force_login(member_of(mine.council))
    assert "The room is taken" not in pages.get(client, f"/meetings/{mine.pk}/").text("main")


@pytest.mark.parametrize("kind", [MeetingKind.ONLINE, MeetingKind.HYBRID, MeetingKind.PHONE])
def test_database_wants_a_phone_number(kind: MeetingKind) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingFactory(kind=kind, join_phone="")
    if kind != MeetingKind.PHONE:
        assert MeetingFactory(kind=kind, join_phone="", no_phone_reason="The provider has none").pk


def test_database_wants_a_question_and_its_end() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingFactory(kind=MeetingKind.WRITING, question="What now?")


def test_another_way_of_meeting_asks_again() -> None:
    invitation = InvitationFactory(answer=Answer.YES)
    meeting = invitation.meeting
    actions.change(meeting=meeting, by=coordinator(), **details(meeting, kind=MeetingKind.ONLINE))
    invitation.refresh_from_db()
    assert invitation.answer == Answer.NONE
