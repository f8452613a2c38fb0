"""What o'clock it is for everybody while a meeting is being planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import moments, organisation, workingdays
from meetings.models import Meeting

# Wall times between which people are asleep, or with their families.
MORNING = time(8, 0)
EVENING = time(20, 0)
SATURDAY = 5
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Clock:
    """When a meeting is for some people: how many, on which clock, and what may stand against it."""

    people: int
    when: str
    cautions: Sequence[str]


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of a series, in words, and the public holiday on it or nothing."""

    when: str
    holiday: str


@dataclass(frozen=True, slots=True)
class Preview:
    """When a meeting is where it is held, then for the people who would be invited, by their zones.

    `holiday` is the name of a public holiday of the region on that day, as the region calls it, or empty. `days` are
    those of a series; `rooms` are warnings about other meetings in the same place.
    """

    there: Clock
    others: Sequence[Clock]
    holiday: str
    days: Sequence[DayRow] = ()
    rooms: Sequence[str] = ()

    @property
    def people(self) -> int:
        """Return how many people would be invited."""
        return sum(clock.people for clock in self.others)


def preview(
    meeting: Meeting, zones: Sequence[tuple[ZoneInfo, int]], *, days: Sequence[date] = (), rooms: Sequence[str] = ()
) -> Preview:
    """Return what o'clock a meeting, which may not be saved yet, is for people in these zones."""
    region = organisation.current().region
    others = [_clock(meeting, zone, count) for zone, count in zones]
    rows = [DayRow(moments.day_words(day), workingdays.holiday_name(day, region)) for day in days]
    holiday = workingdays.holiday_name(meeting.day, region)
    return Preview(_clock(meeting, meeting.time_zone, 0), others, holiday, rows, rooms)


def _clock(meeting: Meeting, zone: ZoneInfo, people: int) -> Clock:
    start = meeting.starts_at.astimezone(zone)
    end = meeting.ends_at.astimezone(zone)
    return Clock(people, moments.span_words(start, end, zone), _cautions(start, end))


def _cautions(start: datetime, end: datetime) -> list[str]:
    found = []
    if start.weekday() == SUNDAY:
        found.append(_("It is a Sunday."))
    if start.weekday() == SATURDAY:
        found.append(_("It is a Saturday."))
    if start.time() < MORNING:
        found.append(_("It begins before 8 in the morning."))
    if _ends_late(start, end):
        found.append(_("It goes on after 8 in the evening."))
    return found


def _ends_late(start: datetime, end: datetime) -> bool:
    """Return whether some of it is in the evening: of the day it begins, or of the night before that."""
    evening = datetime.combine(start.date(), EVENING, tzinfo=start.tzinfo)
    # In UTC: two wall times of one zone are compared without regard to changes of clocks.
    is_late = end.astimezone(UTC) > evening.astimezone(UTC)
    return is_late and end - start < timedelta(days=1)
