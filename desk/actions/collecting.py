"""Fetching what came in at the door.

None of this is written into the log with its clock time, and everything is fetched in shuffled batches: the door
knows days only, and the time at which something was collected would tell when it was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from random import Random, SystemRandom
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.enums import DESK
from accounts.queries import users_with_role
from core import organisation
from core.verdicts import Conflict
from core.workingdays import is_working_day
from desk.consents import CHOICES
from desk.enums import CaseStatus
from desk.models import Case, EmergencyAccess
from desk.queries import cases, queue
from desk.transitions import NO_SHAREABLE_VERSION, new_promise, transition
from drafts import interface as typed_words
from feedback import actions as door
from feedback.models import Feedback, File
from feedback.queries import without, written_by_the_door
from notifications.actions import queue as queue_message
from notifications.enums import Kind
from notifications.keys import message_key

# Wall times in the zone of the organisation. Messages leave only then, so that they tell nothing about the hour.
SENDING_TIMES = (time(9), time(13))
CASES_PER_BATCH = 200
# Seconds after which a run leaves the rest to the next one.
COLLECT_BUDGET_S = 90.0


def _batches(numbers: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (numbers[start : start + CASES_PER_BATCH] for start in range(0, len(numbers), CASES_PER_BATCH))


def _case_of(feedback: Feedback, files: list[tuple[str, str]]) -> Case:
    return Case(
        **cases.choices_of(feedback),
        known_files=files,
        feedback=feedback,
        language=feedback.language,
        quarantined=feedback.quarantined,
        received_on=feedback.received_on,
        # From the day it came, not from today: what a worker was late by is not taken from the person's days.
        acknowledge_by=organisation.current().acknowledge_by(feedback.received_on),
        answer_by=organisation.current().answer_by(feedback.received_on),
    )


def collect(rng: Random | None = None, *, everything: bool = False) -> int:
    """Make cases of all new feedback, in shuffled batches; notice what people erased, took back or added.

    What is in quarantine waits until the rest is on the desk. Returns how many were new. Safe to run twice, also at
    once; what is not done when the time of a run is over is done by the next. It looks only at what the door has
    written in since the last run, so that an idle hour costs nothing; `everything` looks at all there is, for what a
    crash between two steps may have left.

    At the end the rows of the day are written again in shuffled order (`feedback.actions.shuffling`).
    """
    rng = rng or SystemRandom()
    written = written_by_the_door()
    fetched = 0
    if written or everything:
        fetched = _fetch_new(rng, everything=everything)
    collected = _collected(written)
    # Before it is marked as seen, which can take minutes in a flood: a run that dies in them has lost nothing.
    _notice_each(collected)
    door.shuffle_conversations(collected, on=timezone.localdate(), rng=rng)
    # And after it, for what came in between. What the door writes from now on belongs to the next run.
    if everything:
        _notice(Case.objects.all())
    else:
        _notice_each(collected)
    door.shuffle_drafts(rng)
    return fetched


def _notice_each(collected: Sequence[UUID]) -> None:
    for batch in _batches(collected):
        _notice(Case.objects.filter(feedback__in=batch))


def _fetch_new(rng: Random, *, everything: bool) -> int:
    fetched = 0
    ends = monotonic() + COLLECT_BUDGET_S
    # Not in quarantine first: a flood must not keep the rest from the desk.
    for quarantined in (False, True):
        uncollected = without(Case.objects.all(), "feedback").filter(quarantined=quarantined)
        if not everything:
            uncollected = uncollected.filter(shuffled=False)
        new = list(uncollected.values_list("pk", flat=True))
        rng.shuffle(new)
        for batch in _batches(new):
            if monotonic() < ends:
                fetched += _fetch(batch)
    return fetched


def _collected(written: Sequence[UUID]) -> list[UUID]:
    """Return those that have a case by now. The rest is left as it is, for the next run to find."""
    found: list[UUID] = []
    for batch in _batches(written):
        found += Case.objects.filter(feedback__in=batch).order_by().values_list("feedback", flat=True)
    return found


def _notice(looked_at: QuerySet[Case]) -> None:
    # Erasures last: what was added and then erased would otherwise stay unread for ever.
    _notice_additions(looked_at)
    _notice_choices(looked_at)
    _notice_erasures(looked_at)


@transaction.atomic
def _fetch(batch: Sequence[UUID]) -> int:
    # Without the ciphertext, which a case does not need.
    chosen = Feedback.objects.only("id", "language", "received_on", "quarantined", *CHOICES).in_bulk(batch)
    files: dict[UUID, list[tuple[str, str]]] = {pk: [] for pk in chosen}
    sent = File.objects.filter(feedback__in=batch).order_by("position", "id")
    for number, feedback, kind in sent.values_list("pk", "feedback", "kind"):
        files[feedback].append((str(number), kind))
    # What was erased since the batch was chosen is in it no more. A worker at the same time may have been first.
    created = [_case_of(chosen[pk], files[pk]) for pk in batch if pk in chosen]
    Case.objects.bulk_create(created, ignore_conflicts=True)
    return len(chosen)


@contextmanager
def _found_again(case: Case) -> Iterator[None]:
    """Let the next run look at a case again where somebody of staff writes at the same time."""
    try:
        yield
    except Conflict:
        Feedback.objects.filter(pk=case.feedback_id).update(shuffled=False)


@transaction.atomic
def _notice_erasures(looked_at: QuerySet[Case]) -> None:
    """Let go of what people had erased. A version that is on a public page stays, as they were told."""
    for case in cases.erased_at_the_door(looked_at):
        # What they had added is erased with the rest, so nobody waits for it to be read.
        blanks: dict[str, Any] = {"reader": None, "messages_seen": F("messages_known"), "known_files": []}
        if not case.published_on:
            blanks |= NO_SHAREABLE_VERSION
        with _found_again(case):
            transition(case, CaseStatus.ERASED, **blanks)
            EmergencyAccess.objects.filter(case=case).update(reason="")
            # What colleagues were writing about it can quote it.
            typed_words.forget(str(case.pk))


@transaction.atomic
def _notice_choices(looked_at: QuerySet[Case]) -> None:
    """Let the desk know what people chose since."""
    for case in cases.with_changed_choices(looked_at):
        # Without a new revision, which counts what staff did: nobody's form is refused because of it.
        Case.objects.filter(pk=case.pk).update(**cases.choices_of(case.feedback))


@transaction.atomic
def _notice_additions(looked_at: QuerySet[Case]) -> None:
    """Let the desk know what people added. What was closed opens again, with a new promise."""
    for number, added in cases.with_new_messages(looked_at):
        # Only upwards: two runs at once may have counted at different moments.
        Case.objects.filter(pk=number, messages_known__lt=added).update(messages_known=added)
    for case in cases.closed_with_new_messages(looked_at):
        # Where somebody has just taken it up it is open already.
        with _found_again(case):
            transition(case, CaseStatus.BEING_READ, **new_promise())


def _next_slot(now: datetime) -> datetime | None:
    local = timezone.localtime(now)
    for sending in SENDING_TIMES:
        slot = local.replace(hour=sending.hour, minute=sending.minute, second=0, microsecond=0)
        if slot > local:
            return slot
    return None


@transaction.atomic
def warn_of_promises(now: datetime | None = None) -> int:
    """Tell the desk once a working day, at a fixed hour, that a promise needs care. Returns how many people."""
    now = now or timezone.now()
    day = timezone.localdate(now)
    slot = _next_slot(now)
    if slot is None or not is_working_day(day, organisation.current().region):
        return 0
    if not queue.needing_care().exists():
        return 0
    people = list(users_with_role(*DESK))
    for person in people:
        queue_message(
            kind=Kind.PROMISE_DUE,
            recipient=person,
            # Without a count: small numbers could be laid beside who was there that day (SECURITY.md, T3).
            values={"path": reverse("desk:queue")},
            # With the day, so that each person hears of it once, however often this runs.
            dedupe_key=message_key(Kind.PROMISE_DUE, person.pk, day),
            due_at=slot,
        )
    return len(people)
