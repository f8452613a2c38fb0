"""Seats: one with its terms, and all of a council, added, retyped, retired and brought back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.fields import Form
from core.submitting import submit
from council import actions, forms, queries, rules
from council.models import Seat
from council.views.asking import Question, ask


@require_safe
def seat(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the terms of a seat and what can be done, for coordinators."""
    found = _seat(request, pk)
    today = timezone.localdate()
    terms = []
    for term in queries.terms_of(found):
        entry = {
            "term": term,
            "open": term.ends_on >= today,
            "ahead": term.starts_on >= today,
            "may_renew": rules.may_renew(request.user, term),
            "offices": [office for office in term.offices.all() if office.ends_on >= today],
            "pauses": [pause for pause in term.pauses.all() if pause.ends_on >= today],
        }
        terms.append(entry)
    may_appoint = rules.may_appoint(request.user, found, today)
    return render(request, "council/seat.html", {"seat": found, "terms": terms, "may_appoint": may_appoint})


@require_http_methods(["GET", "POST"])
def seats(request: MemberRequest, pk: UUID) -> HttpResponse:
    """List the seats of a council, and add some."""
    council = get_object_or_404(queries.coordinated_by(request.user), pk=pk)
    form = forms.AddSeats(request.POST or None)

    def page(*, status: int = 200) -> HttpResponse:
        context = {
            "council": council,
            "seats": queries.seats_of(council),
            "form": form,
            "verdict": rules.may_change_council(request.user, council),
        }
        return render(request, "council/seats.html", context, status=status)

    if request.method != "POST":
        return page()
    return submit(
        request,
        form,
        lambda: actions.add_seats(council=council, by=request.user, **form.cleaned_data),
        rerender=page,
        success=_("The seats are added."),
        to=reverse("council:seats", args=[council.pk]),
    )


@require_http_methods(["GET", "POST"])
def retype(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say for whom a seat is from now on."""
    found = _seat(request, pk)
    form = forms.RetypeSeat(request.POST or None, seat=found)
    question = Question(
        title=_("Change the kind of seat %(number)d") % {"number": found.number},
        happens=_("Whoever sits here stays until the term ends."),
        button=_("Save"),
        success=_("The seat is changed."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.retype_seat(seat=found, by=request.user, **form.cleaned_data),
        back=_list(found),
        verdict=rules.may_change_council(request.user, found.council),
    )


@require_http_methods(["GET", "POST"])
def retire(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let nobody take a seat any more."""
    found = _seat(request, pk)
    form = forms.OneDay(request.POST or None)
    question = Question(
        title=_("Retire seat %(number)d") % {"number": found.number},
        happens=_("Nobody takes this seat from that day on. Its number and its past terms stay."),
        button=_("Retire"),
        success=_("The seat is retired."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.retire_seat(seat=found, by=request.user, **form.cleaned_data),
        back=_list(found),
        verdict=rules.may_change_council(request.user, found.council),
    )


@require_POST
def bring_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a retired seat be taken again."""
    found = _seat(request, pk)
    question = Question(
        title=_("Bring seat %(number)d back") % {"number": found.number},
        happens=_("It can be taken again."),
        button=_("Bring it back"),
        success=_("The seat can be taken again."),
    )
    return ask(
        request,
        question,
        Form(request.POST),
        lambda: actions.bring_back_seat(seat=found, by=request.user),
        back=_list(found),
    )


def _seat(request: MemberRequest, pk: UUID) -> Seat:
    return get_object_or_404(queries.seats_to_fill(request.user), pk=pk)


def _list(seat: Seat) -> str:
    return reverse("council:seats", args=[seat.council_id])
