"""What every page may print about the site, in both processes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from core import helplines, language, organisation, regions
from core.stripping import is_door

# Ways through the form whose every page stays at one address, so that a lost form state leads back to the same way:
# in easy words (2), with pictures (3), on a shared tablet.
_WAY = re.compile(r"/[^/]+/feedback/(?P<way>[23]/|kiosk/(?:[-a-zA-Z0-9_]+/)?)")


def _way(path: str) -> str:
    """Return the part of a path that names a way through the form, such as `kiosk/ward-3/`; empty for the usual one."""
    match = _WAY.fullmatch(path)
    if match is None:
        return ""
    return match["way"]


def neutral_page() -> str:
    """Return where people land who leave in a hurry: a page nobody wonders about, if it is seen over a shoulder."""
    return settings.QUICK_EXIT_URL or regions.exit_url(organisation.current().region)


# Frozen, because it is the key under which parts of pages are kept for everybody (ADR 21).
@dataclass(frozen=True, slots=True)
class SiteContext:
    """What pages print that is the same for everybody who reads in a language. Holds nothing of a request."""

    code: str
    organisation: str
    contact: str
    outside_contact: str
    embedded: bool
    door: str
    members: str
    exit_button: bool
    neutral_page: str
    region: str
    local_help: str

    def printed(self) -> dict[str, object]:
        """Return names, addresses and the region's help lines."""
        return {
            "organisation": self.organisation,
            "contact": self.contact,
            "outside_contact": self.outside_contact,
            "embedded": self.embedded,
            "door_url": self.door,
            "members_url": self.members,
            "exit_button": self.exit_button,
            "quick_exit_url": f"{self.door}/{self.code}/feedback/6/",
            "neutral_page": self.neutral_page,
            "home": f"{self.members}/{self.code}/",
            "feedback_url": f"{self.door}/{self.code}/feedback/",
            "return_url": f"{self.door}/{self.code}/feedback/1/",
            "help_url": f"{self.door}/{self.code}/feedback/5/",
            "changes_url": f"{self.members}/{self.code}/changes/",
            "accessibility_url": f"{self.members}/{self.code}/accessibility/",
            "privacy_url": f"{self.members}/{self.code}/privacy/",
            **self._help(),
        }

    def _help(self) -> dict[str, object]:
        """Return who helps at once: `emergency` first the emergency services, then whom the organisation names itself.

        `interpreter` is the English name of the page's language where that is none of the region's own: what a caller
        asks for at one of the numbers in `interpreted`.
        """
        regional = regions.help_in(self.region)
        first, *others = regional.lines
        interpreter = ""
        other_languages: tuple[helplines.HelpLine, ...] = ()
        if self.code != helplines.SPOKEN:
            interpreter = get_language_info(self.code)["name"]
            other_languages = regional.other_languages
        return {
            "emergency": (first, *helplines.of_place(self.local_help), *others),
            "without_voice": regional.without_voice,
            "interpreter": interpreter,
            "interpreted": " / ".join(regional.interpreted),
            "other_languages": other_languages,
        }


def site_context() -> SiteContext:
    """Return what is the same for everybody who reads in the language of this page."""
    known = organisation.current()
    return SiteContext(
        code=get_language() or settings.LANGUAGE_CODE,
        organisation=known.name,
        contact=known.contact,
        outside_contact=known.outside_contact,
        embedded=settings.EMBEDDED,
        door=settings.DOOR_URL,
        members=settings.MEMBERS_URL,
        exit_button=settings.EXIT_BUTTON,
        neutral_page=neutral_page(),
        region=known.region,
        local_help=known.local_help_lines,
    )


def _return_address(request: HttpRequest, everybody: SiteContext) -> str:
    """Return the whole address of the page for coming back, as it is printed on paper and cards."""
    path = f"{everybody.door}/{everybody.code}/feedback/1/"
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        # The page that says so must not ask for the host once more.
        return path


def site(request: HttpRequest) -> dict[str, object]:
    """Return `site`: names, addresses and the region's help lines. Reads nothing about the visitor.

    The same is in `site_context`, because allauth's views put a `site` of their own into some pages. What of it is the
    same for everybody is in `everybody`, for `{% same_for_all %}`.
    """
    everybody = site_context()
    way = _way(request.path_info)
    # Where a tablet that many people share goes back to, in its own language; empty everywhere else.
    kiosk = ""
    if way.startswith("kiosk/"):
        kiosk = f"{everybody.door}/feedback/{way}"
    about = {
        **everybody.printed(),
        "languages": language.links(request),
        "form_url": f"{everybody.door}/{everybody.code}/feedback/{way}",
        "kiosk": kiosk,
        "is_door": is_door(request.path_info),
        "return_address": _return_address(request, everybody),
    }
    return {"site": about, "site_context": about, "everybody": everybody}
