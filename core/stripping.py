"""Lock 5: under the door's address nothing that could name a visitor travels any further than this.

The first middleware in both processes. Keeps an allow-list of headers and drops the rest, so that neither the session
nor the user table is ever read for a request to the door, and no cookie is ever set by it. Of the address a number
from 0 to 255 is left (`buckets`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core import buckets

DOOR_ADDRESS = re.compile(r"^/(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*/)?feedback(?:/|$)")
# A list of what stays: proxies pass on headers that name somebody and that nobody here has heard of.
KEPT_HEADERS = frozenset({
    "HTTP_HOST", "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_PROTO",
})  # fmt: skip
BLANKED = {"REMOTE_ADDR": "", "REMOTE_HOST": "", "REMOTE_PORT": "", "REMOTE_USER": ""}


def is_door(path: str) -> bool:
    """Return whether a path belongs to the anonymous door."""
    return settings.DOOR_ALONE or bool(DOOR_ADDRESS.match(path))


class StripDoorRequests:
    """Drop what could identify a visitor from requests to the door, and cookies from its answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass other requests through untouched."""
        if not is_door(request.path_info):
            return self.get_response(request)
        # Before the rest: it is made from what is dropped next.
        number = buckets.bucket(request.META)
        for name in list(request.META):
            if name.startswith("HTTP_") and name not in KEPT_HEADERS:
                del request.META[name]
        request.META.update(BLANKED)
        request.META[buckets.NUMBER] = number
        # The socket knows its peer's address, whatever the headers say.
        request.META.pop("gunicorn.socket", None)
        response = self.get_response(request)
        response.cookies.clear()
        return response
