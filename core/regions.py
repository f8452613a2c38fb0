"""What differs from country to country: emergency numbers, crisis lines and holidays.

Numbers are settings of a deployment (`REGION`), reviewed by a named person there; see docs/how-to/deploy.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A number to call now. `number` is printed as it is dialled; `href` is its `tel:` address."""

    name: str | Promise
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region: where its holidays are looked up, and who helps at once."""

    country: str
    subdivision: str | None
    help_lines: tuple[HelpLine, ...]
    # A page without anything personal, where somebody lands who leaves in a hurry.
    exit_url: str


def _line(name: str | Promise, number: str) -> HelpLine:
    return HelpLine(name, number, "tel:" + number.replace(" ", ""))


_UK = (
    _line(_("Emergency services"), "999"),
    _line(_("Urgent mental health help (NHS 111, option 2)"), "111"),
    _line(_("Samaritans, any time"), "116 123"),
)
_US = (_line(_("Emergency services"), "911"), _line(_("Suicide and crisis lifeline"), "988"))
_AU = (_line(_("Emergency services"), "000"), _line(_("Lifeline, any time"), "13 11 14"))
_UK_EXIT, _US_EXIT, _AU_EXIT = "https://www.bbc.com/weather", "https://www.weather.gov", "https://www.bom.gov.au"
REGIONS = {
    "GB-ENG": Region("GB", "ENG", _UK, _UK_EXIT),
    "GB-WLS": Region("GB", "WLS", _UK, _UK_EXIT),
    "GB-SCT": Region("GB", "SCT", _UK, _UK_EXIT),
    "GB-NIR": Region("GB", "NIR", _UK, _UK_EXIT),
    "US": Region("US", None, _US, _US_EXIT),
    "US-MA": Region("US", "MA", _US, _US_EXIT),
    "AU": Region("AU", None, _AU, _AU_EXIT),
}


def help_lines(region: str) -> tuple[HelpLine, ...]:
    """Return who to call now in a region, the emergency number first."""
    return REGIONS[region].help_lines


def exit_url(region: str) -> str:
    """Return the neutral page of a region, for leaving in a hurry."""
    return REGIONS[region].exit_url
