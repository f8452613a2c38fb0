"""The log of what was done, for administrators and auditors."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, forms, queries, rules, verification
from accounts.presenters import EventRow
from accounts.queries import MemberRequest
from core.listing import BoundedPaginator, Listing, last_address

EVENTS_A_PAGE = 50


def _only_readers(request: MemberRequest) -> None:
    if not rules.may_read_audit(request.user):
        raise Http404


@require_safe
def log(request: MemberRequest) -> HttpResponse:
    """Show what was done, the newest first, and how far the log was verified."""
    _only_readers(request)
    # Once for the filter and for the names on the rows.
    names = {str(person.pk): person.known_as for person in queries.people_by_name()}
    listing = Listing(
        request,
        queries.events(),
        form=forms.LogFilter(request.GET or None, names=names),
        narrow=queries.filtered_events,
        search=queries.search_events,
        per_page=EVENTS_A_PAGE,
        paginator=BoundedPaginator,
    )
    listing.remember()
    context = {
        "listing": listing,
        "rows": [EventRow.of(event, names) for event in listing.page],
        "status": verification.status(),
    }
    return render(request, "accounts/log.html", context)


@require_POST
def look_into_break(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that one looked into a break of the log."""
    _only_readers(request)
    actions.look_into_break(found=get_object_or_404(queries.breaks_of_the_log(), pk=pk), by=request.user)
    return redirect(last_address(request, reverse("accounts:log")))
