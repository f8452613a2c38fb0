"""Days and times in words, in the active language: the weekday, the month by its name, and whose clock it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from django.utils import dateformat
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core import isolates, zones

# Weekdays as they are written after words for "until" and "since"; Django's names are those of a calendar. Months need
# no table: the format letter E gives them as they are written beside a day.
_WEEKDAYS_AFTER_UNTIL = {
    "pl": ("poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty", "niedzieli"),
}


def zone_words(zone: tzinfo) -> str:
    """Return whose clock it is: a name people use, or the zone's city."""
    key = str(zone)
    if key in zones.WELL_KNOWN:
        return str(zones.WELL_KNOWN[key])
    # The marks keep a city in Latin letters in one piece inside a right-to-left sentence.
    city = f"\N{FIRST STRONG ISOLATE}{zones.city(key)}\N{POP DIRECTIONAL ISOLATE}"
    # Translators: a time zone named after a city, as in "Lisbon time"
    return _("%(city)s time") % {"city": city}


def day_words(day: date) -> str:
    """Return a day with its weekday and month in words, as it stands alone or after a colon."""
    # Not Babel's: its English depends on the country, and our translators choose the order of the parts.
    # Translators: a date in Django's format letters: weekday, day, month by name, year
    return dateformat.format(day, pgettext("date format", "l j F Y"))


def until_words(day: date) -> str:
    """Return a day as it is written after a word such as "until", "by", "from" or "since"."""
    words = day_words(day)
    declined = _WEEKDAYS_AFTER_UNTIL.get(get_language() or "")
    if declined is None:
        return words
    return words.replace(dateformat.format(day, "l"), declined[day.weekday()])


@dataclass(frozen=True, slots=True)
class Times:
    """When something is, in words: on the reader's clock, and on the clock of the place where that shows another time.

    `there` is empty where both clocks show the same.
    """

    own: str
    there: str = ""


def clock_words(moment: datetime) -> str:
    """Return the time of day of `moment` in its own zone; nothing is converted.

    In the hour that happens twice it says which of the two is meant.
    """
    # Translators: a time of day in Django's format letters; P gives "10 a.m."; use H:i for "10:00"
    words = isolates.own_direction(dateformat.time_format(moment, pgettext("time format", "P")))
    if not is_ambiguous(moment):
        return words
    if moment.fold:
        # Translators: a time of day in the night in which it comes twice
        return _("%(time)s (after the clocks go back)") % {"time": words}
    # Translators: a time of day in the night in which it comes twice
    return _("%(time)s (before the clocks go back)") % {"time": words}


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """Return day, time and whose clock it is, for an aware `moment` read in `zone`."""
    local = moment.astimezone(zone)
    return _("%(day)s at %(time)s, %(zone)s") % {
        "day": day_words(local),
        "time": clock_words(local),
        "zone": zone_words(zone),
    }


def span_words(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Return day, both times and whose clock it is, for two aware moments read in `zone`.

    An end on another day says on which.
    """
    local_start = start.astimezone(zone)
    local_end = end.astimezone(zone)
    parts = {
        "day": day_words(local_start),
        "start": clock_words(local_start),
        "end": clock_words(local_end),
        "end_day": day_words(local_end),
        "zone": zone_words(zone),
    }
    if local_start.date() == local_end.date():
        return _("%(day)s, %(start)s to %(end)s, %(zone)s") % parts
    # Translators: from a time of one day to a time of another day
    return _("%(day)s at %(start)s to %(end_day)s at %(end)s, %(zone)s") % parts


def times(start: datetime, end: datetime, *, own: tzinfo, there: tzinfo) -> Times:
    """Return when something is on the reader's clock, then on that of the place where it shows another time."""
    if _show_the_same(start, own, there) and _show_the_same(end, own, there):
        return Times(span_words(start, end, own))
    return Times(span_words(start, end, own), span_words(start, end, there))


def start_times(start: datetime, *, own: tzinfo, there: tzinfo) -> Times:
    """Return when something begins on the reader's clock, then on that of the place where it shows another time."""
    if _show_the_same(start, own, there):
        return Times(moment_words(start, own))
    return Times(moment_words(start, own), moment_words(start, there))


def clock_times(start: datetime, end: datetime, *, own: tzinfo, there: tzinfo) -> Times:
    """Return two times of day without their day, as `times` does: for a part of something whose day is known."""
    if _show_the_same(start, own, there) and _show_the_same(end, own, there):
        return Times(_clocks(start, end, own))
    local = _("%(times)s, %(zone)s") % {"times": _clocks(start, end, there), "zone": zone_words(there)}
    return Times(_clocks(start, end, own), local)


def _clocks(start: datetime, end: datetime, zone: tzinfo) -> str:
    return _("%(start)s to %(end)s") % {
        "start": clock_words(start.astimezone(zone)),
        "end": clock_words(end.astimezone(zone)),
    }


def _show_the_same(moment: datetime, one: tzinfo, other: tzinfo) -> bool:
    """Return whether two clocks show the same at a moment, whatever their zones are called."""
    return moment.astimezone(one).replace(tzinfo=None) == moment.astimezone(other).replace(tzinfo=None)


def happens(moment: datetime) -> bool:
    """Return whether an aware wall time exists: not one that is skipped when clocks are moved forward."""
    # A skipped time is read as if the clock had not moved yet, and comes back from UTC as another one.
    try:
        round_trip = moment.astimezone(UTC).astimezone(moment.tzinfo)
    except OverflowError:
        # On the first or the last day that a calendar has, it is outside of it in UTC.
        return False
    return round_trip.replace(tzinfo=None) == moment.replace(tzinfo=None)


def is_ambiguous(moment: datetime) -> bool:
    """Return whether an aware wall time happens twice, because clocks are moved back in that hour."""
    earlier = moment.replace(fold=0)
    later = moment.replace(fold=1)
    # A skipped time has two readings as well, and neither of them happens.
    return earlier.utcoffset() != later.utcoffset() and happens(earlier)
