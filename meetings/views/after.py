"""After a meeting: five short questions, a talk for whoever would like one, and what the answers came to."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.queries import MemberRequest
from core.language import supported
from core.submitting import submit
from core.verdicts import Conflict
from meetings import actions, queries
from meetings.forms import after as forms
from meetings.models import AfterQuestions, Invitation
from meetings.presenters import after as presenter
from meetings.queries import after as reads
from meetings.rules import after as rules
from notifications.queries import language_of

GONE = 410
THANKS = gettext_lazy("Thank you. We have your answers.")
# What the buttons about the talk send.
WANTED = "yes"


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Show what people answered after the meetings of the last year."""
    results = reads.of_a_year(request.user, timezone.localdate())
    return render(request, "meetings/after/year.html", {"councils": presenter.year(results)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def after(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask the reader, if they were invited, and show what people answered."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    questions = reads.questions_of(meeting)
    if questions is None:
        raise Http404
    invitation = reads.asked(request.user, meeting)
    if request.method == "POST" and invitation is None:
        raise Http404
    form = _form(request)

    def rerender(*, status: int) -> HttpResponse:
        context = {**_context(questions, invitation, request.user), "form": form, "shows_result": True}
        return render(request, "meetings/after/after.html", context, status=status)

    if request.method != "POST" or invitation is None:
        return rerender(status=200)
    return submit(
        request,
        form,
        lambda: actions.answer_after(invitation=invitation, answers=form.answers, by=request.user),
        rerender=rerender,
        success=THANKS,
        to=request.path,
    )


@require_POST
def talk(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask for the talk that is offered, or take that back."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    invitation = get_object_or_404(Invitation, pk=getattr(reads.asked(request.user, meeting), "pk", None))
    _answer_talk(request, invitation, by=request.user)
    return redirect(reverse("meetings:after", args=[pk]) + "#talk")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by the signed link in a message, in the person's language and without signing in.

    A GET changes nothing: mail scanners follow links.
    """
    invitation = queries.by_token(token)
    if invitation is None:
        return render(request, "meetings/answer_unknown.html", status=404)
    questions = reads.questions_of(invitation.meeting)
    if questions is None:
        return render(request, "meetings/answer_unknown.html", status=404)
    language = supported(request.GET.get("lang")) or language_of(invitation.membership.user)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _link(request, questions, invitation)
    response.headers["Content-Language"] = language
    return response


def _link(request: HttpRequest, questions: AfterQuestions, invitation: Invitation) -> HttpResponse:
    form = _form(request)

    def rerender(*, status: int) -> HttpResponse:
        context = {**_context(questions, invitation, None), "form": form}
        # Gone, and not forbidden: the link was right once, and there is nothing to answer any more.
        if not questions.is_open and not context["offers_talk"]:
            status = GONE
        return render(request, "meetings/after/link.html", context, status=status)

    if request.method != "POST":
        return rerender(status=200)
    if "talk" in request.POST:
        _answer_talk(request, invitation, by=None)
        return redirect(request.get_full_path())
    return submit(
        request,
        form,
        lambda: actions.answer_after(invitation=invitation, answers=form.answers),
        rerender=rerender,
        success=THANKS,
        to=request.get_full_path(),
    )


def _form(request: HttpRequest) -> forms.AfterMeeting:
    # Not `request.POST or None`: an empty form is one that lacks something, and shows what.
    return forms.AfterMeeting(request.POST if request.method == "POST" and "talk" not in request.POST else None)


def _answer_talk(request: HttpRequest, invitation: Invitation, *, by: User | None) -> None:
    try:
        if request.POST.get("talk") == WANTED:
            actions.ask_for_debrief(invitation=invitation, by=by)
        else:
            actions.take_back_debrief(invitation=invitation, by=by)
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))


def _context(questions: AfterQuestions, invitation: Invitation | None, user: User | None) -> dict[str, object]:
    """Return what both pages show; `user` is None where somebody came by their link."""
    context: dict[str, object] = {"meeting": questions.meeting, "questions": questions}
    if questions.has_result:
        context["pictures"] = presenter.result(questions)
    if invitation is not None:
        person = invitation.membership.user
        context |= {
            "invitation": invitation,
            "verdict": rules.may_answer_after(user, invitation, questions),
            "has_answered": reads.has_answered(person, questions),
            "offers_talk": rules.offers_talk(questions.meeting),
            "talk": reads.talk_after(person, questions.meeting),
        }
    return context
