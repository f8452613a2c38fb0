"""What other apps show on the pages of meetings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.models import User
from core.slots import Panel, Slot

if TYPE_CHECKING:
    from meetings.models import AgendaItem

AgendaSlot = Slot[Callable[["User", "Sequence[AgendaItem]"], "Mapping[UUID, Panel]"]]
# Parts of agenda items for a reader, by the ids of the items: one call for a whole agenda.
AGENDA_ITEM_PANELS: AgendaSlot = Slot("agenda items")
# Buttons of agenda items, for whoever plans the meeting.
AGENDA_ITEM_ACTIONS: AgendaSlot = Slot("actions of agenda items")


def panels_of(slot: AgendaSlot, user: User, items: Sequence[AgendaItem]) -> dict[UUID, list[Panel]]:
    """Return the panels of each agenda item that has any."""
    found: dict[UUID, list[Panel]] = {}
    for provider in slot:
        for pk, panel in provider(user, items).items():
            found.setdefault(pk, []).append(panel)
    return found
