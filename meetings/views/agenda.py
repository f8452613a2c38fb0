"""Pages that change an agenda: adding, correcting, moving and taking off items."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from accounts.undoing import offer
from core.submitting import submit
from core.verdicts import Conflict, Refused
from meetings import actions, forms, queries, rules
from meetings.actions.undoing import ITEM_REMOVED
from meetings.enums import ItemKind
from meetings.models import AgendaItem, Meeting
from meetings.rules import agenda as agenda_rules


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


@require_http_methods(["GET", "HEAD", "POST"])
def add_break(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Plan a break."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_change(request.user, meeting).enforce()
    form = forms.Break(request.POST or None)
    context = {"form": form, "meeting": meeting, "heading": _("Add a break")}
    rerender = partial(render, request, "meetings/agenda/part.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.add_break(meeting=meeting, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("The break is on the agenda."),
        to=_agenda_of(meeting),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say how long the agenda stays with earlier topics."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_change(request.user, meeting).enforce()
    stored = meeting.agenda.filter(kind=ItemKind.EARLIER).first()
    initial = {"minutes": stored.minutes, "presenter": stored.presenter} if stored else None
    form = forms.Earlier(request.POST or None, initial=initial)
    context = {"form": form, "meeting": meeting, "heading": ItemKind.EARLIER.label}
    rerender = partial(render, request, "meetings/agenda/part.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.plan_earlier(meeting=meeting, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Saved."),
        to=_agenda_of(meeting),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct an item, or how long a break is."""
    item = get_object_or_404(queries.agenda_visible_to(request.user), pk=pk)
    agenda_rules.may_correct_item(request.user, item).enforce()
    if item.is_earlier:
        return redirect("meetings:earlier", item.meeting_id)
    if item.is_break:
        return _correct_break(request, item)
    form = forms.Correction(request.POST or None, initial=_initial(item))
    rerender = partial(render, request, "meetings/agenda/correct.html", {"form": form, "meeting": item.meeting})
    if request.method != "POST":
        return rerender()

    def perform() -> None:
        details = dict(form.cleaned_data)
        # The revision the page was opened with, not the one that is stored now.
        item.revision = details.pop("revision")
        actions.correct_item(item=item, by=request.user, **details)

    success = _("The item is corrected. The words from before are gone.")
    return submit(request, form, perform, rerender=rerender, success=success, to=_agenda_of(item.meeting))


def _correct_break(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    form = forms.Break(request.POST or None, initial={"minutes": item.minutes})
    context = {"form": form, "meeting": item.meeting, "heading": _("Change the break")}
    rerender = partial(render, request, "meetings/agenda/part.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.correct_break(item=item, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Saved."),
        to=_agenda_of(item.meeting),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, then take an item off the agenda."""
    item = get_object_or_404(queries.agenda_visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, item.meeting.council).enforce()
    if request.method == "POST":
        try:
            actions.remove_item(item=item, by=request.user)
        except Conflict:
            messages.warning(request, _("This changed since you opened it. Here is how it is now."))
        except Refused as reason:
            messages.warning(request, str(reason))
        else:
            messages.success(request, _("It is not on the agenda any more."))
            offer(request, ITEM_REMOVED, _agenda_of(item.meeting), item=str(item.pk))
        return redirect(_agenda_of(item.meeting))
    context = {"item": item, "meeting": item.meeting, "verdict": agenda_rules.may_remove_item(request.user, item)}
    return render(request, "meetings/agenda/remove.html", context)


@require_POST
def move(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Move an item one place up or down."""
    item = get_object_or_404(queries.agenda_visible_to(request.user), pk=pk)
    if actions.move_item(item=item, up=request.POST.get("to") == "up", by=request.user):
        messages.success(request, _("The order of the agenda is changed."))
    else:
        messages.info(request, _("It cannot move further this way."))
    return redirect("meetings:meeting", item.meeting_id)


def _initial(item: AgendaItem) -> dict[str, object]:
    names = (*actions.ItemDetails.__annotations__, "revision")
    return {name: getattr(item, name) for name in names}


def _agenda_of(meeting: Meeting) -> str:
    return reverse("meetings:meeting", args=[meeting.pk]) + "#agenda"
