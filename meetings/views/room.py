"""The room: who is there, cards, notes, and stepping back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.submitting import mark_sent, submit
from core.verdicts import Conflict
from council.queries import interests_of
from meetings import actions, queries
from meetings.actions.noting import Saved
from meetings.enums import PRESENCE_BY_KIND, CardKind, ItemKind, MeetingKind
from meetings.forms import room as forms
from meetings.models import AgendaItem, Attendance, ItemNote, Meeting, RoomCard, Vote
from meetings.presenters import room as presenters
from meetings.queries import attendance, votes
from meetings.queries.guests import guests_awaited
from meetings.rules import room as rules


@require_safe
def room(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the room of a meeting."""
    meeting = _meeting(request, pk)
    return _show(request, meeting)


def _show(request: MemberRequest, meeting: Meeting, *, guest: forms.Guest | None = None) -> HttpResponse:
    shown = presenters.room(request.user, meeting)
    context = {
        "meeting": meeting,
        "reader_zone": request.user.time_zone,
        "room": shown,
        "guest_form": guest or forms.Guest(),
        "awaited": guests_awaited(meeting) if shown.may_run else [],
        "usual_how": PRESENCE_BY_KIND[MeetingKind(meeting.kind)],
        "hows": forms.Arrival().fields["how"].choices,  # type: ignore[attr-defined]
        "cards": CardKind.choices,
        "corrections": presenters.corrections(meeting) if shown.may_run else [],
        "begun": rules.has_begun(meeting),
    }
    return render(request, "meetings/room/room.html", context)


@require_POST
def arrive(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that a member has come, or has come back."""
    meeting = _meeting(request, pk)
    form = forms.Arrival(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a member and how they take part."))
        return redirect("meetings:room", meeting.pk)
    term = get_object_or_404(attendance.expected(meeting), pk=form.cleaned_data["member"])
    actions.note_arrival(meeting=meeting, membership=term, how=form.cleaned_data["how"], by=request.user)
    return redirect(f"{reverse('meetings:room', args=[meeting.pk])}#people")


@require_POST
def note_guest(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that somebody without a seat has come."""
    meeting = _meeting(request, pk)
    form = forms.Guest(request.POST)
    return submit(
        request,
        form,
        lambda: actions.note_guest(meeting=meeting, by=request.user, **form.cleaned_data),
        rerender=lambda *, status: _show(request, meeting, guest=form),  # noqa: ARG005 - the page says it itself
        success=_("They are counted."),
        to=reverse("meetings:room", args=[meeting.pk]),
    )


@require_POST
def leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that somebody has left."""
    row = _attendance(request, pk)
    return _press(request, row.meeting, lambda: actions.note_leaving(attendance=row, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct how somebody took part, or that they were not there at all."""
    row = _attendance(request, pk)
    if "remove" in request.POST:
        return _press(request, row.meeting, lambda: actions.remove_attendance(attendance=row, by=request.user))
    form = forms.Correction(request.POST or None, attendance=row)

    def perform() -> None:
        said = dict(form.cleaned_data)
        actions.correct_attendance(
            attendance=row, how=said["how"], came_at=said["came_at"], left_at=said["left_at"], by=request.user
        )
        if "takes_notes" in said and said["takes_notes"] != row.takes_notes:
            actions.let_take_notes(attendance=row, takes_notes=said["takes_notes"], by=request.user)

    def rerender(*, status: int) -> HttpResponse:
        context = {"form": form, "attendance": row, "meeting": row.meeting}
        return render(request, "meetings/room/correct.html", context, status=status)

    if request.method != "POST":
        return rerender(status=200)
    to = reverse("meetings:room", args=[row.meeting_id])
    return submit(request, form, perform, rerender=rerender, success=_("It is corrected."), to=to)


@require_POST
def raise_card(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hold up a card."""
    meeting = _meeting(request, pk)
    form = forms.Card(request.POST)
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["kind"]
    return _press(request, meeting, lambda: actions.raise_card(meeting=meeting, kind=kind, by=request.user), at="cards")


@require_POST
def lower_card(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Lower a card."""
    cards = RoomCard.objects.filter(meeting__in=queries.visible_to(request.user).values("pk"))
    card = get_object_or_404(cards.select_related("meeting__council", "membership"), pk=pk)
    return _press(request, card.meeting, lambda: actions.lower_card(card=card, by=request.user), at="cards")


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take notes on an item, and record what was decided; with others at the same time."""
    # Also of an item that was taken off while somebody wrote: their words are not lost with it.
    items = queries.agenda_visible_to(request.user, removed=request.method == "POST").filter(kind=ItemKind.ITEM)
    item = items.filter(pk=pk).first()
    if item is None:
        return _note_of_removed(request)
    rules.may_take_notes(request.user, item.meeting).enforce()
    form = forms.Note(request.POST or None, initial=_begun(item))
    saved: Saved | None = None
    if form.is_valid():
        saved = actions.save_note(agenda_item=item, by=request.user, **form.words())
        if saved.is_taken_off:
            return _kept(request, item.meeting)
        if not saved.touching:
            return _noted(request, item, saved)
        # Both texts are stored. They are shown at once, so that the writer sees where they touch.
        mark_sent(request)
        form = forms.Note(initial=_begun(item))
    context = {"form": form, "item": item, "meeting": item.meeting, "saved": saved}
    return render(request, "meetings/room/note.html", context)


def _begun(item: AgendaItem) -> dict[str, object]:
    """Return what the form of an item begins with."""
    found = ItemNote.objects.filter(item=item).first()
    begun: dict[str, object] = {"meeting": item.meeting_id, "title": item.title, "base": 0, "outcome": item.outcome}
    if found is not None:
        begun |= {"text": found.text, "outcome": found.outcome, "base": found.version, "note": found.pk}
    return begun


def _noted(request: MemberRequest, item: AgendaItem, saved: Saved) -> HttpResponse:
    if saved.was_merged:
        messages.success(request, _("Someone else saved at the same time. Their words and yours are both here."))
        return redirect("meetings:outcome", item.pk)
    messages.success(request, _("It is saved."))
    if "stay" in request.POST:
        return redirect("meetings:outcome", item.pk)
    return redirect("meetings:room", item.meeting_id)


def _note_of_removed(request: MemberRequest) -> HttpResponse:
    """Keep what somebody wrote about an item that is not there any more."""
    form = forms.Note(request.POST or None)
    if not form.is_valid() or not form.cleaned_data["meeting"]:
        raise Http404
    said = form.cleaned_data
    meeting = _meeting(request, said["meeting"])
    actions.save_note_of_removed(
        meeting=meeting, title=said["title"], note_id=said["note"], by=request.user, **form.words()
    )
    return _kept(request, meeting)


def _kept(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    messages.success(
        request, _("This was taken off the agenda while you were writing. Your words are kept at the end of this page.")
    )
    return redirect("meetings:room", meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def step_back_from_item(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Step back from an item."""
    item = get_object_or_404(queries.agenda_visible_to(request.user), pk=pk)
    return _step_back(request, item.meeting, item=item)


@require_http_methods(["GET", "HEAD", "POST"])
def step_back_from_vote(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Step back from a vote."""
    vote = get_object_or_404(votes.votes_visible_to(request.user), pk=pk)
    return _step_back(request, vote.meeting, vote=vote)


def _step_back(
    request: MemberRequest, meeting: Meeting, *, item: AgendaItem | None = None, vote: Vote | None = None
) -> HttpResponse:
    verdict = rules.may_step_back(request.user, meeting, vote=vote)
    form = forms.SteppingBack(request.POST or None, interests=interests_of(request.user))
    thing = item or vote

    def perform() -> object:
        said = form.cleaned_data
        return actions.step_back_from(
            meeting=meeting,
            item=item,
            vote=vote,
            interest=said.get("interest"),
            text=said.get("text", ""),
            by=request.user,
        )

    def rerender(*, status: int) -> HttpResponse:
        context = {"form": form, "meeting": meeting, "thing": thing, "verdict": verdict}
        return render(request, "meetings/room/step_back.html", context, status=status)

    if request.method != "POST":
        return rerender(status=200)
    return submit(
        request,
        form,
        perform,
        rerender=rerender,
        success=_("You step back from this. It is written down, and you are not counted in its votes."),
        to=reverse("meetings:room", args=[meeting.pk]),
    )


def _meeting(request: MemberRequest, pk: UUID) -> Meeting:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _attendance(request: MemberRequest, pk: UUID) -> Attendance:
    return get_object_or_404(attendance.attendances_visible_to(request.user), pk=pk)


def _press(request: MemberRequest, meeting: Meeting, act: Callable[[], object], *, at: str = "people") -> HttpResponse:
    """Do what a button says, and show the room as it is then."""
    try:
        act()
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    return redirect(f"{reverse('meetings:room', args=[meeting.pk])}#{at}")
