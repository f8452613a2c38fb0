"""Promises are counted in working days of the region: not Saturday, Sunday or a public holiday."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

from core.regions import REGIONS


@cache
def _holidays(region_code: str) -> holidays.HolidayBase:
    # Filled year by year as days are looked up, which takes milliseconds: one object per region.
    region = REGIONS[region_code]
    return holidays.country_holidays(region.country, subdiv=region.subdivision)


def is_working_day(day: date, region: str) -> bool:
    """Return whether offices of the region are open on `day`."""
    return day.weekday() < 5 and day not in _holidays(region)  # noqa: PLR2004 - Saturday is 5


def holiday_name(day: date, region: str) -> str:
    """Return what the region calls the public holiday on `day`, or an empty string where there is none."""
    return str(_holidays(region).get(day) or "")


def add_working_days(start: date, days: int, region: str) -> date:
    """Return the date `days` working days after `start`; the day of receipt does not count.

    Source: the working-day rule of SI 2009/309 (England) and its sister rules.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, region)
    return day


def working_days_before(day: date, days: int, region: str) -> date:
    """Return the working day that is `days` working days before `day`; the day itself does not count."""
    while days > 0:
        day -= timedelta(days=1)
        days -= is_working_day(day, region)
    return day


def working_days_between(start: date, end: date, region: str) -> int:
    """Return the number of working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, region)
    count = 0
    day = start
    while day < end:
        day += timedelta(days=1)
        count += is_working_day(day, region)
    return count
