"""What somebody does with a code: add, choose again, take a new code, destroy."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from feedback import codes, queries, sealing
from feedback.actions.giving import NotKept, sealed_item
from feedback.enums import CONSENTS, Fitting, MessageKind, Status
from feedback.models import Feedback, File, ItemKey, Message, Step

MOST_ADDITIONS = 200


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
def add_words(  # noqa: PLR0913 - `said` alone is what somebody chose, the rest says where it belongs
    *,
    lookup: bytes,
    text: str,
    language: str,
    submission: uuid.UUID,
    on: date,
    said: dict[str, Any] | None = None,
) -> bool:
    """Keep what a receipt holder adds, sealed to staff. Returns False when it was kept before.

    `said` may hold more than words: "about" (the number of the message it answers) and "different" or "fitting".
    Raises `NotKept` when nothing is there any more, or the conversation is full.
    """
    feedback = queries.by_lookup(lookup, hold=True)
    if feedback is None or feedback.status == Status.ERASED:
        raise NotKept
    if Message.objects.filter(feedback=feedback, submission=submission).exists():
        return False
    message = Message(feedback=feedback, submission=submission, kind=MessageKind.FROM_PERSON, written_on=on)
    words = {"text": text, "language": language, **(said or {})}
    message.sealed, item_key = sealed_item(words, table="message", column="sealed", row=message.pk, on=on)
    item_key.feedback = feedback
    if next_position(feedback) > MOST_ADDITIONS:
        raise NotKept
    for _attempt in range(5):
        # Staff may reply in the same moment and take the same position; then the next one is ours.
        message.position = next_position(feedback)
        Message.objects.bulk_create([message], ignore_conflicts=True)
        if Message.objects.filter(pk=message.pk).exists():
            ItemKey.objects.bulk_create([item_key])
            return True
    raise NotKept


@transaction.atomic
def choose(*, lookup: bytes, consents: dict[str, bool]) -> bool:
    """Change who may read a version without names. Returns False when there is nothing to choose any more."""
    feedback = queries.by_lookup(lookup, hold=True)
    if feedback is None or feedback.status == Status.ERASED:
        return False
    wanted = {name: consents[name] for name in CONSENTS if name in consents}
    return Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(**wanted) == 1


def say_of_version(  # noqa: PLR0913 - what is said, and where it belongs
    *, lookup: bytes, about: uuid.UUID, fitting: Fitting, text: str, language: str, submission: uuid.UUID, on: date
) -> bool:
    """Keep what the person says to the version others may read. "Stop" takes every choice back.

    "Change" holds the newest version back until there is another one, or the person says that it is fine. Both are
    done first and by themselves: they hold even where the words cannot be kept. Returns and raises what `add_words`
    does.
    """
    if fitting == Fitting.STOP:
        choose(lookup=lookup, consents=dict.fromkeys(CONSENTS, False))
    else:
        _hold_back(lookup=lookup, about=about, is_wanted=fitting == Fitting.CHANGE)
    said = {"about": str(about), "fitting": str(fitting)}
    return add_words(lookup=lookup, text=text, language=language, submission=submission, on=on, said=said)


@transaction.atomic
def _hold_back(*, lookup: bytes, about: uuid.UUID, is_wanted: bool) -> None:
    """Write down whether another version is asked for. What is said to an earlier one changes nothing."""
    feedback = queries.by_lookup(lookup, hold=True)
    if feedback is None or feedback.status == Status.ERASED:
        return
    versions = Message.objects.filter(feedback=feedback, kind=MessageKind.SHAREABLE).order_by("-position")
    if versions.values_list("pk", flat=True).first() == about:
        Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(change_asked=is_wanted)


@transaction.atomic
def erase(*, lookup: bytes, on: date) -> Receipt | None:
    """Destroy what was said, every message and every file, by their keys first; the receipt then says so.

    Returns None when there is nothing, and the same receipt with no counts when it was destroyed before.
    """
    feedback = queries.by_lookup(lookup, hold=True)
    if feedback is None:
        return None
    if feedback.status == Status.ERASED:
        return receipt_of(feedback, on)
    ItemKey.objects.filter(feedback=feedback).delete()
    messages = Message.objects.filter(feedback=feedback).update(sealed=b"")
    files, _kinds = File.objects.filter(feedback=feedback).delete()
    Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(
        status=Status.ERASED,
        body=b"",
        reply_private=b"",
        own_words=b"",
        **dict.fromkeys((*CONSENTS, "change_asked"), False),
    )
    add_step(feedback, Status.ERASED, on)
    return Receipt(_number(feedback), on, messages, files)


def _number(feedback: Feedback) -> str:
    return hashlib.sha256(feedback.pk.bytes).hexdigest()[:12]


def receipt_of(feedback: Feedback, on: date) -> Receipt:
    """Return the receipt of what was destroyed before, without counts; `on` is printed where its day is not known."""
    step = Step.objects.filter(feedback=feedback, status=Status.ERASED).first()
    return Receipt(_number(feedback), step.taken_on if step else on, 0, 0)


@transaction.atomic
def rotate(*, lookup: bytes, wrap_key: bytes, new_code: str) -> bool:
    """Let a new code open the conversation; the old one and every open page stop working at once."""
    fresh = codes.opened(new_code)
    feedback = queries.by_lookup(lookup, hold=True)
    if feedback is None or feedback.status == Status.ERASED:
        return False
    place = sealing.place_of("feedback", "reply_private", feedback.pk)
    private = sealing.unwrap(feedback.reply_private, wrap_key, place=place)
    queries.show_receipts(lookup, fresh.lookup)
    moved = Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(
        lookup=fresh.lookup, reply_private=sealing.wrap(private, fresh.wrap_key, place=place)
    )
    return moved == 1


def add_step(feedback: Feedback, status: Status, on: date) -> None:
    """Write down that the feedback took a step, unless it stands there already."""
    last = Step.objects.filter(feedback=feedback).order_by("-position").first()
    if last is None or last.status != status:
        position = last.position + 1 if last else 1
        Step.objects.bulk_create([Step(feedback=feedback, position=position, status=status, taken_on=on)])
