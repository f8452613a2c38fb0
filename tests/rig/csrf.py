"""Django's test browser skips the check for forged forms; here it is on, and the browser brings what a browser brings.

A test of the check itself makes its own browser with `Client(enforce_csrf_checks=True)`: nothing is added to that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.test import Client

SENDING = {"POST", "PUT", "PATCH", "DELETE"}
# The door has neither session nor cookie, and its own check in place of this one (ADR 4).
DOOR = re.compile(r"^/(?:[a-z]{2}/)?feedback/")
SECRET = "a" * 32
_request = Client.request


def _checked(client: Client, **request: Any) -> Any:
    is_sending = request.get("REQUEST_METHOD") in SENDING and not DOOR.match(request.get("PATH_INFO", ""))
    if not is_sending or client.handler.enforce_csrf_checks:
        return _request(client, **request)
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    # A page that was fetched has set the cookie; a test that presses without having looked gets one here.
    secret = kept.setdefault(settings.CSRF_COOKIE_NAME, SECRET)
    request["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in kept.items())
    request.setdefault("HTTP_X_CSRFTOKEN", secret)
    client.handler.enforce_csrf_checks = True
    try:
        return _request(client, **request)
    finally:
        client.handler.enforce_csrf_checks = False


@contextmanager
def checked() -> Iterator[None]:
    """Check for forged forms in every test."""
    with patch.object(Client, "request", _checked):
        yield
