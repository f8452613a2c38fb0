"""Fetching what came in at the door.

None of this is written into the log with its clock time, and everything is fetched in shuffled batches: the door
knows days only, and the time at which something was collected would tell when it was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, time
from random import Random, SystemRandom
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.enums import DESK
from accounts.queries import holders
from core.verdicts import AlreadyMoved
from core.workingdays import add_working_days, is_working_day
from feedback.enums import Lane
from feedback.models import Feedback, File
from feedback.queries import not_among
from notifications.actions import queue
from notifications.enums import Kind
from tracker.actions.moves import move
from tracker.actions.papers import take_out, take_out_of_papers
from tracker.enums import ItemStatus
from tracker.models import Item
from tracker.queries import desk, items

# Wall times in the zone of the organisation. Messages leave only then, so that they tell nothing about the hour.
SLOTS = (time(9), time(13))
BATCH = 200
# Seconds after which a run leaves the rest to the next one.
BUDGET = 90.0


def _batches(numbers: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))


def _item_of(feedback: Feedback, files: list[tuple[str, str]]) -> Item:
    return Item(
        **items.choices_of(feedback),
        told_files=files,
        feedback=feedback,
        language=feedback.language,
        held=feedback.lane == Lane.HELD,
        received_on=feedback.received_on,
        acknowledge_by=add_working_days(feedback.received_on, settings.ACK_WORKING_DAYS, settings.REGION),
        answer_by=add_working_days(feedback.received_on, settings.ANSWER_WORKING_DAYS, settings.REGION),
    )


def collect(rng: Random | None = None) -> int:
    """Make items of all new feedback, in shuffled batches; notice what people erased, took back or added.

    What came in a flood waits until the rest is on the desk. Returns how many were new. Safe to run twice, also at
    once; what is not done when the time of a run is over is done by the next.
    """
    fetched, ends = 0, monotonic() + BUDGET
    for lane in (Lane.OPEN, Lane.HELD):
        there = not_among(Item.objects.values_list("feedback", flat=True)).filter(lane=lane)
        new = list(there.values_list("pk", flat=True))
        (rng or SystemRandom()).shuffle(new)
        for batch in _batches(new):
            if monotonic() < ends:
                fetched += _fetch(batch)
    take_out_of_papers()
    _notice_additions()
    _notice_choices()
    _notice_erasures()
    return fetched


@transaction.atomic
def _fetch(batch: Sequence[UUID]) -> int:
    chosen = Feedback.objects.only("id", "language", "received_on", "lane", *items.CHOICES).in_bulk(batch)
    files: dict[UUID, list[tuple[str, str]]] = {pk: [] for pk in chosen}
    sent = File.objects.filter(feedback__in=batch).order_by("position", "id")
    for number, feedback, kind in sent.values_list("pk", "feedback", "kind"):
        files[feedback].append((str(number), kind))
    made = [_item_of(chosen[pk], files[pk]) for pk in batch if pk in chosen]
    Item.objects.bulk_create(made, ignore_conflicts=True)
    return len(chosen)


@transaction.atomic
def _notice_erasures() -> None:
    """Let go of what people had erased. A version that stands on a public page stays, as they were told."""
    for item in items.erased_at_the_door():
        gone = {"shareable": "", "shareable_language": "", "shareable_on": None, "content_note": ""}
        kept = {} if item.published_on else gone
        # While there still is something to look for: afterwards nothing tells which words of a paper they were.
        take_out(item)
        with suppress(AlreadyMoved):  # somebody is writing in this moment; the next run finds it again
            # What they had added is gone with the rest, so nobody waits for it to be read.
            move(item, ItemStatus.ERASED, reader=None, messages_seen=F("messages_known"), told_files=[], **kept)


@transaction.atomic
def _notice_choices() -> None:
    """Let the desk know what people chose since."""
    for item in items.with_other_choices():
        Item.objects.filter(pk=item.pk).update(**items.choices_of(item.feedback))


@transaction.atomic
def _notice_additions() -> None:
    """Let the desk know what people added. What was closed opens again, with a new promise."""
    for number, added in items.with_news():
        Item.objects.filter(pk=number, messages_known__lt=added).update(messages_known=added)
    for item in items.closed_with_news():
        with suppress(AlreadyMoved):
            move(item, ItemStatus.BEING_READ, **new_promise())


def new_promise() -> dict[str, object]:
    """Return the fields of a promise to answer that begins today."""
    answer_by = add_working_days(timezone.localdate(), settings.ANSWER_WORKING_DAYS, settings.REGION)
    return {"answered_on": None, "answer_by": answer_by}


def _next_slot(now: datetime) -> datetime | None:
    today = timezone.localtime(now)
    slots = (today.replace(hour=slot.hour, minute=slot.minute, second=0, microsecond=0) for slot in SLOTS)
    return next((slot for slot in slots if slot > today), None)


@transaction.atomic
def warn_of_promises(now: datetime | None = None) -> int:
    """Tell the desk once a working day, at a fixed hour, that a promise needs care. Returns how many people."""
    now = now or timezone.now()
    day, slot = timezone.localdate(now), _next_slot(now)
    if slot is None or not is_working_day(day, settings.REGION):
        return 0
    people = list(holders(*DESK)) if desk.needing_care().exists() else []
    for person in people:
        queue(
            kind=Kind.PROMISE_DUE,
            recipient=person,
            values={"path": "/desk/"},
            dedupe_key=f"promise_due:{person.pk}:{day}",
            due_at=slot,
        )
    return len(people)
