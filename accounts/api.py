"""What every part of the programming interface shares: pages of bounded size, and counting without addresses."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.utils import timezone
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView


class Pages(PageNumberPagination):
    """`?page=` and `?page_size=`; more than the largest size gives the largest."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100


class VisitorThrottle(AnonRateThrottle):
    """Counts requests of people who are not signed in without keeping their addresses: a digest keyed by the day."""

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return the name under which this visitor is counted today, or None for somebody who is signed in."""
        key = super().get_cache_key(request, view)
        secret = f"{settings.SECRET_KEY}|{timezone.localdate()}".encode()
        return key and hmac.digest(secret, key.encode(), hashlib.sha256).hex()
