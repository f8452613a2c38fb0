"""How often programmes may ask. Named in the settings, so it imports nothing that reads them."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

if TYPE_CHECKING:  # the framework's views read their defaults, and so this module, while they are imported
    from rest_framework.views import APIView


class VisitorThrottle(AnonRateThrottle):
    """Counts requests of people who are not signed in without keeping their addresses: a digest keyed by the day."""

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return the name under which this visitor is counted today, or None for somebody who is signed in."""
        key = super().get_cache_key(request, view)
        secret = f"{settings.SECRET_KEY}|{timezone.localdate()}".encode()
        return key and hmac.digest(secret, key.encode(), hashlib.sha256).hex()
