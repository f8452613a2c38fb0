"""How long records are kept, and what was destroyed because its time was over."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.queries import MemberRequest
from retention import queries, rules
from retention.models import Destruction

RECEIPTS_PER_PAGE = 50


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Show every retention rule, what is past it, and the receipts."""
    if not rules.may_see(request.user):
        raise Http404
    page = Paginator(Destruction.objects.all(), RECEIPTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "retention/overview.html", {"due": queries.due(timezone.localdate()), "page": page})
