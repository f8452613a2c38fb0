"""What anyone may read: what changed because people spoke, and what did not, and why. No cookie is set here."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.openness import open_to_all
from tracker.enums import ChangeStatus
from tracker.queries import changes as queries
from tracker.queries.recommendations import refused


@open_to_all
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """List what is changed and confirmed, what is in force, and what was not changed and why."""
    context = {
        "confirmed": queries.with_status(ChangeStatus.CONFIRMED),
        "in_force": queries.with_status(ChangeStatus.IN_FORCE),
        "taken_back": queries.with_status(ChangeStatus.REVERSED),
        "refused": refused(),
    }
    return render(request, "tracker/public/changes.html", context)


@open_to_all
@require_safe
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the whole story of one change."""
    found = get_object_or_404(queries.with_details(queries.public()), pk=pk)
    context = {
        "change": found,
        "wording": queries.wording(found),
        "quotes": queries.public_quotes(found),
        "sources": queries.count_sources(found),
        "decision": found.decision,
        "recommendation": found.decision.recommendation,
    }
    return render(request, "tracker/public/change.html", context)
