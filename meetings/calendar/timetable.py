"""The times of an agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from meetings.models import AgendaItem, Meeting

BREAK_AFTER_MINUTES = 60  # of talking without a break; source: limits of captioning, domain notes 4.1
BREAK_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a meeting: an agenda item, or a break where `item` is None. Times in the meeting's zone."""

    starts_at: datetime
    ends_at: datetime
    item: AgendaItem | None = None


def timetable(meeting: Meeting, items: Iterable[AgendaItem]) -> list[Slot]:
    """Return the agenda with times from the start of the meeting, and a break before talking gets too long."""
    slots: list[Slot] = []
    # In UTC, where an hour is an hour also in the night in which clocks change.
    clock = meeting.starts_at.astimezone(UTC)
    minutes_talked = 0
    for item in items:
        # Not before the first item, however long that is: a meeting does not begin with a break.
        if minutes_talked and minutes_talked + item.minutes > BREAK_AFTER_MINUTES:
            slots.append(_slot(meeting, clock, BREAK_MINUTES, None))
            clock += timedelta(minutes=BREAK_MINUTES)
            minutes_talked = 0
        slots.append(_slot(meeting, clock, item.minutes, item))
        clock += timedelta(minutes=item.minutes)
        minutes_talked += item.minutes
    return slots


def minutes_over(meeting: Meeting, slots: list[Slot]) -> int:
    """Return by how many minutes an agenda is longer than its meeting, or 0."""
    if not slots or slots[-1].ends_at <= meeting.ends_at:
        return 0
    return int((slots[-1].ends_at - meeting.ends_at).total_seconds() // 60)


def _slot(meeting: Meeting, start: datetime, minutes: int, item: AgendaItem | None) -> Slot:
    end = start + timedelta(minutes=minutes)
    return Slot(start.astimezone(meeting.time_zone), end.astimezone(meeting.time_zone), item)
