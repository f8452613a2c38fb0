"""What every page may print about the site, in both processes."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from core import language, regions

# Ways through the form whose every page stays at one address, so that a lost note leads back to the same way.
_WAY = re.compile(r"/[^/]+/feedback/(?P<way>easy/|pictures/|kiosk/(?:[-a-zA-Z0-9_]+/)?)")


def _way(path: str) -> str:
    """Return the part of a path that names a way through the form, such as `kiosk/ward-3/`; empty for the usual one."""
    found = _WAY.fullmatch(path)
    return found["way"] if found else ""


def site(request: HttpRequest) -> dict[str, object]:
    """Return `site`: names, addresses and the region's help lines. Reads nothing about the visitor.

    The same stands in `house`, because allauth's views put a `site` of their own into some pages.
    """
    code = get_language() or settings.LANGUAGE_CODE
    door, members = settings.DOOR_URL, settings.MEMBERS_URL
    way = _way(request.path_info)
    about = {
        "organisation": settings.ORGANISATION_NAME,
        "outside_contact": settings.OUTSIDE_CONTACT,
        "embedded": settings.EMBEDDED,
        "door_url": door,
        "members_url": members,
        "languages": language.links(request),
        "exit_button": settings.EXIT_BUTTON,
        "quick_exit_url": f"{door}/{code}/feedback/exit/",
        "home": f"{members}/{code}/",
        "feedback_url": f"{door}/{code}/feedback/",
        "form_url": f"{door}/{code}/feedback/{way}",
        # Where a tablet that many people share goes back to, in its own language; empty everywhere else.
        "kiosk": f"{door}/feedback/{way}" if way.startswith("kiosk/") else "",
        "return_url": f"{door}/{code}/feedback/return/",
        "return_address": request.build_absolute_uri(f"{door}/{code}/feedback/return/"),
        "help_url": f"{door}/{code}/feedback/help/",
        "changes_url": f"{members}/{code}/changes/",
        "accessibility_url": f"{members}/{code}/accessibility/",
        "privacy_url": f"{members}/{code}/privacy/",
        "emergency": regions.help_lines(settings.REGION),
    }
    return {"site": about, "house": about}
