"""One act on many cases: each for itself, so that one that cannot be done holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from core.verdicts import Conflict, Refused
from desk.actions import cases as actions
from desk.models import Case


@dataclass(slots=True)
class Outcome:
    """How many cases an act was done with, and why it was not with the others: how often for each reason."""

    done: list[Case] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    conflicts: int = 0


def on_each(cases: Iterable[Case], perform: Callable[[Case], object]) -> Outcome:
    """Do something with each case in a transaction of its own."""
    outcome = Outcome()
    for case in cases:
        try:
            with transaction.atomic():
                perform(case)
        except Refused as reason:
            outcome.refused[str(reason)] = outcome.refused.get(str(reason), 0) + 1
        except Conflict:
            outcome.conflicts += 1
        else:
            outcome.done.append(case)
    return outcome


def take(*, cases: Iterable[Case], by: User) -> Outcome:
    """Read these myself."""
    return on_each(cases, lambda case: actions.take(case=case, by=by))


def acknowledge(*, cases: Iterable[Case], by: User) -> Outcome:
    """Tell the person of each that we have it."""
    return on_each(cases, lambda case: actions.acknowledge(case=case, by=by))


def release(*, cases: Iterable[Case], by: User) -> Outcome:
    """Release these from quarantine."""
    return on_each(cases, lambda case: actions.release(case=case, by=by))
