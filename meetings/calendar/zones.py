"""Time zones in calendar files: by two yearly rules, or not at all.

Programs read a VTIMEZONE in different ways as soon as it has more than one part for winter or for summer, or lists
days instead of a rule. So a zone is described only where one rule for each holds for all the years that matter;
everywhere else the file gives UTC (docs/adr/0040-calendar-files.md).
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
DAYS_IN_A_WEEK = 7
CHANGES_A_YEAR = 2
# Long before any meeting, for zones whose clocks are never changed.
LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time, as RFC 5545 wants it here


@dataclass(frozen=True, slots=True)
class Change:
    """A change of clocks: what the clock showed when it was changed, the offsets before and after, the name after."""

    shown: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def is_to_summer(self) -> bool:
        """Return whether the clock is moved forward."""
        # Not by what the database of zones calls it: to Ireland winter is the exception.
        return self.after > self.before

    @property
    def week(self) -> int:
        """Return which weekday of its kind in the month it is, from 1."""
        return (self.shown.day - 1) // DAYS_IN_A_WEEK + 1

    @property
    def is_last_week(self) -> bool:
        """Return whether it is the last weekday of its kind in the month."""
        _first, days = calendar.monthrange(self.shown.year, self.shown.month)
        return self.shown.day + DAYS_IN_A_WEEK > days


def described(zone: ZoneInfo, years: Sequence[int]) -> Timezone | None:
    """Return a VTIMEZONE that holds in these years and one more on each side, or None where there is no such rule."""
    # UTC is written as such.
    if zone.key.rpartition("/")[2] in {"UTC", "UCT", "Universal", "Zulu"}:
        return None
    first = min(years) - 1
    last = max(years) + 1
    changes = _changes(zone, first, last)
    description = Timezone()
    description.add("tzid", zone.key)
    if not changes:
        description.add_component(_always(datetime(first, 1, 1, tzinfo=zone)))
        return description
    for to_summer in (False, True):
        found = [change for change in changes if change.is_to_summer == to_summer]
        rule = _rule(found, last - first + 1)
        if rule is None:
            return None
        description.add_component(_part(found[0], rule))
    return description


def _always(here: datetime) -> TimezoneStandard:
    part = TimezoneStandard()
    part.add("dtstart", LONG_AGO)
    part.add("tzoffsetfrom", here.utcoffset())
    part.add("tzoffsetto", here.utcoffset())
    part.add("tzname", here.tzname())
    return part


def _part(first: Change, rule: dict[str, object]) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if first.is_to_summer else TimezoneStandard()
    part.add("dtstart", first.shown)
    part.add("tzoffsetfrom", first.before)
    part.add("tzoffsetto", first.after)
    part.add("tzname", first.name)
    part.add("rrule", rule)
    return part


def _rule(changes: Sequence[Change], years: int) -> dict[str, object] | None:
    """Return the yearly rule that gives exactly these changes, one in each of so many years, or None."""
    if len({change.shown.year for change in changes}) != years or len(changes) != years:
        return None
    # All that a rule leaves no room for: the month, the weekday, the time and the offsets.
    alike = {
        (change.shown.month, change.shown.weekday(), change.shown.time(), change.before, change.after)
        for change in changes
    }
    if len(alike) != 1:
        return None
    first = changes[0]
    if all(change.is_last_week for change in changes):
        week = LAST
    elif all(change.week == first.week for change in changes):
        week = first.week
    else:
        return None
    return {"freq": "yearly", "bymonth": first.shown.month, "byday": f"{week}{WEEKDAYS[first.shown.weekday()]}"}


@lru_cache(maxsize=512)
def _changes(zone: ZoneInfo, first: int, last: int) -> list[Change]:
    """Return the changes of clocks from the beginning of one year to the end of another."""
    changes = []
    moment = datetime(first, 1, 1, tzinfo=UTC)
    end = datetime(last + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        following = moment + timedelta(days=1)
        if _offset(moment, zone) != _offset(following, zone):
            changes.append(_change(moment, following, zone))
        moment = following
    return changes


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> Change:
    """Return the change of clocks between two moments, found by halving."""
    before = _offset(early, zone)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, zone) == before:
            early = middle
        else:
            late = middle
    after = late.astimezone(zone)
    return Change((late + before).replace(tzinfo=None), before, _offset(late, zone), after.tzname() or zone.key)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
