"""Agenda items: adding, correcting, ordering, taking off, and what was decided."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from meetings import rules
from meetings.actions import noting
from meetings.enums import ItemKind, Participation
from meetings.models import AgendaItem, Meeting
from meetings.rules import agenda as agenda_rules


class ItemDetails(TypedDict):
    """What a planner says of an item."""

    title: str
    background: str
    language: str
    content_note: str
    heavy: bool
    presenter: str
    minutes: int
    participation: Participation


@transaction.atomic
def add_item(  # noqa: PLR0913 - what an item is
    *,
    meeting: Meeting,
    title: str,
    background: str,
    language: str,
    content_note: str,
    minutes: int,
    participation: Participation,
    by: User,
    heavy: bool = False,
    presenter: str = "",
) -> AgendaItem:
    """Add an item at the end of an agenda, with how much influence the council has on it."""
    rules.may_add_item(by, meeting).enforce()
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=_last(meeting) + 1,
        title=title,
        background=background,
        language=language,
        content_note=content_note,
        heavy=heavy,
        presenter=presenter,
        minutes=minutes,
        participation=participation,
    )
    audit.record("added an agenda item", item, by=by, meeting=str(meeting.pk))
    return item


@transaction.atomic
def add_break(*, meeting: Meeting, minutes: int, by: User) -> AgendaItem:
    """Add a break at the end of an agenda."""
    rules.may_change(by, meeting).enforce()
    position = _last(meeting) + 1
    item = AgendaItem.objects.create(meeting=meeting, position=position, kind=ItemKind.BREAK, minutes=minutes)
    audit.record("added a break to an agenda", item, by=by, meeting=str(meeting.pk))
    return item


@transaction.atomic
def plan_earlier(*, meeting: Meeting, minutes: int, presenter: str, by: User) -> AgendaItem:
    """Say how long an agenda stays with earlier topics, and who tells what became of them."""
    rules.may_change(by, meeting).enforce()
    fields = {"kind": ItemKind.EARLIER, "minutes": minutes, "presenter": presenter, "taken_off_at": None}
    # The place decides: two who say it at the same time say it of one part.
    item, _is_new = AgendaItem.everything.update_or_create(meeting=meeting, position=0, defaults=fields)
    audit.record("planned the time for earlier topics", item, by=by, meeting=str(meeting.pk))
    return item


@transaction.atomic
def correct_item(*, item: AgendaItem, by: User, **details: Unpack[ItemDetails]) -> AgendaItem:
    """Correct an item. The words there were are nowhere afterwards: neither in the log nor to be taken back.

    `item.revision` is the one the correction was made from; raises Conflict when it was corrected or taken off since.
    """
    agenda_rules.may_correct_item(by, item).enforce()
    unchanged = AgendaItem.objects.filter(pk=item.pk, revision=item.revision)
    if unchanged.update(revision=F("revision") + 1, **details) != 1:
        raise Conflict
    before = {name: getattr(item, name) for name in details}
    changed = sorted(name for name, value in details.items() if before[name] != value)
    item.refresh_from_db()
    audit.record("corrected an agenda item", item, by=by, what=changed)
    return item


@transaction.atomic
def correct_break(*, item: AgendaItem, minutes: int, by: User) -> AgendaItem:
    """Make a break longer or shorter."""
    agenda_rules.may_correct_item(by, item).enforce()
    if AgendaItem.objects.filter(pk=item.pk, kind=ItemKind.BREAK).update(minutes=minutes) != 1:
        raise Conflict
    item.refresh_from_db()
    audit.record("corrected a break", item, by=by, minutes=minutes)
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User) -> AgendaItem:
    """Take an item off the agenda, to be put back where it was within three days; its papers go with it.

    Raises Conflict where it was taken off already.
    """
    # Locked and read again: somebody may be recording what was decided on it.
    stored = _locked(item)
    agenda_rules.may_remove_item(by, stored).enforce()
    AgendaItem.objects.filter(pk=stored.pk).update(taken_off_at=timezone.now())
    stored.refresh_from_db()
    audit.record("took an item off an agenda", stored, by=by, meeting=str(stored.meeting_id))
    return stored


@transaction.atomic
def put_back_item(*, item: AgendaItem, by: User) -> AgendaItem:
    """Put an item back on the agenda, where it was. Raises Conflict where it is there again, or gone for good."""
    agenda_rules.may_correct_item(by, item).enforce()
    rules.may_change(by, item.meeting).enforce()
    removed = AgendaItem.everything.filter(pk=item.pk, taken_off_at__isnull=False)
    if removed.update(taken_off_at=None) != 1:
        raise Conflict
    item.refresh_from_db()
    noting.record_what_was_noted(item)
    audit.record("put an item back on an agenda", item, by=by, meeting=str(item.meeting_id))
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: User) -> bool:
    """Swap an item with the one before it (`up`) or after it; returns False where there is none."""
    rules.may_move_item(by, item).enforce()
    # The lock first, then a look: the item may have been moved since the page was opened.
    last = _last(item.meeting)
    item.refresh_from_db()
    if item.taken_off_at or item.kind == ItemKind.EARLIER:
        return False
    # Not above what became of earlier topics, with which every agenda begins.
    others = item.meeting.agenda.exclude(kind=ItemKind.EARLIER)
    if up:
        neighbour = others.filter(position__lt=item.position).order_by("-position").first()
    else:
        neighbour = others.filter(position__gt=item.position).order_by("position").first()
    if neighbour is None:
        return False
    # Positions are unique: one of the two steps aside while they change places.
    for moved, position in ((item, last + 1), (neighbour, item.position), (item, neighbour.position)):
        AgendaItem.objects.filter(pk=moved.pk).update(position=position)
    item.refresh_from_db()
    audit.record("moved an agenda item", item, by=by, up=up)
    return True


def _last(meeting: Meeting) -> int:
    """Return the highest position; locks the meeting's row so that two people cannot give the same one."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    # Also of what was taken off, which may come back to its place.
    everything = AgendaItem.everything.filter(meeting=meeting)
    return int(everything.aggregate(highest=Max("position"))["highest"] or 0)


def _locked(item: AgendaItem) -> AgendaItem:
    """Return an item as it is stored now, locked until the transaction ends. Raises Conflict where it was taken off."""
    stored = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__council")
    found = stored.filter(pk=item.pk).first()
    if found is None:
        raise Conflict
    return found
