"""Plan a meeting, change it, invite people, cancel it, mark it as held."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

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
from core.verdicts import Conflict, Refused
from council.models import Council
from meetings import actions, forms, presenters, queries, rules
from meetings.enums import Answer, MeetingStatus
from meetings.models import Meeting
from meetings.views.reading import back_href


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest) -> HttpResponse:
    """Plan a new meeting, or a series of them."""
    rules.may_plan(request.user).enforce()
    initial = {"time_zone": str(request.user.time_zone), "language": request.user.language}
    councils = queries.councils_planned_by(request.user)
    form = forms.Plan(request.POST or None, initial=initial, councils=councils)
    context: dict[str, object] = {"form": form, "back_href": back_href(request)}
    if _wants_times(request):
        # Without a valid council nobody's clock is shown, only the meeting's own.
        form.full_clean()
        context["preview"] = _preview(request, form, form.cleaned_data.get("council"))
    elif form.is_valid():
        return _planned(request, form)
    return render(request, "meetings/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Plan a meeting like another one, on another day."""
    source = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, source.council).enforce()
    initial = {**_initial(source), "council": source.council_id, "fold": "0"}
    # What has to be chosen anew each time.
    for name in ("day", "access_deadline", "closes_on"):
        del initial[name]
    form = forms.Copy(request.POST or None, initial=initial, councils=queries.councils_planned_by(request.user))
    context: dict[str, object] = {"form": form, "meeting": source}
    if _wants_times(request):
        form.full_clean()
        context["preview"] = _preview(request, form, form.cleaned_data.get("council"))
    elif form.is_valid():
        return _planned(request, form, source)
    return render(request, "meetings/copy.html", context)


def _planned(request: MemberRequest, form: forms.Plan, source: Meeting | None = None) -> HttpResponse:
    """Plan what the form says and go to its page."""
    details = dict(form.cleaned_data)
    repeat, until = details.pop("repeat"), details.pop("repeat_until")
    with_agenda = details.pop("with_agenda", False)
    if repeat is not None:
        series = actions.plan_series(repeat=repeat, repeat_until=until, by=request.user, **details)
        messages.success(request, _("The meetings are planned. Nobody has been told yet."))
        for one in series.meetings.order_by("series_day"):
            _warn_of_rooms(request, one)
        return redirect("meetings:series", series.pk)
    if source is None:
        meeting = actions.plan(by=request.user, **details)
    else:
        meeting = actions.copy(source=source, with_agenda=with_agenda, by=request.user, **details)
    messages.success(request, _("The meeting is planned. Nobody has been told yet: add an agenda, then invite."))
    return redirect("meetings:meeting", meeting.pk)


def _warn_of_rooms(request: MemberRequest, meeting: Meeting) -> None:
    """Say where the place of a meeting of a series is taken; the page of a single meeting says it itself."""
    for sentence in presenters.room_warnings(meeting, request.user):
        messages.warning(request, sentence)


def _initial(meeting: Meeting) -> dict[str, Any]:
    # A zone by its name: the list of choices knows no objects.
    return {**model_to_dict(meeting), "time_zone": str(meeting.time_zone), "fold": str(meeting.fold)}


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a meeting, or it and all that follow in its series."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_change(request.user, meeting).enforce()
    form = forms.Change(request.POST or None, initial=_initial(meeting), in_series=meeting.series_id is not None)
    context: dict[str, object] = {"form": form, "meeting": meeting}
    if _wants_times(request):
        form.full_clean()
        context["preview"] = _preview(request, form, meeting.council, meeting)
    elif form.is_valid():
        try:
            _change(request, form, meeting)
        except Conflict:
            sentence = _("Your text is below. Open the meeting again to see what changed.")
            form.add_error(None, ValidationError(sentence, code=CONFLICT_CODE))
        # Not left to the page for 403: what was typed would be lost.
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("meetings:meeting", meeting.pk)
    return render(request, "meetings/change.html", context)


def _change(request: MemberRequest, form: forms.Change, meeting: Meeting) -> None:
    """Change what the form says, and say what became of it. Never that everybody was told: nobody knows yet."""
    details = dict(form.cleaned_data)
    is_small = details.pop("is_small")
    reach = details.pop("reach", "")
    # The revision the page was opened with, not the one that is stored now.
    meeting.revision = details.pop("revision")
    if reach == forms.Change.FOLLOWING:
        count = actions.change_following(meeting=meeting, by=request.user, is_small=is_small, **details)
        text = ngettext("%(n)s meeting is changed.", "%(n)s meetings are changed.", count) % {"n": count}
        messages.success(request, text)
        return
    actions.change(meeting=meeting, by=request.user, is_small=is_small, **details)
    if is_small:
        messages.success(request, _("The correction is saved. Nobody gets a message."))
    elif meeting.status == MeetingStatus.PLANNED:
        messages.success(request, _("The meeting is changed. Nobody is invited yet."))
    else:
        messages.success(request, _("The meeting is changed. The messages are on their way: see who has been told."))


def _wants_times(request: MemberRequest) -> bool:
    """Return whether the button was pressed that only shows the times."""
    return request.method == "POST" and "show_times" in request.POST


def _preview(
    request: MemberRequest, form: forms.Plan | forms.Change, council: Council | None, saved: Meeting | None = None
) -> presenters.Preview | None:
    """Return what o'clock the typed meeting is for everybody, or None where it is not said yet when it is.

    What else is missing in the form is not complained about: nobody has saved it.
    """
    place = form.cleaned_data.get("place", "")
    if not form.only_times_are_checked():
        return None
    typed = form.cleaned_data
    names = ("day", "starts", "fold", "minutes", "time_zone")
    meeting = Meeting(place=place, **{name: typed[name] for name in names})
    if saved is not None:
        # It is no meeting beside itself.
        meeting.pk = saved.pk
    zones: list[tuple[ZoneInfo, int]] = []
    if council is not None:
        zones = queries.zones_of(council, meeting.day)
    days = form.days() if isinstance(form, forms.Plan) else []
    return presenters.preview(meeting, zones, days=days, rooms=presenters.room_warnings(meeting, request.user))


@require_POST
def invite(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Invite everybody who is not invited yet."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    try:
        count = len(actions.invite_everybody(meeting=meeting, by=request.user))
    except Conflict:
        return conflict(request, meeting)
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
    form = forms.Reach(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["reach"] == forms.Change.FOLLOWING:
                actions.cancel_following(meeting=meeting, by=request.user)
            else:
                actions.cancel(meeting=meeting, by=request.user)
        except Conflict:
            return conflict(request, meeting)
        messages.success(request, _cancelled_words(meeting))
        return redirect("meetings:meeting", meeting.pk)
    context = {"meeting": meeting, "verdict": rules.may_cancel(request.user, meeting), "form": form}
    return render(request, "meetings/cancel.html", context)


def _cancelled_words(meeting: Meeting) -> str:
    """Return what is said after a meeting was cancelled: not that everybody was told, while nobody knows."""
    if meeting.invitations.exists():
        return _("The meeting is cancelled. The messages are on their way: see who has been told.")
    return _("The meeting is cancelled. Nobody had been invited.")


@require_http_methods(["GET", "HEAD", "POST"])
def note_missed(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note that a meeting whose time is over did not take place."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    if request.method == "POST":
        try:
            actions.note_missed(meeting=meeting, by=request.user)
        except Conflict:
            return conflict(request, meeting)
        messages.success(request, _("Noted: the meeting did not take place."))
        return redirect("meetings:meeting", meeting.pk)
    context = {"meeting": meeting, "verdict": rules.may_note_missed(request.user, meeting)}
    return render(request, "meetings/note_missed.html", context)


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
            return conflict(request, meeting)
        messages.success(request, _("The meeting is marked as held. Thank you."))
        return redirect("meetings:meeting", meeting.pk)
    context = {"form": form, "meeting": meeting, "verdict": rules.may_mark_held(request.user, meeting)}
    return render(request, "meetings/mark_held.html", context)


def conflict(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    """Show the meeting as it is now, after a concurrent change."""
    messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    return redirect("meetings:meeting", meeting.pk)
