"""What every page may print about the site, in both processes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from core import helplines, language, regions

# Ways through the form whose every page stays at one address, so that a lost note leads back to the same way.
_WAY = re.compile(r"/[^/]+/feedback/(?P<way>easy/|pictures/|kiosk/(?:[-a-zA-Z0-9_]+/)?)")


def _way(path: str) -> str:
    """Return the part of a path that names a way through the form, such as `kiosk/ward-3/`; empty for the usual one."""
    found = _WAY.fullmatch(path)
    return found["way"] if found else ""


@dataclass(frozen=True, slots=True)
class House:
    """What pages print that is the same for everybody who reads in a language. Holds nothing of a request."""

    code: str
    organisation: str
    outside_contact: str
    embedded: bool
    door: str
    members: str
    exit_button: bool
    region: str
    local_help: str

    def printed(self) -> dict[str, object]:
        """Return names, addresses and the region's help lines."""
        return {
            "organisation": self.organisation,
            "outside_contact": self.outside_contact,
            "embedded": self.embedded,
            "door_url": self.door,
            "members_url": self.members,
            "exit_button": self.exit_button,
            "quick_exit_url": f"{self.door}/{self.code}/feedback/exit/",
            "home": f"{self.members}/{self.code}/",
            "feedback_url": f"{self.door}/{self.code}/feedback/",
            "return_url": f"{self.door}/{self.code}/feedback/return/",
            "help_url": f"{self.door}/{self.code}/feedback/help/",
            "changes_url": f"{self.members}/{self.code}/changes/",
            "accessibility_url": f"{self.members}/{self.code}/accessibility/",
            "privacy_url": f"{self.members}/{self.code}/privacy/",
            **self._help(),
        }

    def _help(self) -> dict[str, object]:
        """Return who helps at once: `emergency` first the emergency services, then whom the organisation names itself.

        `interpreter` is the English name of the page's language where that is none of the region's own: what somebody
        says who calls one of the numbers in `interpreted`.
        """
        found, foreign = regions.help_in(self.region), self.code != helplines.SPOKEN
        first, *others = found.lines
        return {
            "emergency": (first, *helplines.of_place(self.local_help), *others),
            "without_voice": found.without_voice,
            "interpreter": get_language_info(self.code)["name"] if foreign else "",
            "interpreted": " / ".join(found.interpreted),
            "other_languages": found.other_languages if foreign else (),
        }


def house() -> House:
    """Return what is the same for everybody who reads in the language of this page."""
    return House(
        code=get_language() or settings.LANGUAGE_CODE,
        organisation=settings.ORGANISATION_NAME,
        outside_contact=settings.OUTSIDE_CONTACT,
        embedded=settings.EMBEDDED,
        door=settings.DOOR_URL,
        members=settings.MEMBERS_URL,
        exit_button=settings.EXIT_BUTTON,
        region=settings.REGION,
        local_help=settings.LOCAL_HELP_LINES,
    )


def site(request: HttpRequest) -> dict[str, object]:
    """Return `site`: names, addresses and the region's help lines. Reads nothing about the visitor.

    The same stands in `house`, because allauth's views put a `site` of their own into some pages. What of it is the
    same for everybody stands in `everybody`, for `{% same_for_all %}`.
    """
    everybody, way = house(), _way(request.path_info)
    about = {
        **everybody.printed(),
        "languages": language.links(request),
        "form_url": f"{everybody.door}/{everybody.code}/feedback/{way}",
        # Where a tablet that many people share goes back to, in its own language; empty everywhere else.
        "kiosk": f"{everybody.door}/feedback/{way}" if way.startswith("kiosk/") else "",
        "return_address": request.build_absolute_uri(f"{everybody.door}/{everybody.code}/feedback/return/"),
    }
    return {"site": about, "house": about, "everybody": everybody}
