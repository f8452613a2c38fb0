"""What every page may print about the site, in both processes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from core import language, regions


def site(request: HttpRequest) -> dict[str, object]:
    """Return `site`: names, addresses and the region's help lines. Reads nothing about the visitor.

    The same stands in `house`, because allauth's views put a `site` of their own into some pages.
    """
    code = get_language() or settings.LANGUAGE_CODE
    door, members = settings.DOOR_URL, settings.MEMBERS_URL
    about = {
        "organisation": settings.ORGANISATION_NAME,
        "embedded": settings.EMBEDDED,
        "door_url": door,
        "members_url": members,
        "languages": language.links(request),
        "quick_exit_url": f"{door}/{code}/feedback/exit/",
        "home": f"{members}/{code}/",
        "feedback_url": f"{door}/{code}/feedback/",
        "return_url": f"{door}/{code}/feedback/return/",
        "help_url": f"{door}/{code}/feedback/help/",
        "changes_url": f"{members}/{code}/changes/",
        "accessibility_url": f"{members}/{code}/accessibility/",
        "privacy_url": f"{members}/{code}/privacy/",
        "emergency": regions.help_lines(settings.REGION),
    }
    return {"site": about, "house": about}
