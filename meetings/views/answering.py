"""Answers to invitations, from the meeting's page or by the signed link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from core.language import supported
from meetings import actions, forms, queries, rules
from meetings.calendar import add_links
from meetings.models import Invitation
from meetings.views.reading import page_of
from notifications.queries import language_of


@require_POST
def answer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Answer the reader's own invitation."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    # Whoever has no invitation is answered as if there were none at all.
    invitation = get_object_or_404(Invitation, pk=getattr(queries.invitation_of(request.user, meeting), "pk", None))
    form = forms.Reply(request.POST)
    if not form.is_valid():
        return render(request, "meetings/meeting.html", page_of(request, meeting, form))
    actions.answer(invitation=invitation, by=request.user, **form.cleaned_data)
    messages.success(request, _("We have your answer. You can change it at any time before the meeting."))
    return redirect("meetings:meeting", meeting.pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by the signed link in a message, in the invited person's language and without signing in.

    A GET changes nothing: mail scanners follow links.
    """
    invitation = queries.by_token(token)
    if invitation is None:
        return _no_answer(request, token)
    # It was made a question in writing since the message was sent.
    if invitation.meeting.is_in_writing:
        return redirect("meetings:written_link", token)
    # Somebody may open the link for the person, in a language of their own.
    language = supported(request.GET.get("lang")) or language_of(invitation.membership.user)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _answer_link(request, invitation)
    response.headers["Content-Language"] = language
    return response


def _no_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Say why a link takes no answer: it is cut, or whoever it was for has left."""
    left = queries.signed_for(token)
    if left is None:
        return render(request, "meetings/answer_unknown.html", status=404)
    language = supported(request.GET.get("lang")) or language_of(left.membership.user)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        context = {"meeting": left.meeting, "last_day": queries.last_day_of(left)}
        response = render(request, "meetings/answer_left.html", context, status=410)
    response.headers["Content-Language"] = language
    return response


def _answer_link(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    verdict = rules.may_answer(None, invitation)
    person = invitation.membership.user
    context: dict[str, object] = {
        "meeting": invitation.meeting,
        "invitation": invitation,
        "verdict": verdict,
        # The person's own clock, whoever opens the link for them.
        "reader_zone": person.time_zone,
        "add_links": add_links(invitation.meeting, queries.calendar_reader(person, language=get_language() or "")),
    }
    if not verdict:
        # Gone, and not forbidden: the link was right once, and there is nothing to answer any more.
        return render(request, "meetings/answer_closed.html", context, status=410)
    # Not `request.POST or None`: also an empty form is an answer that lacks something, and shows what.
    data = request.POST if request.method == "POST" else None
    form = forms.Reply(data, initial=forms.Reply.said_in(invitation))
    if form.is_valid():
        actions.answer(invitation=invitation, **form.cleaned_data)
        # To the same address, so that the chosen language stays and reloading sends nothing twice.
        return redirect(request.get_full_path())
    return render(request, "meetings/answer_link.html", {**context, "form": form})
