"""Rate limits of the programming interface. Named in the settings, so it imports nothing that reads them."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

if TYPE_CHECKING:  # the framework's views read their defaults, and so this module, while they are imported
    from rest_framework.views import APIView


class VisitorThrottle(AnonRateThrottle):
    """Counts requests of people who are not signed in without keeping their addresses: a digest keyed by the day."""

    def get_ident(self, request: Request) -> str:
        """Return the name under which this visitor is counted today."""
        # Yesterday's digests cannot be compared with today's.
        secret = f"{settings.SECRET_KEY}|{timezone.localdate()}".encode()
        return hmac.digest(secret, super().get_ident(request).encode(), hashlib.sha256).hex()


class PersonThrottle(UserRateThrottle):
    """Counts requests of people who are signed in or use a key; nobody else, or their address would be kept."""

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return the name under which this person is counted, or None for a visitor."""
        if not request.user.is_authenticated:
            return None
        return super().get_cache_key(request, view)


class FormThrottle(VisitorThrottle):
    """Counts what a network sends with one public form. `scope` is the form's name."""

    # A library or a hospital is one network to us: enough for everybody there.
    rate = "20/hour"

    def __init__(self, form: str) -> None:
        """Count under the name of the form."""
        self.scope = form
        super().__init__()


def is_flood(request: HttpRequest, form: str) -> bool:
    """Return whether a network sent so much with a form that it has to wait; counts this time, too."""
    # Theirs want a request of their own kind, and read of it only what any request has.
    allowed = FormThrottle(form).allow_request(cast("Request", request), cast("APIView", None))
    return not allowed
