"""Meetings that come again, on one page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import MemberRequest
from core.verdicts import Conflict
from meetings import actions, presenters, queries, rules
from meetings.queries.series import series_visible_to
from meetings.views.planning import conflict
from meetings.views.reading import back_href


@require_safe
def series(request: MemberRequest, pk: UUID) -> HttpResponse:
    """List the meetings of a series that the reader may know of."""
    found = get_object_or_404(series_visible_to(request.user), pk=pk)
    meetings = queries.visible_to(request.user).filter(series=found).order_by("series_day")
    may_plan = rules.may_plan_for(request.user, found.council)
    rows = []
    for meeting in meetings:
        warnings = presenters.room_warnings(meeting, request.user) if may_plan else []
        rows.append((meeting, warnings))
    context = {"series": found, "rows": rows, "may_plan": may_plan, "back_href": back_href(request)}
    return render(request, "meetings/series.html", context)


@require_POST
def invite(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Invite everybody to a meeting of a series and to all that follow."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    try:
        count = actions.invite_to_following(meeting=meeting, by=request.user)
    except Conflict:
        return conflict(request, meeting)
    text = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", count) % {"n": count}
    messages.success(request, text)
    return redirect("meetings:meeting", meeting.pk)
