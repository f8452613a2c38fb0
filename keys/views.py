"""Who can read what, for administrators. There is no key on this page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.queries import MemberRequest
from keys.queries import state


@never_cache
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Show who can read what, the state of the keys, and who keeps copies."""
    if not request.user.has_role(Role.ADMIN):
        raise Http404
    return render(request, "keys/overview.html", {"state": state(timezone.localdate())})
