"""What differs from country to country: emergency numbers, crisis lines and holidays.

Which one applies says the organisation (`core.organisation`). Who helps at once is listed in `core.helplines`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import helplines


@dataclass(frozen=True, slots=True)
class ComplaintsBody:
    """Who takes a complaint about a service that people with a disability cannot use, and how it is reached."""

    name: str | Promise
    href: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region: where its holidays are looked up, and who helps at once."""

    country: str
    subdivision: str | None
    help: helplines.Help
    # A page without anything personal, where people land who leave in a hurry.
    exit_url: str
    # Named on the accessibility page. Looked up in November 2026.
    complaints: ComplaintsBody


_UK_EXIT = "https://www.bbc.com/weather"
_US_EXIT = "https://www.weather.gov"
_AU_EXIT = "https://www.bom.gov.au"
_EASS = ComplaintsBody(_("the Equality Advisory and Support Service"), "https://www.equalityadvisoryservice.com/")
_ECNI = ComplaintsBody(_("the Equality Commission for Northern Ireland"), "https://www.equalityni.org/")
_OCR = ComplaintsBody(
    _("the Office for Civil Rights of the U.S. Department of Health and Human Services"),
    "https://www.hhs.gov/civil-rights/filing-a-complaint/index.html",
)
_AHRC = ComplaintsBody(_("the Australian Human Rights Commission"), "https://humanrights.gov.au/complaints")
REGIONS = {
    "GB-ENG": Region("GB", "ENG", helplines.ENGLAND, _UK_EXIT, _EASS),
    "GB-WLS": Region("GB", "WLS", helplines.WALES, _UK_EXIT, _EASS),
    "GB-SCT": Region("GB", "SCT", helplines.SCOTLAND, _UK_EXIT, _EASS),
    "GB-NIR": Region("GB", "NIR", helplines.NORTHERN_IRELAND, _UK_EXIT, _ECNI),
    "US": Region("US", None, helplines.UNITED_STATES, _US_EXIT, _OCR),
    "US-MA": Region("US", "MA", helplines.MASSACHUSETTS, _US_EXIT, _OCR),
    "AU": Region("AU", None, helplines.AUSTRALIA, _AU_EXIT, _AHRC),
}


NAMES: dict[str, str | Promise] = {
    "GB-ENG": _("England"),
    "GB-WLS": _("Wales"),
    "GB-SCT": _("Scotland"),
    "GB-NIR": _("Northern Ireland"),
    "US": _("United States"),
    "US-MA": _("United States: Massachusetts"),
    "AU": _("Australia"),
}


def choices() -> list[tuple[str, str | Promise]]:
    """Return (key, name) of each region that help lines and holidays are known for."""
    return [(key, NAMES[key]) for key in REGIONS]


def help_in(region: str) -> helplines.Help:
    """Return who to reach now in a region, the emergency number first."""
    return REGIONS[region].help


def complaints_body(region: str) -> ComplaintsBody:
    """Return who takes complaints about access in a region."""
    return REGIONS[region].complaints


def exit_url(region: str) -> str:
    """Return the neutral page of a region, for leaving in a hurry."""
    return REGIONS[region].exit_url
