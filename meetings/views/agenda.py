"""Pages that change an agenda: adding an item, moving it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from meetings import actions, forms, queries, rules


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put something on the agenda."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_add_item(request.user, meeting).enforce()
    form = forms.Item(request.POST or None, initial={"language": meeting.language})
    if form.is_valid():
        actions.add_item(meeting=meeting, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is on the agenda."))
        return redirect("meetings:meeting", meeting.pk)
    return render(request, "meetings/add_item.html", {"form": form, "meeting": meeting})


@require_POST
def move(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Move an item one place up or down."""
    item = get_object_or_404(queries.agenda_visible_to(request.user), pk=pk)
    if actions.move_item(item=item, up=request.POST.get("to") == "up", by=request.user):
        messages.success(request, _("The order of the agenda is changed."))
    else:
        messages.info(request, _("It cannot move further this way."))
    return redirect("meetings:meeting", item.meeting_id)
