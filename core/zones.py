"""Time zones to choose from, each by the name of its city, in groups."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import available_timezones

from babel.dates import get_timezone_location
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = str | Promise
# A group of choices as form fields take it: its heading, and (key, words) of each.
Group = tuple[Words, list[tuple[str, Words]]]

# Whose clock it is, in words that people use. Unicode's own names are not among them: "Central European Time" is what
# they call Madrid's.
WELL_KNOWN: dict[str, Words] = {
    "UTC": _("universal time (UTC)"),
    "Europe/London": _("United Kingdom time"),
    "Europe/Dublin": _("Irish time"),
    "Europe/Madrid": _("Spanish mainland time"),
    "Europe/Paris": _("French time"),
    "Europe/Berlin": _("German time"),
    "Africa/Cairo": _("Egyptian time"),
    "Asia/Riyadh": _("Saudi Arabian time"),
    "America/New_York": _("Eastern time, United States"),
    "America/Chicago": _("Central time, United States"),
    "America/Denver": _("Mountain time, United States"),
    "America/Los_Angeles": _("Pacific time, United States"),
    "America/Mexico_City": _("Central time, Mexico"),
    "Australia/Sydney": _("Sydney time"),
    "Australia/Perth": _("Perth time"),
}
# Parts of the world with zones named after cities; what else there is ("Etc", "US", "Canada") are older names of these.
AREAS: dict[str, Words] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


def often_used() -> Group:
    """Return the zones with a name people use."""
    return _("Often used"), list(WELL_KNOWN.items())


def by_area(without: Collection[str] = ()) -> list[Group]:
    """Return the zones of each area, but for those named in `without`, sorted by city."""
    groups: dict[str, list[tuple[str, Words]]] = {}
    for key in sorted(available_timezones().difference(without)):
        area, _slash, city = key.partition("/")
        if city and area in AREAS:
            words = city.replace("_", " ").replace("/", " – ")
            groups.setdefault(area, []).append((key, words))
    return [(AREAS[area], choices) for area, choices in groups.items()]


def city(key: str) -> str:
    """Return the city a zone is named after, in the active language; source: Unicode's locale data (CLDR)."""
    return get_timezone_location(key, locale=get_language() or settings.LANGUAGE_CODE, return_city=True)
