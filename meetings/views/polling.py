"""Polls for a date: made, corrected, closed and withdrawn by planners; answered by signed link or by phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.queries import MemberRequest
from core.fields import CONFLICT_CODE
from core.language import supported
from core.listing import Listing, Order, SavedView, last_address
from core.submitting import submit
from core.verdicts import Conflict, Refused
from council.queries import coordinated_by
from meetings import actions, forms, presenters, queries, rules
from meetings.enums import PollStatus
from meetings.models import DatePoll, PollAnswer, PollOption
from notifications.queries import language_of

GONE = 410
CONFLICT = 409
PAGE = 20
VIEWS = [
    SavedView("open", pgettext_lazy("polls", "Being answered"), Q(status=PollStatus.OPEN)),
    SavedView("closed", pgettext_lazy("polls", "A date is chosen"), Q(status=PollStatus.CLOSED)),
    SavedView("withdrawn", pgettext_lazy("polls", "Withdrawn"), Q(status=PollStatus.WITHDRAWN)),
]


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """List the polls of the councils that the reader plans for."""
    rules.may_plan(request.user).enforce()
    listing = Listing(
        request,
        queries.polls_visible_to(request.user),
        views=VIEWS,
        search=queries.search_polls,
        orders=[Order("newest", ["-made_on", "pk"])],
        per_page=PAGE,
    )
    listing.remember()
    return render(request, "meetings/polls/index.html", {"listing": listing})


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: MemberRequest) -> HttpResponse:
    """Make a poll, and ask everybody on the council."""
    rules.may_plan(request.user).enforce()
    initial = {"time_zone": str(request.user.time_zone), "language": request.user.language}
    councils = queries.councils_planned_by(request.user)
    form = forms.PollForm(request.POST or None, initial=initial, councils=councils)
    if form.is_valid():
        poll = actions.make_poll(by=request.user, **form.poll)
        count = poll.answers.count()
        text = ngettext("%(n)s person is asked.", "%(n)s people are asked.", count) % {"n": count}
        messages.success(request, text)
        return redirect("meetings:poll", poll.pk)
    back_href = last_address(request, reverse("meetings:polls"))
    return render(request, "meetings/polls/make.html", {"form": form, "back_href": back_href})


@require_safe
def poll(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one poll: which date suits best and why; for coordinators also who said what, and whom to phone."""
    poll = get_object_or_404(queries.polls_visible_to(request.user), pk=pk)
    options = _options(poll)
    answers = list(queries.answers_to(poll))
    rows = presenters.ranked(poll, options, answers)
    context: dict[str, object] = {
        "poll": poll,
        "rows": rows,
        "proposal": presenters.proposal(rows),
        "asked": len(answers),
        "answered": sum(answer.is_answered for answer in answers),
        "may_run": rules.may_run(request.user, poll),
        "back_href": last_address(request, reverse("meetings:polls")),
    }
    # Not for a chair: members never see who cannot come, and the chair is one of them.
    if _coordinates(request.user, poll):
        context["options"] = options
        context["table"] = presenters.table(answers, options)
        context["calls"] = presenters.to_phone(answers)
    return render(request, "meetings/polls/poll.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct a poll."""
    poll = get_object_or_404(queries.polls_visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, poll.council).enforce()
    form = forms.PollForm(request.POST or None, initial=forms.initial_of(poll))
    status = 200
    if form.is_valid():
        # The revision the page was opened with, not the one that is stored now.
        poll.revision = form.cleaned_data["revision"] or 0
        try:
            actions.correct_poll(poll=poll, by=request.user, **form.poll)
        except Conflict:
            sentence = _("Your text is below. Open the poll again to see what changed.")
            form.add_error(None, ValidationError(sentence, code=CONFLICT_CODE))
            status = CONFLICT
        except Refused as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            messages.success(request, _("The poll is corrected."))
            return redirect("meetings:poll", poll.pk)
    context = {"form": form, "poll": poll, "verdict": rules.may_run(request.user, poll)}
    return render(request, "meetings/polls/correct.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, then withdraw."""
    poll = get_object_or_404(queries.polls_visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, poll.council).enforce()
    verdict = rules.may_run(request.user, poll)
    if request.method == "POST" and verdict:
        try:
            actions.withdraw_poll(poll=poll, by=request.user)
        except Conflict:
            messages.warning(request, _("This changed since you opened it. Here is how it is now."))
        else:
            messages.success(request, _("The poll is withdrawn. Whoever was asked is told."))
        return redirect("meetings:poll", poll.pk)
    status = 200
    if request.method == "POST":
        status = CONFLICT
    return render(request, "meetings/polls/withdraw.html", {"poll": poll, "verdict": verdict}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose a date: plan the meeting and invite everybody."""
    poll = get_object_or_404(queries.polls_visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, poll.council).enforce()
    rows = presenters.ranked(poll, _options(poll), list(queries.answers_to(poll)))
    proposal = presenters.proposal(rows)
    notes = {row.option.pk: _can_come(row.total) for row in rows}
    options = [row.option for row in rows]
    initial: dict[str, Any] = {}
    if proposal:
        initial["option"] = str(proposal.option.pk)
    form = forms.ClosePoll(request.POST or None, initial=initial, options=options, notes=notes)
    status = 200
    if form.is_valid():
        try:
            meeting = actions.close_poll(by=request.user, **form.cleaned_data)
        except Conflict:
            sentence = _("Your text is below. Open the poll again to see what changed.")
            form.add_error(None, ValidationError(sentence, code=CONFLICT_CODE))
            status = CONFLICT
        except Refused as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            messages.success(request, _("The meeting is planned, and everyone is invited."))
            return redirect("meetings:meeting", meeting.pk)
    context = {"poll": poll, "form": form, "proposal": proposal, "verdict": rules.may_run(request.user, poll)}
    return render(request, "meetings/polls/close.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Enter what somebody said by phone."""
    answer = get_object_or_404(queries.poll_answers_visible_to(request.user), pk=pk)
    poll = answer.poll
    # In the person's own zone: that is what they say at the phone.
    zone = answer.membership.user.time_zone
    form = forms.PollReply(request.POST or None, initial=forms.reply_initial(answer), options=_options(poll), zone=zone)

    def perform() -> object:
        return actions.answer_poll(answer=answer, choices=form.choices, note=form.cleaned_data["note"], by=request.user)

    def rerender(*, status: int) -> HttpResponse:
        verdict = rules.may_answer_poll(request.user, answer)
        context = {"form": form, "poll": poll, "answer": answer, "verdict": verdict, "zone": zone}
        return render(request, "meetings/polls/enter.html", context, status=status)

    if request.method != "POST":
        return rerender(status=200)
    to = reverse("meetings:poll", args=[poll.pk])
    return submit(request, form, perform, rerender=rerender, success=_("The answer is saved."), to=to)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by the signed link in a message, in the person's language and without signing in.

    A GET changes nothing: mail scanners follow links.
    """
    answer = queries.poll_answer_by_token(token)
    if answer is None:
        return render(request, "meetings/polls/unknown.html", status=404)
    # Somebody may open the link for the person, in a language of their own.
    language = supported(request.GET.get("lang")) or language_of(answer.membership.user)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _answer_link(request, answer)
    response.headers["Content-Language"] = language
    return response


def _answer_link(request: HttpRequest, answer: PollAnswer) -> HttpResponse:
    zone = answer.membership.user.time_zone
    # Not `request.POST or None`: also an empty form is an answer that lacks something, and shows what.
    data = request.POST if request.method == "POST" else None
    form = forms.PollReply(data, initial=forms.reply_initial(answer), options=_options(answer.poll), zone=zone)
    context: dict[str, object] = {"poll": answer.poll, "answer": answer, "form": form, "zone": zone}
    status = 200
    if rules.may_answer_poll(None, answer) and form.is_valid():
        try:
            actions.answer_poll(answer=answer, choices=form.choices, note=form.cleaned_data["note"])
        except Conflict:
            sentence = _("The dates have changed. Your answers are below: please look at them and send them again.")
            form = forms.PollReply(data, options=_options(answer.poll), zone=zone)
            form.add_error(None, ValidationError(sentence, code=CONFLICT_CODE))
            context["form"] = form
            status = CONFLICT
        except Refused:
            # Closed in this moment: the page below says so, with what was typed.
            pass
        else:
            # To the same address, so that the chosen language stays and reloading sends nothing twice.
            return redirect(request.get_full_path())
    # Asked once more: the poll may have been closed while the answer was on its way.
    verdict = rules.may_answer_poll(None, answer)
    context["verdict"] = verdict
    if not verdict:
        # Gone, and not forbidden: the link was right once, and there is nothing to answer any more.
        return render(request, "meetings/polls/closed.html", context, status=GONE)
    return render(request, "meetings/polls/answer.html", context, status=status)


def _options(poll: DatePoll) -> list[PollOption]:
    """Return the dates, each with the poll itself, which knows their zone."""
    options = list(poll.options.all())
    for option in options:
        option.poll = poll
    return options


def _coordinates(user: User, poll: DatePoll) -> bool:
    return coordinated_by(user).filter(pk=poll.council_id).exists()


def _can_come(count: int) -> str:
    return ngettext("%(n)s person can come", "%(n)s people can come", count) % {"n": count}
