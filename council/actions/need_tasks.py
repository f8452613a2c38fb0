"""A need that changed after somebody had looked at it is looked at again by a coordinator, who ticks it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.enums import NeedEventKind
from accounts.models import AccessNeed, User
from core.verdicts import Conflict
from council import queries, rules
from council.models import NeedTask

_LOOK_AGAIN = frozenset({NeedEventKind.CHANGED, NeedEventKind.TAKEN_BACK})


def need_changed(person: User, need: AccessNeed | None, event: NeedEventKind) -> None:
    """Make a task for each council of somebody whose need changed; called in the transaction in which it happened."""
    if need is None:
        return
    if event == NeedEventKind.TOLD:
        # It was not needed, and now it is again: whoever has not cancelled it looks whether it still fits.
        _open(person, need.kind).update(event=NeedEventKind.CHANGED)
    elif event in _LOOK_AGAIN:
        # One line for one need: what happened last counts.
        _open(person, need.kind).update(event=event)
        if queries.was_looked_at(person, need.kind):
            _ask(person, need.kind, event)


def leave_to_bookings(person: User, kind: str, councils: Collection[UUID]) -> None:
    """Take back the tasks for councils where the list of bookings asks for the same: one thing to do is one task.

    Called by upper apps in the transaction in which the need changed, after `need_changed`.
    """
    _open(person, kind).filter(council__in=councils).delete()


def _ask(person: User, kind: str, event: NeedEventKind) -> None:
    asked = set(_open(person, kind).values_list("council", flat=True))
    missing = [council for council in queries.councils_ahead(person) if council not in asked]
    NeedTask.objects.bulk_create(
        NeedTask(council_id=council, user=person, kind=kind, event=event) for council in missing
    )


def _open(person: User, kind: str) -> QuerySet[NeedTask]:
    return NeedTask.objects.filter(user=person, kind=kind, done_on=None)


@transaction.atomic
def mark_need_task_done(*, task: NeedTask, by: User) -> None:
    """Note that somebody saw to it. Raises Conflict where another did so meanwhile."""
    rules.may_see_to_need(by, task).enforce()
    open_task = NeedTask.objects.filter(pk=task.pk, done_on=None)
    if open_task.update(done_on=timezone.localdate(), done_by=str(by)[:150]) != 1:
        raise Conflict
    # Not which need, and not whose.
    audit.record("saw to a need that had changed", f"NeedTask {task.pk}", by=by)
