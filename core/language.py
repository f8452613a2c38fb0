"""The languages of the service, and which of them a page is in: the one in its address, or the browser's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy

from core import organisation

# Each language in its own name; never a flag.
OWN_NAMES = {"en": "English", "es": "Español", "ar": "العربية", "pl": "Polski"}
# Each in the reader's language, as it is written inside a sentence: "translate it into Arabic".
NAMES = {
    # Translators: name of a language inside a sentence, without a capital where your language writes none
    "en": pgettext_lazy("language", "English"),
    # Translators: name of a language inside a sentence, without a capital where your language writes none
    "es": pgettext_lazy("language", "Spanish"),
    # Translators: name of a language inside a sentence, without a capital where your language writes none
    "ar": pgettext_lazy("language", "Arabic"),
    # Translators: name of a language inside a sentence, without a capital where your language writes none
    "pl": pgettext_lazy("language", "Polish"),
}
# Of the members' site alone, for one visit; the door sets none (ADR 6).
LANGUAGE_COOKIE = "language"


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language switch."""

    code: str
    name: str
    href: str
    current: bool


def codes() -> list[str]:
    """Return the codes of the languages we ship, such as "ar", in the order of the settings."""
    return [code for code, _name in settings.LANGUAGES]


def own_choices() -> list[tuple[str, str]]:
    """Return (code, own name) of each language we ship: for people who choose the one they read."""
    return [(code, OWN_NAMES[code]) for code in codes()]


def offered() -> list[str]:
    """Return the codes of the languages that the organisation offers to visitors, its own first."""
    return [code for code in organisation.current().languages if supported(code)] or codes()


def choices() -> list[tuple[str, str]]:
    """Return (code, name in the reader's language) of each language we ship: for people who say what a text is in."""
    return [(code, name_of(code)) for code in codes()]


def name_of(code: str) -> str:
    """Return the name of a language in the reader's language, or its code for one we do not ship."""
    return str(NAMES.get(code, code))


def supported(code: str | None) -> str | None:
    """Return the code itself if we ship the language, or None."""
    if code in codes():
        return code
    return None


def in_address(path: str) -> str | None:
    """Return the language that a path begins with, or None."""
    return supported(path.lstrip("/").split("/", 1)[0])


def asked_by_browser(request: HttpRequest) -> str:
    """Return the best language that is offered for the browser's list, or the organisation's own."""
    known = offered()
    # Browsers list the best first, so the weights (";q=0.8") need not be compared; "es-MX" is served in "es".
    for part in request.META.get("HTTP_ACCEPT_LANGUAGE", "").split(","):
        code: str = part.split(";", 1)[0].strip().lower().split("-", 1)[0]
        if code in known:
            return code
    return known[0]


def links(request: HttpRequest) -> list[LanguageLink]:
    """Return the switch for this page: the same page by address, or the same page with `?lang=`."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    # In the order of the settings: a switch whose entries change places is hard to find again.
    known = {*offered(), current}
    shown = [(code, own_name) for code, own_name in own_choices() if code in known]
    return [LanguageLink(code, own_name, _href(request, code), code == current) for code, own_name in shown]


def _href(request: HttpRequest, code: str) -> str:
    """Return where this page is in another language."""
    path = request.path_info
    if in_address(path):
        _language, _slash, rest = path.lstrip("/").partition("/")
        return f"/{code}/{rest}"
    query = request.GET.copy()
    query["lang"] = code
    return f"?{query.urlencode()}"


class LanguageFromAddress:
    """The door's rule: the language is in the path, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def choose(self, request: HttpRequest) -> str:
        """Return the language for this request."""
        return in_address(request.path_info) or asked_by_browser(request)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language and say which it was."""
        language = self.choose(request)
        # Days begin in the organisation's time zone.
        with translation.override(language), timezone.override(organisation.current().zone):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            # A template response is rendered later, when the language of this block is no longer active.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        # A view may have answered in another one, as the link of an invitation does.
        response.headers.setdefault("Content-Language", language)
        return response
