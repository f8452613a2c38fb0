"""Who was told about a meeting, and how."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import MemberRequest
from core.verdicts import Conflict
from meetings import actions, presenters, queries, rules
from meetings.queries import told as reads


@require_safe
def told(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show who was reached about what, how, and whom to phone."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    context = {"meeting": meeting, "told": presenters.told_of(meeting, request.user)}
    return render(request, "meetings/told.html", context)


@require_POST
def note_call(request: MemberRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Note that somebody was told by phone."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    owed = get_object_or_404(reads.messages_about(meeting), pk=message)
    try:
        actions.note_call(meeting=meeting, message=owed, by=request.user)
        messages.success(request, _("Noted."))
    except Conflict:
        messages.info(request, _("Someone else has already done this."))
    return redirect("meetings:told", meeting.pk)
