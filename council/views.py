"""Pages of the council: who it is, one's own seat, and the seats a coordinator fills."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import DESK
from accounts.queries import MemberRequest
from core.verdicts import AlreadyMoved
from council import actions, forms, queries, rules
from council.models import Council


def _described(council: Council) -> dict[str, object]:
    seats = council.seats_in_order  # type: ignore[attr-defined] # set by queries.with_holders
    seated = [membership for seat in seats for membership in seat.holders]
    return {"council": council, "seats": seats, "share": queries.lived_share(seated).label if seated else ""}


@require_safe
def council(request: MemberRequest) -> HttpResponse:
    """Show what the council is for and who sits on it, by the names they chose."""
    if not rules.may_look(request.user):
        raise Http404
    today = timezone.localdate()
    sits_here = queries.my_terms(request.user, today).filter(starts_on__lte=today).exists()
    context = {
        "councils": [_described(one) for one in queries.with_holders(queries.visible_to(request.user), today)],
        "may_fill": rules.may_fill(request.user),
        "sits_here": sits_here,
        "may_hear": sits_here or request.user.has_role(*DESK),
    }
    return render(request, "council/council.html", context)


@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """Show one's own seat and term."""
    return render(request, "council/me.html", {"terms": queries.my_terms(request.user, timezone.localdate())})


@require_http_methods(["GET", "POST"])
def alias(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose the name others on the council see."""
    term = get_object_or_404(queries.my_terms(request.user, timezone.localdate()), pk=pk)
    form = forms.Alias(request.POST or None, initial={"alias": term.alias})
    if form.is_valid():
        actions.choose_alias(term=term, by=request.user, **form.cleaned_data)
        messages.success(request, _("Others on the council now see the name you chose."))
        return redirect("council:me")
    return render(request, "council/alias.html", {"form": form, "term": term})


@require_safe
def seat(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the terms of a seat and what can be done, for coordinators."""
    place = get_object_or_404(queries.seats_to_fill(request.user), pk=pk)
    today = timezone.localdate()
    terms = [
        {
            "term": term,
            "open": term.ends_on >= today,
            "may_renew": rules.may_renew(request.user, term),
        }
        for term in queries.terms_of(place)
    ]
    may_appoint = rules.may_appoint(request.user, place, today)
    return render(request, "council/seat.html", {"seat": place, "terms": terms, "may_appoint": may_appoint})


@require_http_methods(["GET", "POST"])
def appoint(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give a seat to somebody for a term."""
    place = get_object_or_404(queries.seats_to_fill(request.user), pk=pk)
    form = forms.Appoint(request.POST or None, seat=place)
    if form.is_valid():
        person, starts_on = form.cleaned_data["person"], form.cleaned_data["starts_on"]
        if verdict := rules.may_seat(request.user, place, person, starts_on):
            actions.seat_member(seat=place, by=request.user, **form.cleaned_data)
            messages.success(request, _("The seat is filled."))
            return redirect("council:seat", place.pk)
        form.add_error("starts_on", str(verdict.reason))
    return render(request, "council/appoint.html", {"seat": place, "form": form})


@require_http_methods(["GET", "POST"])
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End a term earlier than planned."""
    term = get_object_or_404(queries.terms_to_manage(request.user), pk=pk)
    form = forms.End(request.POST or None)
    if form.is_valid():
        if verdict := rules.may_end_on(request.user, term, form.cleaned_data["last_day"]):
            try:
                actions.end_term(term=term, by=request.user, **form.cleaned_data)
                messages.success(request, _("The end of the term is changed."))
            except AlreadyMoved:
                messages.warning(request, _("Somebody else changed this term a moment ago. Here is how it is now."))
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
