"""Which language a signed-in person's page is in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.language import LANGUAGE_COOKIE, LanguageFromAddress, asked_by_browser, in_address, supported
from core.stripping import is_door

# Pages that exist in every language under its own address, and also without one.
WITHOUT_LANGUAGE = ("/", "/changes/", "/council/apply/", "/accessibility/", "/privacy/")


class LanguageOfMember(LanguageFromAddress):
    """The address first, then the choice made here, then the person's own language, then the browser's.

    A public page asked for without a language is answered in the visitor's, at the same address.
    """

    def choose(self, request: HttpRequest) -> str:
        """Return the language for this request; reads the person only where a session was sent."""
        path = request.path_info
        if is_door(path) or in_address(path):
            return in_address(path) or asked_by_browser(request)
        asked = supported(request.GET.get("lang")) or supported(request.COOKIES.get(LANGUAGE_COOKIE))
        # Without a session cookie nobody is signed in, and `request.user` would read the database for nothing.
        if not asked and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            asked = supported(request.user.language)
        return asked or asked_by_browser(request)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and remember a choice made with `?lang=` until the browser is closed."""
        path = request.path_info
        # Also where the last slash was forgotten: the page's own address then adds it.
        if path == "/" or f"{path}/".startswith(WITHOUT_LANGUAGE[1:]):
            request.path_info = f"/{self.choose(request)}{path}"
            request.path = request.path_info
        response = super().__call__(request)
        chosen = supported(request.GET.get("lang"))
        if chosen and not is_door(path) and not in_address(path):
            response.set_cookie(
                LANGUAGE_COOKIE, chosen, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response
