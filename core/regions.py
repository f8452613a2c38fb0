"""What differs from country to country: emergency numbers, crisis lines and holidays.

Which one applies is a setting of a deployment (`REGION`). Who helps at once is listed in `core.helplines`.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import helplines


@dataclass(frozen=True, slots=True)
class Region:
    """A region: where its holidays are looked up, and who helps at once."""

    country: str
    subdivision: str | None
    help: helplines.Help
    # A page without anything personal, where people land who leave in a hurry.
    exit_url: str


_UK_EXIT = "https://www.bbc.com/weather"
_US_EXIT = "https://www.weather.gov"
_AU_EXIT = "https://www.bom.gov.au"
REGIONS = {
    "GB-ENG": Region("GB", "ENG", helplines.ENGLAND, _UK_EXIT),
    "GB-WLS": Region("GB", "WLS", helplines.WALES, _UK_EXIT),
    "GB-SCT": Region("GB", "SCT", helplines.SCOTLAND, _UK_EXIT),
    "GB-NIR": Region("GB", "NIR", helplines.NORTHERN_IRELAND, _UK_EXIT),
    "US": Region("US", None, helplines.UNITED_STATES, _US_EXIT),
    "US-MA": Region("US", "MA", helplines.MASSACHUSETTS, _US_EXIT),
    "AU": Region("AU", None, helplines.AUSTRALIA, _AU_EXIT),
}


def help_in(region: str) -> helplines.Help:
    """Return who to reach now in a region, the emergency number first."""
    return REGIONS[region].help


def exit_url(region: str) -> str:
    """Return the neutral page of a region, for leaving in a hurry."""
    return REGIONS[region].exit_url
