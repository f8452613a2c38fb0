"""How we are doing, on one page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.queries import MemberRequest
from core.language import OWN_NAMES
from insights import queries, rules
from tracker.enums import ChangeStatus, ItemStatus, Outcome


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Show whether promises are kept, where feedback is, what was decided and what changed."""
    if not rules.may_look(request.user):
        raise Http404
    threshold = queries.threshold_for(request.user)
    status, language = queries.by_status(threshold), queries.by_language(threshold)
    decided, changed = queries.decisions(), queries.changes()
    context = {
        "threshold": threshold,
        "total": status.total,
        "in_time": queries.in_time(threshold).label,
        "some_are_late": queries.some_are_late(),
        "by_status": queries.picture(status, dict(ItemStatus.choices)),
        "by_language": queries.picture(language, OWN_NAMES),
        "decisions": queries.bars(decided, dict(Outcome.choices)) if any(decided.values()) else [],
        "without_reason": queries.decisions_without_reason(),
        "changes": queries.bars(changed, dict(ChangeStatus.choices)) if any(changed.values()) else [],
    }
    return render(request, "insights/overview.html", context)
