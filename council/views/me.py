"""The reader's own seat, and pauses: asked for by the member, or written down for them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import MemberRequest
from core.fields import Form
from council import actions, forms, queries, rules
from council.models import Membership
from council.views.asking import Question, ask


@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """Show the reader's own seat and term."""
    return render(request, "council/me.html", {"terms": queries.my_terms(request.user, timezone.localdate())})


@require_http_methods(["GET", "POST"])
def pause(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a member pause; no reason is asked."""
    term = get_object_or_404(queries.terms_to_speak_for(request.user), pk=pk)
    longest = queries.longest_pause(term, timezone.localdate())
    form = forms.Pause(request.POST or None, longest=longest)
    question = Question(
        title=_("Pause for a while"),
        happens=_("The seat is kept. Nobody asks why, and nothing is sent meanwhile. Coming back earlier is possible."),
        button=_("Pause"),
        success=_("The pause is written down."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.pause(term=term, by=request.user, **form.cleaned_data),
        back=_back(request, term),
        verdict=rules.may_speak_for(request.user, term),
    )


@require_http_methods(["GET", "POST"])
def come_back(request: MemberRequest, pk: int) -> HttpResponse:
    """End a pause from today on, or take back one that has not begun."""
    found = get_object_or_404(queries.pauses_to_end(request.user), pk=pk)
    question = Question(
        title=_("Come back from the pause"),
        happens=_("The pause ends, and invitations and reminders are sent again from today on."),
        button=_("Come back"),
        success=_("The pause is over."),
    )
    return ask(
        request,
        question,
        Form(request.POST),
        lambda: actions.end_pause(pause=found, by=request.user),
        back=_back(request, found.membership),
    )


def _back(request: MemberRequest, term: Membership) -> str:
    """Return the member's own page, or the page of the seat for whoever acts for them."""
    if term.user_id == request.user.pk:
        return reverse("council:me")
    return reverse("council:seat", args=[term.seat_id])
