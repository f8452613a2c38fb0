"""Addresses that the door once had."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from core.openness import open_to_all


@open_to_all
@csrf_exempt
def lead_on(request: HttpRequest, name: str) -> HttpResponse:
    """Lead to where a page is now. What is sent to the earlier address is sent on: the page itself looks at it."""
    return HttpResponseRedirect(reverse(f"feedback:{name}"), preserve_request=True)
