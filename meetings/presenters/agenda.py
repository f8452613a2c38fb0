"""An agenda as somebody reads it: times, what other apps show under items, their papers, and earlier topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from accounts.models import User
from meetings import calendar
from meetings.models import AgendaItem, Meeting, Paper
from meetings.slots import AGENDA_ITEM_ACTIONS, AGENDA_ITEM_PANELS, earlier_topics, panels_of


def slots_of(meeting: Meeting, items: Sequence[AgendaItem]) -> tuple[list[calendar.Slot], Sequence[object]]:
    """Return the parts of a meeting with their times, and the earlier topics with which it begins."""
    topics = earlier_topics(meeting)
    # Of an agenda that has nothing on it yet, the topics are no agenda.
    return calendar.timetable(meeting, items, earlier=bool(topics)), topics


def rows(
    user: User, slots: Sequence[calendar.Slot], items: Sequence[AgendaItem], papers: Sequence[Paper] = ()
) -> list[dict[str, object]]:
    """Return the slots of the timetable, each with what other apps show under its agenda item, and its papers."""
    talks = [item for item in items if item.is_talk]
    panels = panels_of(AGENDA_ITEM_PANELS, user, talks)
    actions = panels_of(AGENDA_ITEM_ACTIONS, user, talks)
    by_item = _by_item(papers)
    found: list[dict[str, object]] = []
    for slot in slots:
        row: dict[str, object] = {"slot": slot}
        if slot.item is not None:
            pk = slot.item.pk
            row |= {"panels": panels.get(pk, []), "actions": actions.get(pk, []), "papers": by_item.get(pk, [])}
        found.append(row)
    return found


def _by_item(papers: Sequence[Paper]) -> Mapping[UUID, list[Paper]]:
    found: dict[UUID, list[Paper]] = {}
    for paper in papers:
        if paper.item_id is not None:
            found.setdefault(paper.item_id, []).append(paper)
    return found
