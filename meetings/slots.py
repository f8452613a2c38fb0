"""What other apps show on the pages of meetings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.models import User
from core.slots import Panel, Slot

if TYPE_CHECKING:
    from meetings.models import AgendaItem, Meeting

AgendaSlot = Slot[Callable[["User", "Sequence[AgendaItem]"], "Mapping[UUID, Panel]"]]
# Parts of agenda items for a reader, by the ids of the items: one call for a whole agenda.
AGENDA_ITEM_PANELS: AgendaSlot = Slot("agenda items")
# Buttons of agenda items, for whoever plans the meeting.
AGENDA_ITEM_ACTIONS: AgendaSlot = Slot("actions of agenda items")


@dataclass(frozen=True, slots=True)
class EarlierTopic:
    """What became of something the council talked about: its last step, on which day, and whether more is to come."""

    title: str
    # Of the title, which somebody wrote.
    language: str
    state: str
    tone: str = "waiting"
    href: str = ""
    on: date | None = None
    # By when the next step is promised.
    by: date | None = None
    is_final: bool = False


# What became of earlier topics of a meeting's council, until final action is taken; every agenda begins with it.
EARLIER_TOPICS: Slot[Callable[[Meeting], Sequence[EarlierTopic]]] = Slot("earlier topics")


def earlier_topics(meeting: Meeting) -> list[EarlierTopic]:
    """Return what became of earlier topics, as the apps above know it."""
    return [topic for provider in EARLIER_TOPICS for topic in provider(meeting)]


def panels_of(slot: AgendaSlot, user: User, items: Sequence[AgendaItem]) -> dict[UUID, list[Panel]]:
    """Return the panels of each agenda item that has any."""
    found: dict[UUID, list[Panel]] = {}
    for provider in slot:
        for pk, panel in provider(user, items).items():
            found.setdefault(pk, []).append(panel)
    return found
