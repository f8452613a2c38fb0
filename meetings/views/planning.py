"""Plan a meeting, change it, invite people, cancel it, say that it was held."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from core.verdicts import AlreadyMoved
from meetings import actions, forms, queries, rules
from meetings.enums import Answer
from meetings.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest) -> HttpResponse:
    """Plan a new meeting."""
    rules.may_plan(request.user).enforce()
    initial = {"time_zone": str(request.user.time_zone), "language": request.user.language}
    councils = queries.councils_planned_by(request.user)
    form = forms.Plan(request.POST or None, initial=initial, councils=councils)
    if form.is_valid():
        meeting = actions.plan(by=request.user, **form.cleaned_data)
        messages.success(request, _("The meeting is planned. Nobody has been told yet: add an agenda, then invite."))
        return redirect("meetings:meeting", meeting.pk)
    return render(request, "meetings/plan.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a meeting."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_change(request.user, meeting).enforce()
    initial = {**model_to_dict(meeting), "time_zone": str(meeting.time_zone)}
    form = forms.Change(request.POST or None, initial=initial)
    if form.is_valid():
        details = dict(form.cleaned_data)
        meeting.revision = details.pop("revision")
        try:
            actions.change(meeting=meeting, by=request.user, **details)
        except AlreadyMoved:
            sentence = _("Somebody else changed this meeting in the meantime. Open it again to see what is new.")
            form.add_error(None, sentence)
        else:
            messages.success(request, _("The meeting is changed. Everybody who was invited is told."))
            return redirect("meetings:meeting", meeting.pk)
    return render(request, "meetings/change.html", {"form": form, "meeting": meeting})


@require_POST
def invite(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Invite everybody who is not invited yet."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    try:
        new = len(actions.invite_everybody(meeting=meeting, by=request.user))
    except AlreadyMoved:
        return _somebody_was_faster(request, meeting)
    text = ngettext("%(n)s person is invited.", "%(n)s people are invited.", new) % {"n": new}
    messages.success(request, text if new else _("Everybody on the council was invited already."))
    return redirect("meetings:meeting", meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, then cancel."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    if request.method == "POST":
        try:
            actions.cancel(meeting=meeting, by=request.user)
        except AlreadyMoved:
            return _somebody_was_faster(request, meeting)
        messages.success(request, _("The meeting is cancelled. Everybody who was invited is told."))
        return redirect("meetings:meeting", meeting.pk)
    context = {"meeting": meeting, "verdict": rules.may_cancel(request.user, meeting)}
    return render(request, "meetings/cancel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that a meeting was held, and who was there."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    invitations = list(queries.invitations_to(meeting))
    coming = [str(invitation.pk) for invitation in invitations if invitation.answer == Answer.YES]
    data = request.POST if request.method == "POST" else None
    form = forms.Held(data, initial={"attended": coming}, invitations=invitations)
    if form.is_valid():
        attended = [UUID(value) for value in form.cleaned_data["attended"]]
        try:
            actions.hold(meeting=meeting, attended=attended, by=request.user)
        except AlreadyMoved:
            return _somebody_was_faster(request, meeting)
        messages.success(request, _("The meeting is marked as held. Thank you."))
        return redirect("meetings:meeting", meeting.pk)
    context = {"form": form, "meeting": meeting, "verdict": rules.may_hold(request.user, meeting)}
    return render(request, "meetings/hold.html", context)


def _somebody_was_faster(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    """Show the meeting as it is now."""
    messages.warning(request, _("Somebody else changed this meeting a moment ago. Here is how it is now."))
    return redirect("meetings:meeting", meeting.pk)
