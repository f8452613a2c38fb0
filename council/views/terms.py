"""Terms: given, ended and renewed by coordinators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from core.verdicts import Conflict
from council import actions, forms, queries, rules


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
