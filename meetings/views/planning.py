"""Plan a meeting, change it, invite people, cancel it, mark it as held."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from core.fields import CONFLICT_CODE
from core.verdicts import Conflict
from council.models import Council
from meetings import actions, forms, presenters, queries, rules
from meetings.enums import Answer
from meetings.models import Meeting
from meetings.views.reading import back_href


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest) -> HttpResponse:
    """Plan a new meeting."""
    rules.may_plan(request.user).enforce()
    initial = {"time_zone": str(request.user.time_zone), "language": request.user.language}
    councils = queries.councils_planned_by(request.user)
    form = forms.Plan(request.POST or None, initial=initial, councils=councils)
    context: dict[str, object] = {"form": form, "back_href": back_href(request)}
    if _wants_times(request):
        # Without a valid council nobody's clock is shown, only the meeting's own.
        form.full_clean()
        context["preview"] = _preview(form, form.cleaned_data.get("council"))
    elif form.is_valid():
        meeting = actions.plan(by=request.user, **form.cleaned_data)
        messages.success(request, _("The meeting is planned. Nobody has been told yet: add an agenda, then invite."))
        return redirect("meetings:meeting", meeting.pk)
    return render(request, "meetings/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a meeting."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_change(request.user, meeting).enforce()
    # A zone by its name: the list of choices knows no objects.
    initial = {**model_to_dict(meeting), "time_zone": str(meeting.time_zone), "fold": str(meeting.fold)}
    form = forms.Change(request.POST or None, initial=initial)
    context: dict[str, object] = {"form": form, "meeting": meeting}
    if _wants_times(request):
        form.full_clean()
        context["preview"] = _preview(form, meeting.council)
    elif form.is_valid():
        details = dict(form.cleaned_data)
        # The revision the page was opened with, not the one that is stored now.
        meeting.revision = details.pop("revision")
        try:
            actions.change(meeting=meeting, by=request.user, **details)
        except Conflict:
            sentence = _("Your text is below. Open the meeting again to see what changed.")
            form.add_error(None, ValidationError(sentence, code=CONFLICT_CODE))
        else:
            messages.success(request, _("The meeting is changed. Everyone who was invited is told."))
            return redirect("meetings:meeting", meeting.pk)
    return render(request, "meetings/change.html", context)


def _wants_times(request: MemberRequest) -> bool:
    """Return whether the button was pressed that only shows the times."""
    return request.method == "POST" and "show_times" in request.POST


def _preview(form: forms.Plan | forms.Change, council: Council | None) -> presenters.Preview | None:
    """Return what o'clock the typed meeting is for everybody, or None where it is not said yet when it is.

    What else is missing in the form is not complained about: nobody has saved it.
    """
    if not form.only_times_are_checked():
        return None
    typed = form.cleaned_data
    names = ("day", "starts", "fold", "minutes", "time_zone")
    meeting = Meeting(**{name: typed[name] for name in names})
    zones: list[tuple[ZoneInfo, int]] = []
    if council is not None:
        zones = queries.zones_of(council, meeting.day)
    return presenters.preview(meeting, zones, settings.REGION)


@require_POST
def invite(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Invite everybody who is not invited yet."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    try:
        count = len(actions.invite_everybody(meeting=meeting, by=request.user))
    except Conflict:
        return _conflict(request, meeting)
    text = _("Everyone on the council is already invited.")
    if count:
        text = ngettext("%(n)s person is invited.", "%(n)s people are invited.", count) % {"n": count}
    messages.success(request, text)
    return redirect("meetings:meeting", meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, then cancel."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    if request.method == "POST":
        try:
            actions.cancel(meeting=meeting, by=request.user)
        except Conflict:
            return _conflict(request, meeting)
        messages.success(request, _("The meeting is cancelled. Everyone who was invited is told."))
        return redirect("meetings:meeting", meeting.pk)
    context = {"meeting": meeting, "verdict": rules.may_cancel(request.user, meeting)}
    return render(request, "meetings/cancel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mark_held(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Mark a meeting as held, and record who was there."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    invitations = list(queries.invitations_to(meeting))
    there = set(meeting.attendances.values_list("membership", flat=True))
    coming = [str(invitation.pk) for invitation in invitations if invitation.membership_id in there]
    # Where nobody said in the room who is there, it begins with who wanted to come.
    if not coming:
        coming = [str(invitation.pk) for invitation in invitations if invitation.answer == Answer.YES]
    # Not `request.POST or None`: a meeting to which nobody came is sent as an empty form.
    data = request.POST if request.method == "POST" else None
    form = forms.Held(data, initial={"attended": coming}, invitations=invitations)
    if form.is_valid():
        attended = [UUID(value) for value in form.cleaned_data["attended"]]
        try:
            actions.mark_held(meeting=meeting, attended=attended, by=request.user)
        except Conflict:
            return _conflict(request, meeting)
        messages.success(request, _("The meeting is marked as held. Thank you."))
        return redirect("meetings:meeting", meeting.pk)
    context = {"form": form, "meeting": meeting, "verdict": rules.may_mark_held(request.user, meeting)}
    return render(request, "meetings/mark_held.html", context)


def _conflict(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    """Show the meeting as it is now, after a concurrent change."""
    messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    return redirect("meetings:meeting", meeting.pk)
