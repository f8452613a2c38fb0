"""The times of an agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from meetings.models import AgendaItem, Meeting

BREAK_AFTER_MINUTES = 60  # of talking without a break; source: limits of captioning, domain notes 4.1
BREAK_MINUTES = 10
# With what became of earlier topics, where nobody said how long.
EARLIER_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a meeting: an agenda item, or one that nobody planned where `item` is None. In the meeting's zone."""

    starts_at: datetime
    ends_at: datetime
    item: AgendaItem | None = None
    is_break: bool = False
    # What became of earlier topics.
    is_earlier: bool = False


def timetable(meeting: Meeting, items: Iterable[AgendaItem], *, earlier: bool = False) -> list[Slot]:
    """Return the agenda with times from the start of the meeting, and a break before talking gets too long.

    With `earlier` it begins with what became of earlier topics, also where nobody planned a time for that.
    """
    planned = list(items)
    slots: list[Slot] = []
    # In UTC, where an hour is an hour also in the night in which clocks change.
    clock = meeting.starts_at.astimezone(UTC)
    minutes_talked = 0
    if earlier and not any(item.is_earlier for item in planned):
        slots.append(_slot(meeting, clock, EARLIER_MINUTES, None))
        clock += timedelta(minutes=EARLIER_MINUTES)
        minutes_talked = EARLIER_MINUTES
    for item in planned:
        # Not before the first item, however long that is: a meeting does not begin with a break.
        if not item.is_break and minutes_talked and minutes_talked + item.minutes > BREAK_AFTER_MINUTES:
            slots.append(_slot(meeting, clock, BREAK_MINUTES, None, is_break=True))
            clock += timedelta(minutes=BREAK_MINUTES)
            minutes_talked = 0
        slots.append(_slot(meeting, clock, item.minutes, item))
        clock += timedelta(minutes=item.minutes)
        minutes_talked += item.minutes
        if item.is_break:
            minutes_talked = 0
    return slots


def minutes_over(meeting: Meeting, slots: list[Slot]) -> int:
    """Return by how many minutes an agenda is longer than its meeting, or 0."""
    if not slots or slots[-1].ends_at <= meeting.ends_at:
        return 0
    return int((slots[-1].ends_at - meeting.ends_at).total_seconds() // 60)


def _slot(meeting: Meeting, start: datetime, minutes: int, item: AgendaItem | None, *, is_break: bool = False) -> Slot:
    end = start + timedelta(minutes=minutes)
    return Slot(
        start.astimezone(meeting.time_zone),
        end.astimezone(meeting.time_zone),
        item,
        is_break=is_break or (item is not None and item.is_break),
        is_earlier=not is_break and (item is None or item.is_earlier),
    )
