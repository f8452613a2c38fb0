"""The board: who sits where until when, what is vacant, and which seats to fill by when."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.queries import MemberRequest
from core.listing import Listing, Order
from council import presenters, queries, rules

COUNCILS_A_PAGE = 5
ORDERS = [Order("name", ["name", "pk"])]


@require_safe
def board(request: MemberRequest) -> HttpResponse:
    """Show the councils that somebody coordinates, a few a page."""
    if not rules.may_see_board(request.user):
        raise Http404
    today = timezone.localdate()
    # A council that closes today is still worked on.
    open_ones = queries.coordinated_by(request.user).filter(Q(closed_on=None) | Q(closed_on__gte=today))
    listing = Listing(
        request,
        queries.for_board(open_ones),
        search=queries.search_councils,
        orders=ORDERS,
        per_page=COUNCILS_A_PAGE,
    )
    boards = [presenters.board(council, today) for council in listing.page]
    return render(request, "council/board.html", {"listing": listing, "boards": boards})
