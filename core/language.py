"""Which language a page is in: the one in its address, or the one the browser asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

# Each language in its own name; never a flag.
OWN_NAMES = {"en": "English", "es": "Español", "ar": "العربية", "pl": "Polski"}
LANGUAGE_COOKIE = "language"


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language switch."""

    code: str
    name: str
    href: str
    current: bool


def supported(code: str | None) -> str | None:
    """Return the language code as we ship it, or None for one we do not ship."""
    return code if code in dict(settings.LANGUAGES) else None


def in_address(path: str) -> str | None:
    """Return the language that stands first in a path, or None."""
    return supported(path.lstrip("/").split("/", 1)[0])


def asked_by_browser(request: HttpRequest) -> str:
    """Return the best language we ship for the browser's list, or English."""
    for part in request.META.get("HTTP_ACCEPT_LANGUAGE", "").split(","):
        code = supported(part.split(";", 1)[0].strip().lower().split("-", 1)[0])
        if code:
            return code
    return settings.LANGUAGE_CODE


def links(request: HttpRequest) -> list[LanguageLink]:
    """Return the switch for this page: the same page by address, or the same page with `?lang=`."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    path = request.path_info
    here = in_address(path)
    answer = []
    for code, _name in settings.LANGUAGES:
        if here:
            href = f"/{code}/" + path.lstrip("/").split("/", 1)[1] if "/" in path.lstrip("/") else f"/{code}/"
        else:
            query = request.GET.copy()
            query["lang"] = code
            href = f"?{query.urlencode()}"
        answer.append(LanguageLink(code, OWN_NAMES[code], href, code == current))
    return answer


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
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response
