"""Where the directory can only be asked with the person, their browser goes there again every few minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.directory_adapter import UNTIL
from core.stripping import is_door


class AskDirectoryAgain:
    """Middleware: a page that is asked for leads over the directory; what is sent may be a few minutes late."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the directory first. Nothing is read without a session, nor for the door."""
        if is_door(request.path_info) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        until = request.session.get(UNTIL)
        if until is None:
            return self.get_response(request)
        late = timezone.now() - datetime.fromisoformat(until)
        again = reverse("accounts:ask_directory_again")
        on_the_way = request.path_info.startswith((again, reverse("openid_connect_callback", args=["directory"])))
        if late <= timedelta() or on_the_way:
            return self.get_response(request)
        # As long again: somebody may have been writing. Then they are out, and their words are kept for them.
        if late > timedelta(minutes=settings.OIDC_SESSION_MINUTES):
            logout(request)
        elif request.method == "GET" and "text/html" in request.headers.get("Accept", "text/html"):
            return redirect(f"{again}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)
