"""When meetings that come again are, and what can be done to several of them."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil import rrule
from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext_lazy as _

from core import moments
from core.verdicts import YES, Verdict
from meetings.enums import Repeat

# A year in one go; a week more, so that a year after the first one is in it.
LONGEST = relativedelta(years=1, days=7)
LAST = -1
DAYS_IN_A_WEEK = 7
# A month always has four of each weekday, and 28 days.
WEEKS_IN_EACH_MONTH = 4
DAYS_IN_EACH_MONTH = 28


def days(first: date, repeat: Repeat, until: date) -> list[date]:
    """Return the days from the first one to the last that is not after `until`."""
    return [moment.date() for moment in _rule(first, repeat).between(_at(first), _at(until), inc=True)]


def next_days(first: date, repeat: Repeat, count: int) -> list[date]:
    """Return so many days, beginning with the first one."""
    return [moment.date() for moment in islice(_rule(first, repeat), count)]


def _at(day: date) -> datetime:
    # Without a zone: a rule is about days, and the wall time of each meeting stays what it is.
    return datetime.combine(day, time())


def _rule(first: date, repeat: Repeat) -> rrule.rrule:
    start = _at(first)
    if repeat == Repeat.WEEKS_1:
        return rrule.rrule(rrule.WEEKLY, dtstart=start)
    if repeat == Repeat.WEEKS_2:
        return rrule.rrule(rrule.WEEKLY, interval=2, dtstart=start)
    interval = 2 if repeat in {Repeat.MONTHS_2_DATE, Repeat.MONTHS_2_WEEKDAY} else 1
    if repeat in {Repeat.MONTHS_1_WEEKDAY, Repeat.MONTHS_2_WEEKDAY}:
        weekday = rrule.weekdays[first.weekday()]
        return rrule.rrule(rrule.MONTHLY, interval=interval, dtstart=start, byweekday=weekday(week_of(first)))
    if first.day <= DAYS_IN_EACH_MONTH:
        return rrule.rrule(rrule.MONTHLY, interval=interval, dtstart=start)
    # The last day that there is: in February a meeting on the 31st is not left out.
    up_to = range(DAYS_IN_EACH_MONTH, first.day + 1)
    return rrule.rrule(rrule.MONTHLY, interval=interval, dtstart=start, bymonthday=up_to, bysetpos=LAST)


def week_of(day: date) -> int:
    """Return which weekday of its kind in the month a day is, from 1; for a fifth one -1, the last."""
    week = (day.day - 1) // DAYS_IN_A_WEEK + 1
    # Not in every month there is a fifth one.
    return week if week <= WEEKS_IN_EACH_MONTH else LAST


def is_fit(first: date, until: date, found: list[date]) -> Verdict:
    """A series is of at least two meetings, within a year."""
    if until > first + LONGEST:
        return Verdict(_("Plan at most a year in one go. Choose an earlier day."))
    if len(found) < 2:  # noqa: PLR2004 - one meeting comes once
        return Verdict(_("Until this day there is only one meeting. Choose a later day, or do not repeat it."))
    return YES


def all_happen(found: list[date], starts: time, zone: ZoneInfo) -> Verdict:
    """A wall time has to be there on each of the days: not one that is skipped when clocks are moved forward."""
    for day in found:
        if not moments.happens(datetime.combine(day, starts, tzinfo=zone)):
            sentence = _("Clocks are moved forward on %(day)s and skip this time. Choose another time.")
            return Verdict(sentence % {"day": moments.until_words(day)})
    return YES


def are_free(found: list[date], taken: set[date]) -> Verdict:
    """A series has one meeting on a day."""
    if taken.intersection(found):
        return Verdict(_("An earlier meeting of the series is on one of these days. Choose another day."))
    return YES
