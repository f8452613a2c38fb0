"""Notes of agenda items, by several people at once: each save says from which version it began, and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from meetings.actions.merging import merge
from meetings.models import AgendaItem, ItemNote, Meeting, NoteVersion
from meetings.rules import room

MANY_EMPTY_LINES = re.compile(r"\n{4,}")


@dataclass(slots=True)
class Saved:
    """What a save came to. `touching` are the places where both wrote: what was there first, and what came now."""

    note: ItemNote
    was_merged: bool = False
    is_taken_off: bool = False
    touching: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def save_note(*, agenda_item: AgendaItem, base: int, text: str, outcome: str, by: User) -> Saved:
    """Save the notes of an item and what was decided, begun from the version `base`.

    When somebody has saved since, both texts are merged. When the item was taken off the agenda in this very moment,
    the notes are kept with it, and nothing is recorded as decided; when it is gone for good, under its title.
    """
    room.may_take_notes(by, agenda_item.meeting).enforce()
    # Locked, so that of two who save at once the second one sees the text of the first.
    item = _locked(agenda_item)
    if item is None:
        return save_note_of_removed(
            meeting=agenda_item.meeting, title=agenda_item.title, base=base, text=text, outcome=outcome, by=by
        )
    note = ItemNote.objects.filter(item=item).first()
    if note is None:
        note = _begun(ItemNote(meeting_id=item.meeting_id, item=item, title=item.title, outcome=item.outcome))
    saved = _save(note, base, text, outcome, by)
    if item.taken_off_at is not None:
        saved.is_taken_off = True
        audit.record("kept notes of an item that was taken off", item.meeting, by=by, version=note.version)
        return saved
    _record(item, note.outcome)
    audit.record("recorded an outcome", item, by=by, version=note.version)
    return saved


@transaction.atomic
def save_note_of_removed(  # noqa: PLR0913 - what a note is
    *, meeting: Meeting, title: str, base: int, text: str, outcome: str, by: User, note_id: UUID | None = None
) -> Saved:
    """Keep the notes of an item that was taken off the agenda while somebody wrote them."""
    room.may_take_notes(by, meeting).enforce()
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    left = ItemNote.objects.filter(meeting=meeting, item=None)
    note = (left.filter(pk=note_id).first() if note_id else None) or left.filter(title=title[:160]).first()
    if note is None:
        note = _begun(ItemNote(meeting=meeting, title=title[:160]))
    saved = _save(note, base, text, outcome, by)
    audit.record("kept notes of an item that was taken off", meeting, by=by, version=note.version)
    return saved


@transaction.atomic
def record_outcome(*, agenda_item: AgendaItem, outcome: str, by: User) -> AgendaItem:
    """Record what was decided, instead of what was recorded before. An empty outcome takes it back.

    Raises Conflict where the item was taken off since.
    """
    stored = _locked(agenda_item)
    if stored is None or stored.taken_off_at is not None:
        raise Conflict
    note = ItemNote.objects.filter(item=agenda_item).first()
    text, base = "", 0
    if note is not None:
        text, base = note.text, note.version
    save_note(agenda_item=agenda_item, base=base, text=text, outcome=outcome, by=by)
    agenda_item.refresh_from_db()
    return agenda_item


def record_what_was_noted(item: AgendaItem) -> None:
    """Record what was decided while an item was off the agenda, to which it is back now."""
    note = ItemNote.objects.filter(item=item).first()
    if note is not None:
        _record(item, note.outcome)


def _locked(item: AgendaItem) -> AgendaItem | None:
    """Return an item as it is stored now, also one that was taken off, locked; None where it is gone for good."""
    stored = AgendaItem.everything.select_for_update(of=("self",)).select_related("meeting__council")
    return stored.filter(pk=item.pk).first()


def _begun(note: ItemNote) -> ItemNote:
    """Store a note with its version 0: what was recorded before anybody took notes."""
    note.save(force_insert=True)
    NoteVersion.objects.create(note=note, number=0, text=note.text, outcome=note.outcome)
    return note


def _save(note: ItemNote, base: int, text: str, outcome: str, by: User) -> Saved:
    saved = Saved(note)
    text, outcome = _tidy(text), _tidy(outcome)
    if base != note.version:
        # One that was never there began from nothing.
        began = note.versions.filter(number=base).first() or NoteVersion()
        notes = merge(began.text, note.text, text)
        decided = merge(began.outcome, note.outcome, outcome)
        saved.touching = [*notes.touching, *decided.touching]
        saved.was_merged = (notes.text, decided.text) != (text, outcome)
        text, outcome = notes.text, decided.text
    if (text, outcome) == (note.text, note.outcome):
        return saved
    note.text = text
    note.outcome = outcome
    note.version += 1
    note.save(update_fields=["text", "outcome", "version"])
    NoteVersion.objects.create(note=note, number=note.version, text=text, outcome=outcome, saved_by=by)
    return saved


def _record(item: AgendaItem, outcome: str) -> None:
    if outcome == item.outcome:
        return
    item.outcome = outcome
    # The day goes with the words: the database refuses a day without them.
    item.recorded_on = None
    if outcome:
        item.recorded_on = timezone.localdate()
    item.save(update_fields=["outcome", "recorded_on"])


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return MANY_EMPTY_LINES.sub("\n\n\n", lines).strip()
