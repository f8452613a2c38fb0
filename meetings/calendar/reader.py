"""Whose calendar a file is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from meetings.enums import Answer


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose calendar a file is for, as far as the file depends on it.

    `answer` is what they said to the invitation; `changes` counts what only their calendar heard of the meeting.
    """

    language: str
    zone: tzinfo
    email: str = ""
    is_discreet: bool = False
    wants_alarm: bool = True
    answer: Answer = Answer.NONE
    changes: int = 0
