"""Days and times in words, in the active language: the weekday, the month by its name, and whose clock it is."""

from __future__ import annotations

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


def clock_words(moment: datetime) -> str:
    """Return the time of day of `moment` in its own zone; nothing is converted."""
    # Translators: a time of day in Django's format letters; P gives "10 a.m."; use H:i for "10:00"
    return isolates.own_direction(dateformat.time_format(moment, pgettext("time format", "P")))


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """Return day, time and whose clock it is, for an aware `moment` read in `zone`."""
    local = moment.astimezone(zone)
    return _("%(day)s at %(time)s, %(zone)s") % {
        "day": day_words(local),
        "time": clock_words(local),
        "zone": zone_words(zone),
    }


def span_words(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Return day, both times and whose clock it is, for two aware moments of one day read in `zone`."""
    local_start = start.astimezone(zone)
    return _("%(day)s, %(start)s to %(end)s, %(zone)s") % {
        "day": day_words(local_start),
        "start": clock_words(local_start),
        "end": clock_words(end.astimezone(zone)),
        "zone": zone_words(zone),
    }


def happens(moment: datetime) -> bool:
    """Return whether an aware wall time exists: not one that is skipped when clocks are moved forward."""
    # A skipped time is read as if the clock had not moved yet, and comes back from UTC as another one.
    round_trip = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return round_trip.replace(tzinfo=None) == moment.replace(tzinfo=None)
