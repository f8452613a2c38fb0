"""Pages of the council: its members, the reader's own seat, and the seats a coordinator fills."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import DESK
from accounts.queries import MemberRequest
from core.verdicts import Conflict
from council import actions, forms, queries, rules
from council.models import Council, Membership
from people.hanging import Going
from people.queries.leaving import hangs_on


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


@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """Show the reader's own seat and term."""
    return render(request, "council/me.html", {"terms": queries.my_terms(request.user, timezone.localdate())})


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


@require_http_methods(["GET", "POST"])
def appoint(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give a seat to somebody for a term."""
    seat = get_object_or_404(queries.seats_to_fill(request.user), pk=pk)
    form = forms.Appoint(request.POST or None, seat=seat)
    if form.is_valid():
        appointment = form.cleaned_data
        # Asked here too, so that the reason is printed at its field: the action would answer with a page of its own.
        if verdict := rules.may_seat(request.user, seat, appointment["person"], appointment["starts_on"]):
            actions.seat_member(seat=seat, by=request.user, **appointment)
            messages.success(request, _("The seat is filled."))
            return redirect("council:seat", seat.pk)
        form.add_error("starts_on", str(verdict.reason))
    return render(request, "council/appoint.html", {"seat": seat, "form": form})


@require_http_methods(["GET", "POST"])
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End a term earlier than planned."""
    term = get_object_or_404(queries.terms_to_manage(request.user), pk=pk)
    form = forms.End(request.POST or None)
    if form.is_valid():
        if verdict := rules.may_end_on(request.user, term, form.cleaned_data["last_day"]):
            # First a decision about what hangs on them; that page ends the term with it.
            if hangs_on(Going(term.user, council=term.seat.council_id)):
                data = {"way": "term", "term": term.pk, "last_day": form.cleaned_data["last_day"].isoformat()}
                return redirect(f"{reverse('people:leaving', args=[term.user_id])}?{urlencode(data)}")
            try:
                actions.end_term(term=term, by=request.user, **form.cleaned_data)
                # Only after the action: a conflict must not be followed by "is changed".
                messages.success(request, _("The end of the term is changed."))
            except Conflict:
                messages.warning(request, _("This changed since you opened it. Here is how it is now."))
            return redirect("council:seat", term.seat_id)
        form.add_error("last_day", str(verdict.reason))
    return render(request, "council/end.html", {"term": term, "form": form})


@require_POST
def renew(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add one more term for the same person in the same seat."""
    term = get_object_or_404(queries.terms_to_manage(request.user), pk=pk)
    actions.renew(term=term, by=request.user)
    messages.success(request, _("The term is renewed."))
    return redirect("council:seat", term.seat_id)
