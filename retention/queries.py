"""What is past its time, and what was destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from retention import definitions
from retention.definitions import RetentionRule


@dataclass(frozen=True, slots=True)
class Due:
    """A rule, how long it keeps records (in the rule's unit), and how many are past their time today."""

    rule: RetentionRule
    length: int
    past: int


def due(on: date) -> list[Due]:
    """Return every rule with what is past it on a day."""
    return [Due(rule, rule.length(), rule.count_due(on)) for rule in definitions.rules()]


def about_people() -> list[RetentionRule]:
    """Return the rules about people who sign in, for the privacy page."""
    return [rule for rule in definitions.rules() if rule.since]
