"""What members propose for an agenda: asking, accepting, declining, taking back."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from core.submitting import submit
from core.verdicts import Conflict
from meetings import actions, forms, queries
from meetings.models import ItemProposal, Meeting
from meetings.rules import agenda as rules
from notifications.queries import language_of


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Propose something for an agenda."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_propose(request.user, meeting).enforce()
    form = forms.Proposal(request.POST or None, initial={"language": request.user.language})
    rerender = partial(render, request, "meetings/agenda/propose.html", {"form": form, "meeting": meeting})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.propose_item(meeting=meeting, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Thank you. The people who plan the meeting read it, and you get an answer."),
        to=_proposals_of(meeting),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put on the agenda what a member proposed."""
    proposal = _to_answer(request, pk)
    rules.may_accept_proposal(request.user, proposal).enforce()
    words = {"title": proposal.title, "background": proposal.background, "language": proposal.language}
    form = forms.Acceptance(request.POST or None, initial=words)
    context = {"form": form, "meeting": proposal.meeting, "proposal": proposal}
    rerender = partial(render, request, "meetings/agenda/accept.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.accept_proposal(proposal=proposal, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("It is on the agenda, and the member is told."),
        to=_proposals_of(proposal.meeting),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say no kindly."""
    proposal = _to_answer(request, pk)
    rules.may_answer_proposal(request.user, proposal).enforce()
    # Where to begin, in the language in which the member reads it.
    with translation.override(language_of(proposal.membership.user)):
        beginning = _("Thank you for thinking of this. We cannot talk about it at this meeting, because")
    form = forms.Refusal(request.POST or None, initial={"answer": beginning})
    context = {"form": form, "meeting": proposal.meeting, "proposal": proposal}
    rerender = partial(render, request, "meetings/agenda/decline.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.decline_proposal(proposal=proposal, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("The member is told, in your words."),
        to=_proposals_of(proposal.meeting),
    )


@require_POST
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take back one's own proposal."""
    own = queries.proposals_visible_to(request.user).filter(membership__user=request.user)
    proposal = get_object_or_404(own, pk=pk)
    to = _proposals_of(proposal.meeting)
    try:
        actions.withdraw_proposal(proposal=proposal, by=request.user)
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    else:
        messages.success(request, _("It is taken back, and its words are deleted."))
    return redirect(to)


def _to_answer(request: MemberRequest, pk: UUID) -> ItemProposal:
    planned = queries.councils_planned_by(request.user).values("pk")
    proposals = queries.proposals_visible_to(request.user).filter(meeting__council__in=planned)
    return get_object_or_404(proposals, pk=pk)


def _proposals_of(meeting: Meeting) -> str:
    return reverse("meetings:meeting", args=[meeting.pk]) + "#proposals"
