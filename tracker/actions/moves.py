"""Moving items on: one place where a state is written and shown to the person."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from core.verdicts import AlreadyMoved
from feedback import actions as door
from feedback.enums import Status
from tracker.enums import ITEM_NEXT, ItemStatus
from tracker.models import Item


def change(item: Item, **fields: Any) -> None:
    """Write fields of an item as its caller saw it; raises `AlreadyMoved` when somebody else was faster.

    A new promise is shown to the person as well.
    """
    seen = Item.objects.filter(pk=item.pk, revision=item.revision)
    if seen.update(revision=F("revision") + 1, **fields) != 1:
        raise AlreadyMoved
    item.refresh_from_db()
    if "answer_by" in fields:
        door.show_promise(feedback_id=item.feedback_id, answer_by=item.answer_by)


def move(item: Item, to: ItemStatus, **fields: Any) -> None:
    """Move an item on and show it to the person. A move that is not in the table is `AlreadyMoved`."""
    if to not in ITEM_NEXT[ItemStatus(item.status)]:
        raise AlreadyMoved
    change(item, status=to, **fields)
    door.show_status(feedback_id=item.feedback_id, status=Status(to.value), on=timezone.localdate())


def move_if_it_can(item: Item, to: ItemStatus, **fields: Any) -> None:
    """Move an item on where its state allows it; otherwise write the fields only."""
    if to in ITEM_NEXT[ItemStatus(item.status)]:
        move(item, to, **fields)
    elif fields:
        change(item, **fields)
