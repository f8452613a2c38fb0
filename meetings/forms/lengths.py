"""How long the words of a meeting can be."""

from __future__ import annotations

from meetings.models import (
    AccessBooking,
    AgendaItem,
    BookedNeed,
    DatePoll,
    Guest,
    Invitation,
    Meeting,
    Paper,
    PollAnswer,
)

Written = Meeting | AgendaItem | Invitation | Guest | DatePoll | PollAnswer | Paper | AccessBooking | BookedNeed


def longest(model: type[Written], field: str) -> int | None:
    """Return how many letters a field takes."""
    return model._meta.get_field(field).max_length  # type: ignore[union-attr]
