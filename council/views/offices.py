"""Chair, co-chairs and deputies: given, ended and handed over by coordinators."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from council import actions, forms, queries, rules
from council.models import Membership, Office
from council.views.asking import Question, ask


@require_http_methods(["GET", "POST"])
def give(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give a member an office within the term."""
    term = get_object_or_404(queries.terms_to_manage(request.user), pk=pk)
    form = forms.GiveOffice(request.POST or None, term=term)
    question = Question(
        title=_("Give an office"),
        happens=_("The member stays in the seat and does this besides. It ends with the term at the latest."),
        button=_("Save"),
        success=_("The office is given."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.hold_office(term=term, by=request.user, **form.cleaned_data),
        back=_seat(term),
        verdict=rules.may_end(request.user, term),
    )


@require_http_methods(["GET", "POST"])
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Let an office end while the term goes on."""
    office = _office(request, pk)
    form = forms.End(request.POST or None)
    form.fields["last_day"].label = _("Last day of the office")
    question = Question(
        title=_("End this office"),
        happens=_("The member keeps the seat. The office is free from the day after."),
        button=_("End it"),
        success=_("The office ends on that day."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.end_office(office=office, by=request.user, **form.cleaned_data),
        back=_seat(office.membership),
        verdict=rules.may_end_office(request.user, office),
    )


@require_http_methods(["GET", "POST"])
def hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody else hold an office from a day on."""
    office = _office(request, pk)
    form = forms.HandOver(request.POST or None, office=office)
    question = Question(
        title=_("Hand this office over"),
        happens=_("Both stay members. Both are told from which day on."),
        button=_("Hand it over"),
        success=_("The office is handed over."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.hand_over_office(office=office, by=request.user, **form.cleaned_data),
        back=_seat(office.membership),
        verdict=rules.may_end_office(request.user, office),
    )


def _office(request: MemberRequest, pk: int) -> Office:
    return get_object_or_404(queries.offices_to_manage(request.user), pk=pk)


def _seat(term: Membership) -> str:
    return reverse("council:seat", args=[term.seat_id])
