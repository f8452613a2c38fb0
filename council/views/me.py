"""The reader's own seat."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.queries import MemberRequest
from council import queries


@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """Show the reader's own seat and term."""
    return render(request, "council/me.html", {"terms": queries.my_terms(request.user, timezone.localdate())})
