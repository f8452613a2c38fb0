"""The page of the councils somebody may look at."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import DESK
from accounts.queries import MemberRequest
from council import queries, rules
from council.models import Council, Membership


def _described(council: Council) -> dict[str, object]:
    """Return a council with its seats, and how many of the seated have lived experience; empty if nobody is seated."""
    seats = council.seats_in_order  # type: ignore[attr-defined] # set by queries.with_holders
    memberships: list[Membership] = []
    for seat in seats:
        memberships += seat.holders
    share = queries.lived_share(memberships).label if memberships else ""
    return {"council": council, "seats": seats, "share": share}


@require_safe
def council(request: MemberRequest) -> HttpResponse:
    """Show what the council is for and who sits on it, by the names they chose."""
    # 404 and not 403: that there is a council is nothing for people who only hold another role.
    if not rules.may_look(request.user):
        raise Http404
    today = timezone.localdate()
    sits_here = queries.my_terms(request.user, today).filter(starts_on__lte=today).exists()
    councils = queries.with_holders(queries.visible_to(request.user), today)
    context = {
        "councils": [_described(council) for council in councils],
        "may_fill": rules.may_fill(request.user),
        "sits_here": sits_here,
        "may_hear": sits_here or request.user.has_role(*DESK),
    }
    return render(request, "council/council.html", context)
