"""How long things are kept, and what was destroyed because its time was over."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.queries import MemberRequest
from tracker.models import Destruction
from tracker.queries.retention import clocks

RECEIPTS_A_PAGE = 50


@require_safe
def clocks_and_receipts(request: MemberRequest) -> HttpResponse:
    """Show every clock, what is past it, and the receipts. For administrators and coordinators."""
    if not request.user.has_role(Role.ADMIN, Role.COORDINATOR):
        raise Http404
    page = Paginator(Destruction.objects.all(), RECEIPTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracker/retention.html", {"clocks": clocks(timezone.localdate()), "page": page})
