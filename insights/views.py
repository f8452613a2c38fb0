"""How we are doing, on one page."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from accounts.queries import MemberRequest
from core.language import NAMES
from desk.enums import CaseStatus
from insights import queries, rules
from tracker.enums import ChangeStatus, Outcome


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Show whether promises are kept, where feedback is, what was decided and what changed."""
    if not rules.may_look(request.user):
        raise Http404
    # One threshold for the whole page: two tables with different ones could be compared.
    threshold = queries.threshold_for(request.user)
    status = queries.by_status(threshold)
    language = queries.by_language(threshold)
    context = {
        "threshold": threshold,
        "total": queries.at_least(status, language),
        "in_time": queries.in_time(threshold).label,
        "some_are_late": queries.some_are_late(),
        "by_status": queries.picture(status, dict(CaseStatus.choices)),
        "by_language": queries.picture(language, NAMES),
        "decisions": _bars_of_public(queries.decisions(), dict(Outcome.choices)),
        "without_reason": queries.decisions_without_reason(),
        "changes": _bars_of_public(queries.changes(), dict(ChangeStatus.choices)),
    }
    return render(request, "insights/overview.html", context)


def _bars_of_public(counts: Mapping[str, int], names: Mapping[str, str | Promise]) -> list[queries.Bar]:
    """Return the bars of counts that anybody could count themselves, or nothing where all of them are zero."""
    if not any(counts.values()):
        return []
    return queries.bars(counts, names)
