"""Questions in writing: answered on the page or by signed link, and summed up by whoever plans."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from core.language import supported
from core.submitting import submit
from meetings import actions, forms, queries, rules
from meetings.models import Invitation, Meeting
from meetings.queries import writing as reads
from meetings.rules import writing as written
from notifications.queries import language_of

GONE = 410
SAVED = gettext_lazy("We have your answer. You can change it until the question closes.")


@require_http_methods(["GET", "HEAD", "POST"])
def writing(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a question in writing to its readers, and take the reader's own answer."""
    meeting = _question(request, pk)
    invitation = queries.invitation_of(request.user, meeting)
    if request.method == "POST" and invitation is None:
        raise Http404
    form = _form(request, invitation)

    def again(status: int) -> HttpResponse:
        context = {
            "meeting": meeting,
            "reader_zone": request.user.time_zone,
            "form": form,
            "mine": invitation,
            "verdict": invitation and written.may_write(request.user, invitation),
            "answers": reads.answers_visible_to(request.user, meeting),
            "may_plan": rules.may_plan_for(request.user, meeting.council),
            "may_write_result": written.may_write_result(request.user, meeting),
        }
        return render(request, "meetings/writing.html", context, status=status)

    if request.method != "POST" or invitation is None:
        return again(200)
    return submit(
        request,
        form,
        lambda: actions.write_answer(invitation=invitation, by=request.user, **form.cleaned_data),
        rerender=lambda *, status: again(status),
        success=SAVED,
        to=request.path,
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def written_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a question by the signed link in a message, in the person's language and without signing in.

    A GET changes nothing: mail scanners follow links.
    """
    invitation = queries.by_token(token)
    if invitation is None:
        return render(request, "meetings/answer_unknown.html", status=404)
    if not invitation.meeting.is_in_writing:
        # It was made another kind of meeting since the message was sent.
        return redirect("meetings:answer_link", token)
    language = supported(request.GET.get("lang")) or language_of(invitation.membership.user)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _written_link(request, invitation)
    response.headers["Content-Language"] = language
    return response


def _written_link(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = _form(request, invitation)

    def again(status: int) -> HttpResponse:
        verdict = written.may_write(None, invitation)
        context = {
            "meeting": invitation.meeting,
            # The person's own clock, whoever opens the link for them.
            "reader_zone": invitation.membership.user.time_zone,
            "form": form,
            "verdict": verdict,
            "answer": reads.answer_of(invitation),
        }
        if not verdict and invitation.meeting.has_begun and status == 200:  # noqa: PLR2004 - a page
            status = GONE
        return render(request, "meetings/written_link.html", context, status=status)

    if request.method != "POST":
        return again(200)
    return submit(
        request,
        form,
        lambda: actions.write_answer(invitation=invitation, **form.cleaned_data),
        rerender=lambda *, status: again(status),
        success=SAVED,
        to=request.get_full_path(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def result(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write down what came of a question, or correct it."""
    meeting = _question(request, pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    # Not `request.POST or None`: an empty form is one that lacks something, and shows what.
    data = request.POST if request.method == "POST" else None
    form = forms.Result(data, initial={"result": meeting.result})

    def again(status: int) -> HttpResponse:
        context = {
            "meeting": meeting,
            "form": form,
            "verdict": written.may_write_result(request.user, meeting),
            "answers": reads.answers_visible_to(request.user, meeting),
        }
        return render(request, "meetings/result.html", context, status=status)

    if request.method != "POST":
        return again(200)
    return submit(
        request,
        form,
        lambda: actions.write_result(meeting=meeting, by=request.user, **form.cleaned_data),
        rerender=lambda *, status: again(status),
        success=_("Saved. Everyone who was asked gets a message."),
        to=reverse("meetings:writing", args=[meeting.pk]),
    )


def _question(request: MemberRequest, pk: UUID) -> Meeting:
    """Return a question in writing; other meetings have no such page."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if not meeting.is_in_writing:
        raise Http404
    return meeting


def _form(request: HttpRequest, invitation: Invitation | None) -> forms.WrittenReply:
    initial: dict[str, object] = {"language": get_language()}
    answer = invitation and reads.answer_of(invitation)
    if answer:
        initial = {"text": answer.text, "language": answer.language, "is_shown": answer.is_shown}
    data = request.POST if request.method == "POST" else None
    return forms.WrittenReply(data, initial=initial)
