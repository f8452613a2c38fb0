"""How long the words of a meeting can be."""

from __future__ import annotations

from meetings.models import AgendaItem, DatePoll, Invitation, Meeting, Paper, PollAnswer


def longest(model: type[Meeting | AgendaItem | Invitation | DatePoll | PollAnswer | Paper], field: str) -> int | None:
    """Return how many letters a field takes."""
    return model._meta.get_field(field).max_length  # type: ignore[union-attr]
