"""Retention rules: which records are kept how long, and what destroys them. Each app registers those of its records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long one kind of record is kept.

    `name` is stored in receipts (at most 20 letters) and never changes. `length` is asked whenever it is needed, in
    `unit` ("days", "months" or "years"); `count_due` returns how many records are past their time on a day. `models`
    are the tables it destroys rows of. A rule about people who sign in says from when it counts, `since`, as a clause
    that the privacy page prints.
    """

    name: str
    label: str | Promise
    length: Callable[[], int]
    unit: str
    count_due: Callable[[date], int]
    models: tuple[str, ...] = ()
    since: str | Promise = ""


# Destroys what is past its time on a day. Returns the ids of what is gone, by the names of the rules.
Sweep = Callable[[date], Mapping[str, Iterable[object]]]

# By name, so that registering twice changes nothing.
_rules: dict[str, RetentionRule] = {}
_sweeps: dict[str, Sweep] = {}


def register(name: str, sweep: Sweep, *rules: RetentionRule) -> None:
    """Register rules and the sweep that applies them, all in one transaction. Called from `AppConfig.ready`."""
    _sweeps[name] = sweep
    for rule in rules:
        _rules[rule.name] = rule


def rules() -> list[RetentionRule]:
    """Return every rule, in the order in which they were registered."""
    return list(_rules.values())


def sweeps() -> list[Sweep]:
    """Return every sweep, in the order in which they were registered."""
    return list(_sweeps.values())


def label_of(name: str) -> str:
    """Return the label of a rule, or its name where no app registers it any more."""
    if name not in _rules:
        return name
    return str(_rules[name].label)
