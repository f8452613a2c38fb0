"""Agenda items: adding, ordering, and what was decided."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.models import User
from meetings import rules
from meetings.enums import Participation
from meetings.models import AgendaItem, Meeting


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
        minutes=minutes,
        participation=participation,
    )
    audit.record("added an agenda item", item, by=by, meeting=str(meeting.pk))
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: User) -> bool:
    """Swap an item with the one before it (`up`) or after it; returns False where there is none."""
    rules.may_move_item(by, item).enforce()
    # The lock first, then a look: the item may have been moved since the page was opened.
    last = _last(item.meeting)
    item.refresh_from_db()
    others = item.meeting.agenda
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
    highest = meeting.agenda.aggregate(highest=Max("position"))["highest"]
    return int(highest or 0)
