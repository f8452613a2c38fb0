"""Interests: what a member declared and stepped back from, and the register for coordinators and chairs."""

from __future__ import annotations

import uuid
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import COUNCIL
from accounts.queries import MemberRequest
from core.submitting import submit
from council import presenters, queries, rules
from council.actions import interests as actions
from council.enums import RecusalAnswer
from council.forms import interests as forms
from council.models import Interest, Membership
from council.views.buttons import press


@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Show what the reader declared, and what they may step back from."""
    if not request.user.has_role(*COUNCIL) and not queries.interests_of(request.user).exists():
        raise Http404
    context = {
        "interests": queries.interests_of(request.user),
        "recusals": queries.recusals_for(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "council/interests/mine.html", context)


@require_http_methods(["GET", "POST"])
def declare(request: MemberRequest) -> HttpResponse:
    """Declare an interest."""
    if not request.user.has_role(*COUNCIL):
        raise Http404
    form = forms.Interest(request.POST or None)
    rerender = partial(render, request, "council/interests/declare.html", {"form": form})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.declare_interest(by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Thank you. It is in the register now."),
        to=reverse("council:interests"),
    )


@require_http_methods(["GET", "POST"])
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put right what was declared."""
    interest = get_object_or_404(queries.interests_of(request.user), pk=pk)
    initial = {"text": interest.text, "starts_on": interest.starts_on, "ends_on": interest.ends_on}
    form = forms.Interest(request.POST or None, initial=initial)
    rerender = partial(render, request, "council/interests/declare.html", {"form": form, "interest": interest})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.correct_interest(interest=interest, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Saved."),
        to=reverse("council:interests"),
    )


@require_POST
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that an interest is over."""
    interest = get_object_or_404(queries.interests_of(request.user), pk=pk)
    perform = partial(actions.end_interest, interest=interest, by=request.user)
    return press(request, perform, success=_("Saved."), to=reverse("council:interests"))


@require_POST
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Step back from something, or take part and say so."""
    recusal = get_object_or_404(queries.recusals_for(request.user), pk=pk)
    form = forms.RecusalAnswers(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = RecusalAnswer(form.cleaned_data["answer"])
    perform = partial(actions.answer_recusal, recusal=recusal, answer=chosen, by=request.user)
    return press(request, perform, success=_("Thank you. Your answer is saved."), to=reverse("council:interests"))


@require_safe
def register(request: MemberRequest) -> HttpResponse:
    """Show coordinators and chairs what the members of their councils declared."""
    if not rules.may_fill(request.user) and not queries.chairs_of(request.user, timezone.localdate()):
        raise Http404
    watched = queries.watched_by(request.user)
    seats = _seats(watched)
    interests = list(queries.register_of(request.user))
    councils = queries.councils_of(interest.user_id for interest in interests)
    shown = []
    for interest in interests:
        # A title may be of another council's agenda: read by those alone to whom each council of the member is open.
        may_read = councils[interest.user_id] <= watched
        recusals = interest.recusals.all() if may_read else []
        shown.append({"interest": interest, "name": _name_of(interest, seats), "recusals": recusals})
    return render(request, "council/interests/register.html", {"interests": shown})


@require_http_methods(["GET", "POST"])
def touches(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Offer a member to step back from something that touches an interest of theirs."""
    interest = get_object_or_404(queries.register_of(request.user), pk=pk)
    form = forms.Touches(request.POST or None)
    context = {"form": form, "interest": interest, "name": _name_of(interest, _seats(queries.watched_by(request.user)))}
    rerender = partial(render, request, "council/interests/touches.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        # A thing of its own each time: what is typed here is known to no page.
        lambda: actions.offer_recusal(
            interest=interest, kind="other", subject=uuid.uuid4(), title=form.cleaned_data["title"], by=request.user
        ),
        rerender=rerender,
        success=_("The member is asked whether they step back."),
        to=reverse("council:interests_register"),
    )


def _seats(councils: frozenset[UUID]) -> dict[UUID, Membership]:
    """Return a seat on some councils of each member of today: there may be several who chose no name."""
    running = queries.running(timezone.localdate()).filter(seat__council__in=councils)
    return {term.user_id: term for term in running}


def _name_of(interest: Interest, seats: dict[UUID, Membership]) -> str:
    """Return the seat of a member and the name that members see."""
    return presenters.seat_and_name(seats.get(interest.user_id))
