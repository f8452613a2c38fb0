"""Days and times in words, in the active language: the weekday, the month by its name, and whose clock it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

ZONES: dict[str, str | Promise] = {
    "UTC": gettext_lazy("universal time (UTC)"),
    "Europe/London": gettext_lazy("United Kingdom time"),
    "Europe/Dublin": gettext_lazy("Irish time"),
    "Europe/Madrid": gettext_lazy("Spanish mainland time"),
    "Europe/Paris": gettext_lazy("French time"),
    "Europe/Berlin": gettext_lazy("German time"),
    "Africa/Cairo": gettext_lazy("Egyptian time"),
    "Asia/Riyadh": gettext_lazy("Saudi Arabian time"),
    "America/New_York": gettext_lazy("Eastern time, United States"),
    "America/Chicago": gettext_lazy("Central time, United States"),
    "America/Denver": gettext_lazy("Mountain time, United States"),
    "America/Los_Angeles": gettext_lazy("Pacific time, United States"),
    "America/Mexico_City": gettext_lazy("Central time, Mexico"),
    "Australia/Sydney": gettext_lazy("Sydney time"),
    "Australia/Perth": gettext_lazy("Perth time"),
}


def zone_words(zone: tzinfo) -> str:
    """Return whose clock it is: a name people use, or the zone's city."""
    key = str(zone)
    if key in ZONES:
        return str(ZONES[key])
    # The city stays in its own letters; the marks keep it in one piece inside a right-to-left sentence.
    city = f"\N{FIRST STRONG ISOLATE}{key.rsplit('/', 1)[-1].replace('_', ' ')}\N{POP DIRECTIONAL ISOLATE}"
    # Translators: a time zone named after a city, as in "Lisbon time"
    return _("%(city)s time") % {"city": city}


def day_words(day: date) -> str:
    """Return a day with its weekday and month in words."""
    # Translators: a date in Django's format letters: weekday, day, month by name, year
    return dateformat.format(day, pgettext("date format", "l j F Y"))


def clock_words(moment: datetime) -> str:
    """Return the time of day of `moment` as it stands, in its own zone."""
    # Translators: a time of day in Django's format letters; P gives "10 a.m."; use H:i for "10:00"
    return dateformat.time_format(moment, pgettext("time format", "P"))


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
    first, last = start.astimezone(zone), end.astimezone(zone)
    return _("%(day)s, %(start)s to %(end)s, %(zone)s") % {
        "day": day_words(first),
        "start": clock_words(first),
        "end": clock_words(last),
        "zone": zone_words(zone),
    }


def happens(moment: datetime) -> bool:
    """Return whether an aware wall time exists: not one that is skipped when clocks are moved forward."""
    there_and_back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None)
