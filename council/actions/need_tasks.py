"""A need that changed after somebody had looked at it is looked at again by a coordinator, who ticks it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.enums import Need, NeedEventKind
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


def _ask(person: User, kind: str, event: NeedEventKind) -> None:
    asked = set(_open(person, kind).values_list("council", flat=True))
    missing = [council for council in queries.councils_ahead(person) if council not in asked]
    NeedTask.objects.bulk_create(
        NeedTask(council_id=council, user=person, kind=kind, event=event) for council in missing
    )


def _open(person: User, kind: str) -> QuerySet[NeedTask]:
    return NeedTask.objects.filter(user=person, kind=kind, booking=None, done_on=None)


@transaction.atomic
def ask_to_release(*, council: UUID, person: User, kind: Need, booking: UUID, about: str) -> None:
    """Ask coordinators to cancel what is booked for one meeting to which somebody does not come. Twice is once."""
    NeedTask.objects.get_or_create(
        booking=booking,
        defaults={
            "council_id": council,
            "user": person,
            "kind": kind,
            "event": NeedEventKind.TAKEN_BACK,
            "about": about[:200],
        },
    )


@transaction.atomic
def take_back_release(*, bookings: Iterable[UUID]) -> None:
    """Take back what was asked with `ask_to_release` and nobody has done yet: the person comes after all."""
    about_them = NeedTask.objects.filter(booking__in=list(bookings))
    about_them.filter(done_on=None).delete()
    # What was cancelled already is booked again perhaps, and then not needed once more.
    about_them.update(booking=None)


@transaction.atomic
def mark_need_task_done(*, task: NeedTask, by: User) -> None:
    """Note that somebody saw to it. Raises Conflict where another did so meanwhile."""
    rules.may_see_to_need(by, task).enforce()
    open_task = NeedTask.objects.filter(pk=task.pk, done_on=None)
    if open_task.update(done_on=timezone.localdate(), done_by=str(by)[:150]) != 1:
        raise Conflict
    # Not which need, and not whose.
    audit.record("saw to a need that had changed", f"NeedTask {task.pk}", by=by)
