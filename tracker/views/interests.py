"""Stepping back from a recommendation or the answer to it, because it touches something a member declared."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from core.submitting import submit
from council import queries as council
from council.models import Interest
from council.presenters import seat_and_name
from tracker.actions import interests as actions
from tracker.forms import interests as forms
from tracker.models import Recommendation
from tracker.queries import recommendations
from tracker.rules import recommendations as rules


@require_http_methods(["GET", "POST"])
def mine(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a member say that this touches an interest of theirs, and whether they step back."""
    found = get_object_or_404(recommendations.visible_to(request.user), pk=pk)
    if not rules.may_say_it_touches(request.user, found):
        raise Http404
    declared = council.interests_on(request.user, timezone.localdate())
    form = forms.MyInterest(request.POST or None, interests=declared)
    rerender = partial(render, request, "tracker/my_interest.html", {"recommendation": found, "form": form})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.say_it_touches(
            recommendation=found,
            interest=form.chosen,
            answer=form.cleaned_data["answer"],
            by=request.user,
            text=form.cleaned_data["text"],
            starts_on=form.cleaned_data["starts_on"],
        ),
        rerender=rerender,
        success=_("Thank you. Your answer is saved."),
        to=_address(found),
    )


@require_http_methods(["GET", "POST"])
def of_a_member(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let the chair or a coordinator ask a member whether they step back from this."""
    found = get_object_or_404(recommendations.visible_to(request.user), pk=pk)
    declared = council.register_of_council(request.user, found.agenda_item.meeting.council_id)
    if not declared.exists():
        raise Http404
    form = forms.InterestOfAMember(request.POST or None, interests=_named(found, list(declared)))
    rerender = partial(render, request, "tracker/interest_of_a_member.html", {"recommendation": found, "form": form})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.offer_to_step_back(recommendation=found, interest=form.chosen, by=request.user),
        rerender=rerender,
        success=_("The member is asked whether they step back."),
        to=_address(found),
    )


def _named(recommendation: Recommendation, declared: list[Interest]) -> list[tuple[str, Interest]]:
    """Return interests with the seat and the name of each member."""
    terms = council.last_terms(
        recommendation.agenda_item.meeting.council_id, (interest.user_id for interest in declared)
    )
    return [(seat_and_name(terms.get(interest.user_id)), interest) for interest in declared]


def _address(recommendation: Recommendation) -> str:
    return reverse("tracker:recommendation", args=[recommendation.pk])
