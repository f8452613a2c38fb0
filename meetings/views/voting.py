"""Votes: opening, voting from the room or by a link, closing, and what they came to."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from core.language import supported
from core.submitting import submit
from core.verdicts import Conflict, Refused
from council.models import Membership
from meetings import actions, queries
from meetings.enums import ItemKind
from meetings.forms import room as forms
from meetings.models import Vote
from meetings.queries import votes
from meetings.rules import room as rules
from notifications.queries import language_of

GONE = 410
CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put a question to the room."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_open_vote(request.user, meeting).enforce()
    initial = {"language": meeting.language, "options": "\n".join([_("Yes"), _("No"), _("I do not vote")])}
    items = meeting.agenda.filter(kind=ItemKind.ITEM)
    form = forms.NewVote(request.POST or None, initial=initial, items=items)

    def rerender(*, status: int) -> HttpResponse:
        context = {"form": form, "meeting": meeting, "secret": rules.can_be_secret()}
        return render(request, "meetings/room/new_vote.html", context, status=status)

    if request.method != "POST":
        return rerender(status=200)
    return submit(
        request,
        form,
        lambda: actions.open_vote(meeting=meeting, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("The vote is open. Everyone in the room can vote on their own phone."),
        to=reverse("meetings:room", args=[meeting.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a vote to its reader, and take what they choose."""
    found = _vote(request, pk)
    term = votes.term_to_vote(request.user, found)
    form = forms.Ballot(request.POST or None, options=list(found.options.all()))

    def perform() -> None:
        # Asked of whoever has no vote, too: the act needs a term.
        rules.may_vote(term, found).enforce()
        if term is not None:
            actions.cast(vote=found, term=term, option=form.cleaned_data["option"], by=request.user)

    def rerender(*, status: int) -> HttpResponse:
        return _show(request, found, status=status, ballot=form)

    if request.method != "POST":
        return rerender(status=200)
    to = reverse("meetings:vote", args=[found.pk])
    return submit(request, form, perform, rerender=rerender, success=_("We have your vote. Thank you."), to=to)


@require_POST
def enter(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Enter what a member says aloud in an open vote."""
    found = _vote(request, pk)
    form = _voice_form(found, request.POST)

    def perform() -> None:
        actions.cast(vote=found, term=form.cleaned_data["member"], option=form.cleaned_data["option"], by=request.user)

    def rerender(*, status: int) -> HttpResponse:
        return _show(request, found, status=status, voice=form)

    to = reverse("meetings:vote", args=[found.pk])
    return submit(request, form, perform, rerender=rerender, success=_("Their vote is entered."), to=to)


@require_POST
def close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Close a vote in the room, perhaps with time for those who were absent."""
    found = _vote(request, pk)
    form = forms.CloseVote(request.POST, zone=found.meeting.time_zone)
    return submit(
        request,
        form,
        lambda: actions.close_vote(vote=found, late_until=form.cleaned_data["late_until"], by=request.user),
        rerender=lambda *, status: _show(request, found, status=status, closing=form),
        success=_("The vote is closed in the room."),
        to=reverse("meetings:vote", args=[found.pk]),
    )


@require_POST
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Withdraw a vote."""
    found = _vote(request, pk)
    actions.withdraw_vote(vote=found, by=request.user)
    messages.success(request, _("The vote is withdrawn. What was chosen until now is destroyed."))
    return redirect("meetings:room", found.meeting_id)


def _vote(request: MemberRequest, pk: UUID) -> Vote:
    return get_object_or_404(votes.votes_visible_to(request.user), pk=pk)


def _voice_form(found: Vote, data: object = None) -> forms.Voice:
    gone = set(found.marks.values_list("membership__user", flat=True))
    terms = [term for term in votes.voters(found) if term.user_id not in gone]
    return forms.Voice(data, options=list(found.options.all()), terms=terms)


def _show(  # noqa: PLR0913 - one page, three forms
    request: MemberRequest,
    found: Vote,
    *,
    status: int,
    ballot: forms.Ballot | None = None,
    voice: forms.Voice | None = None,
    closing: forms.CloseVote | None = None,
) -> HttpResponse:
    term = votes.term_to_vote(request.user, found)
    may_close = rules.may_close_vote(request.user, found)
    may_run = rules.may_run_room(request.user, found.meeting)
    options = list(found.options.all())
    context = {
        "vote": found,
        "meeting": found.meeting,
        "options": options,
        "ballot": ballot or forms.Ballot(options=options),
        "may_vote": rules.may_vote(term, found),
        "may_step_back": term is not None and rules.may_step_back(request.user, found.meeting, vote=found),
        "voted": found.marks.count(),
        "voters": len(votes.voters(found)) if found.is_open else 0,
        "voices": votes.voices(found) if found.is_closed and not found.is_secret else [],
        "may_run": may_run,
        "may_close": may_close,
        "late_votes": found.meeting.council.rules_on(found.meeting.day).late_votes,
        "closing": closing or forms.CloseVote(zone=found.meeting.time_zone),
        "reader_zone": request.user.time_zone,
    }
    if may_run and found.is_open and not found.is_secret:
        context["voice"] = voice or _voice_form(found)
    return render(request, "meetings/room/vote.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Vote by the signed link that somebody who was absent was sent, without signing in.

    A GET changes nothing: mail scanners follow links.
    """
    found = votes.by_vote_token(token)
    if found is None:
        return render(request, "meetings/answer_unknown.html", status=404)
    language = supported(request.GET.get("lang")) or language_of(found[1].user)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _link(request, *found)
    response.headers["Content-Language"] = language
    return response


def _link(request: HttpRequest, found: Vote, term: Membership) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = forms.Ballot(data, options=list(found.options.all()))
    status = 200
    verdict = rules.may_vote(term, found, by_link=True)
    if verdict and form.is_valid():
        try:
            actions.cast(vote=found, term=term, option=form.cleaned_data["option"])
        except (Conflict, Refused):
            # Closed, or sent twice, in this moment: the page below says so.
            status = CONFLICT
            verdict = rules.may_vote(term, found, by_link=True)
        else:
            return redirect(request.get_full_path())
    has_voted = votes.has_voted(term, found)
    if not verdict and not has_voted:
        status = GONE
    context = {
        "vote": found,
        "meeting": found.meeting,
        "form": form,
        "verdict": verdict,
        "has_voted": has_voted,
        "reader_zone": term.user.time_zone,
    }
    return render(request, "meetings/room/vote_link.html", context, status=status)
