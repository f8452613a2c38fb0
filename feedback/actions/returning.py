"""What somebody does with a code: add, choose again, take a new code, destroy."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from feedback import codes, queries, sealing
from feedback.actions.submitting import NotStoredError, seal_to_staff
from feedback.content import Addition
from feedback.enums import CONSENTS, Fitting, MessageKind, Status
from feedback.models import DataKey, Feedback, File, LinkedAnswers, Message, Step

# Otherwise one code would be enough to fill the disk.
MAX_ADDITIONS = 200


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was destroyed, for the person to keep. `number` names the record without telling which one it was."""

    number: str
    on: date
    messages: int
    files: int


def next_position(feedback: Feedback) -> int:
    """Return the position of the next message of a conversation."""
    return (Message.objects.filter(feedback=feedback).aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def add_words(*, lookup: bytes, addition: Addition, submission: uuid.UUID, on: date) -> bool:
    """Store what a receipt holder adds, sealed to staff. Returns False when it was stored before.

    Raises `NotStoredError` when nothing is there any more, or the conversation is full.
    """
    feedback = queries.by_lookup(lookup, for_update=True)
    if feedback is None or feedback.status == Status.ERASED:
        raise NotStoredError
    # A second press, or a lost answer: the first one is stored.
    if Message.objects.filter(feedback=feedback, submission=submission).exists():
        return False
    message = Message(feedback=feedback, submission=submission, kind=MessageKind.FROM_PERSON, written_on=on)
    message.sealed, data_key = seal_to_staff(addition, table="message", column="sealed", row=message.pk, on=on)
    data_key.feedback = feedback
    if next_position(feedback) > MAX_ADDITIONS:
        raise NotStoredError
    for _attempt in range(5):
        # Staff may reply at the same time and take the same position; then the next one is ours.
        message.position = next_position(feedback)
        Message.objects.bulk_create([message], ignore_conflicts=True)
        if Message.objects.filter(pk=message.pk).exists():
            DataKey.objects.bulk_create([data_key])
            _written(feedback)
            return True
    raise NotStoredError


def _written(feedback: Feedback) -> None:
    """Let the worker's next run know that something of this conversation is new, and hide when it came."""
    Feedback.objects.filter(pk=feedback.pk).update(shuffled=False)


@transaction.atomic
def choose(*, lookup: bytes, consents: dict[str, bool]) -> bool:
    """Change who may read a version without names. Returns False when there is nothing to choose any more."""
    feedback = queries.by_lookup(lookup, for_update=True)
    if feedback is None or feedback.status == Status.ERASED:
        return False
    wanted = {name: consents[name] for name in CONSENTS if name in consents}
    return Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(**wanted, shuffled=False) == 1


def answer_version(  # noqa: PLR0913 - what is said, and where it belongs
    *, lookup: bytes, about: uuid.UUID, fitting: Fitting, addition: Addition, submission: uuid.UUID, on: date
) -> bool:
    """Store what the person says to the version others may read. "Stop" takes every choice back.

    "Change" holds the newest version back until there is another one, or the person says that it is fine. Both are
    done first and by themselves: they hold even where the words cannot be stored. Returns and raises what `add_words`
    does.
    """
    if fitting == Fitting.STOP:
        choose(lookup=lookup, consents=dict.fromkeys(CONSENTS, False))
    else:
        _hold_back(lookup=lookup, about=about, is_wanted=fitting == Fitting.CHANGE)
    answer: Addition = {**addition, "about": str(about), "fitting": str(fitting)}
    return add_words(lookup=lookup, addition=answer, submission=submission, on=on)


@transaction.atomic
def _hold_back(*, lookup: bytes, about: uuid.UUID, is_wanted: bool) -> None:
    """Write down whether another version is asked for. What is said to an earlier one changes nothing."""
    feedback = queries.by_lookup(lookup, for_update=True)
    if feedback is None or feedback.status == Status.ERASED:
        return
    versions = Message.objects.filter(feedback=feedback, kind=MessageKind.SHAREABLE).order_by("-position")
    if versions.values_list("pk", flat=True).first() == about:
        Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(change_asked=is_wanted, shuffled=False)


@transaction.atomic
def erase(*, lookup: bytes, on: date) -> Receipt | None:
    """Destroy what was said, every message and every file, by their keys first; the receipt then says so.

    Returns None when there is nothing, and the same receipt with no counts when it was destroyed before.
    """
    feedback = queries.by_lookup(lookup, for_update=True)
    if feedback is None:
        return None
    if feedback.status == Status.ERASED:
        return receipt_of(feedback, on)
    # Keys first: without them what is left in a backup cannot be opened.
    DataKey.objects.filter(feedback=feedback).delete()
    LinkedAnswers.objects.filter(feedback=feedback).delete()
    messages = Message.objects.filter(feedback=feedback).update(sealed=b"")
    files, _kinds = File.objects.filter(feedback=feedback).delete()
    Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(
        status=Status.ERASED,
        body=b"",
        reply_private=b"",
        own_words=b"",
        **dict.fromkeys((*CONSENTS, "change_asked", "shuffled"), False),
    )
    add_step(feedback, Status.ERASED, on)
    return Receipt(_number(feedback), on, messages, files)


def _number(feedback: Feedback) -> str:
    # Not the row's own number: a receipt that somebody finds must not lead to it.
    return hashlib.sha256(feedback.pk.bytes).hexdigest()[:12]


def receipt_of(feedback: Feedback, on: date) -> Receipt:
    """Return the receipt of what was destroyed before, without counts; `on` is printed where its day is not known."""
    step = Step.objects.filter(feedback=feedback, status=Status.ERASED).first()
    return Receipt(_number(feedback), step.taken_on if step else on, 0, 0)


@transaction.atomic
def rotate(*, lookup: bytes, wrap_key: bytes, new_code: str) -> bool:
    """Let a new code open the conversation; the old one and every open page stop working at once."""
    # Before the row is locked: the derivation takes its time, and waits for its turn in a flood.
    opened = codes.opened(new_code)
    feedback = queries.by_lookup(lookup, for_update=True)
    if feedback is None or feedback.status == Status.ERASED:
        return False
    cell = sealing.cell("feedback", "reply_private", feedback.pk)
    private = sealing.unwrap(feedback.reply_private, wrap_key, associated_data=cell)
    # The row must be seen under its old lookup and its new one.
    queries.show_receipts(lookup, opened.lookup)
    moved = Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(
        lookup=opened.lookup,
        reply_private=sealing.wrap(private, opened.wrap_key, associated_data=cell),
        shuffled=False,
    )
    return moved == 1


def add_step(feedback: Feedback, status: Status, on: date) -> None:
    """Write down that the feedback took a step, unless it is the last one already."""
    last = Step.objects.filter(feedback=feedback).order_by("-position").first()
    if last is not None and last.status == status:
        return
    position = 1
    if last is not None:
        position = last.position + 1
    Step.objects.bulk_create([Step(feedback=feedback, position=position, status=status, taken_on=on)])
