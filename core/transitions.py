"""Moving an object along a table of states, safely when several people act at the same time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from django.db.models import Model, TextChoices

from core.verdicts import Conflict

State = TypeVar("State", bound=TextChoices)


def transition(
    obj: Model,
    to: State,
    table: Mapping[State, Collection[State]],
    *,
    only_from: State | None = None,
    or_stay: bool = False,
    **fields: object,
) -> None:
    """Move `obj` to the state `to` and write `fields` with it, in one conditional update; `obj` is read again.

    `table` maps each state to those that may follow it; the state is the model's field `status`. `only_from` narrows
    where the object may come from; `or_stay` also accepts one that is in the state already. Raises `Conflict` where
    the row, as it is stored now, is in no such state: whatever the caller read earlier does not count.
    """
    sources: set[State] = set()
    for state, following in table.items():
        if to in following and only_from in {None, state}:
            sources.add(state)
    if or_stay:
        sources.add(to)
    movable = type(obj)._default_manager.filter(pk=obj.pk, status__in=sources)
    # The count of the update decides, not a read before it: of two people who press at once, one gets the Conflict.
    if movable.update(status=to, **fields) != 1:
        raise Conflict
    obj.refresh_from_db()
