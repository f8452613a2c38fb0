"""One seat and its terms, for coordinators."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.queries import MemberRequest
from council import queries, rules


@require_safe
def seat(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the terms of a seat and what can be done, for coordinators."""
    seat = get_object_or_404(queries.seats_to_fill(request.user), pk=pk)
    today = timezone.localdate()
    terms = []
    for term in queries.terms_of(seat):
        may_renew = rules.may_renew(request.user, term)
        terms.append({"term": term, "open": term.ends_on >= today, "may_renew": may_renew})
    may_appoint = rules.may_appoint(request.user, seat, today)
    return render(request, "council/seat.html", {"seat": seat, "terms": terms, "may_appoint": may_appoint})
