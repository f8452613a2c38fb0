"""Everything that writes at the door. Nobody is named, because nobody is known."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from feedback import codes, queries, sealing
from feedback.enums import MessageKind, Status
from feedback.models import Feedback, ItemKey, Message, SealingKey, Step

MOST_ADDITIONS = 200


class NotKept(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """These words were not kept: the code belongs to something else by now, or the conversation is full or erased."""


class NoKey(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """There is no key to seal to, so nothing is accepted: words are never kept in clear."""


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """What somebody says. Every part may be empty, but not all of text, helped and better."""

    text: str
    helped: str
    better: str
    place: str
    about: str
    language: str
    for_council: bool
    for_public: bool


def _sealed_item(words: dict[str, str], *, table: str, column: str, row: uuid.UUID, on: date) -> tuple[bytes, ItemKey]:
    month = queries.current_key(on)
    if month is None:
        raise NoKey
    number, key = bytes(month.number), sealing.new_key()
    body = sealing.wrap(sealing.padded(words), key, place=sealing.place_of(table, column, row), number=number)
    sealed = sealing.seal(key, bytes(month.public_key), place=sealing.item_key_place(row), number=number)
    return body, ItemKey(opens=row, sealing_key=month, sealed=sealed)


def submit(*, words: Words, code: str, submission: uuid.UUID, on: date) -> bool:
    """Keep what somebody said, sealed. Returns False when this very submission was kept before.

    The same submission sent twice, by a lost answer or a second press, is kept once; the same code works. Raises
    `NotKept` when the code opens other words, or something that was erased since.
    """
    opened = codes.opened(code)
    public, private = sealing.new_keypair()
    feedback = Feedback(
        submission=submission,
        lookup=opened.lookup,
        received_on=on,
        language=words.language,
        for_council=words.for_council,
        for_public=words.for_public,
        reply_public=public,
    )
    said = {name: getattr(words, name) for name in ("text", "helped", "better", "place", "about", "language")}
    feedback.body, item_key = _sealed_item(said, table="feedback", column="body", row=feedback.pk, on=on)
    feedback.reply_private = sealing.wrap(
        private, opened.wrap_key, place=sealing.place_of("feedback", "reply_private", feedback.pk)
    )
    item_key.feedback = feedback
    with transaction.atomic():
        # No error is raised for a submission that is there already, so no database log can quote it.
        Feedback.objects.bulk_create([feedback], ignore_conflicts=True)
        kept = queries.by_lookup(opened.lookup)
        if kept is None or kept.submission != submission or kept.status == Status.ERASED:
            raise NotKept
        if kept.pk != feedback.pk:
            return False
        ItemKey.objects.bulk_create([item_key])
        Step.objects.bulk_create([Step(feedback=feedback, position=1, status=Status.RECEIVED, taken_on=on)])
    return True


def _next_position(feedback: Feedback) -> int:
    return (Message.objects.filter(feedback=feedback).aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def add_words(*, lookup: bytes, text: str, language: str, submission: uuid.UUID, on: date) -> bool:
    """Keep what a receipt holder adds, sealed to staff. Returns False when it was kept before.

    Raises `NotKept` when nothing is there any more, or the conversation is full.
    """
    feedback = queries.by_lookup(lookup, hold=True)
    if feedback is None or feedback.status == Status.ERASED:
        raise NotKept
    if Message.objects.filter(feedback=feedback, submission=submission).exists():
        return False
    message = Message(feedback=feedback, submission=submission, kind=MessageKind.FROM_PERSON, written_on=on)
    words = {"text": text, "language": language}
    message.sealed, item_key = _sealed_item(words, table="message", column="sealed", row=message.pk, on=on)
    item_key.feedback = feedback
    if _next_position(feedback) > MOST_ADDITIONS:
        raise NotKept
    for _attempt in range(5):
        # Staff may reply in the same moment and take the same position; then the next one is ours.
        message.position = _next_position(feedback)
        Message.objects.bulk_create([message], ignore_conflicts=True)
        if Message.objects.filter(pk=message.pk).exists():
            ItemKey.objects.bulk_create([item_key])
            return True
    raise NotKept


@transaction.atomic
def erase(*, lookup: bytes, on: date) -> bool:
    """Destroy what was said and every message, by their keys first. The receipt then says that it is erased."""
    feedback = queries.by_lookup(lookup, hold=True)
    if feedback is None:
        return False
    ItemKey.objects.filter(feedback=feedback).delete()
    Message.objects.filter(feedback=feedback).update(sealed=b"")
    Feedback.objects.filter(pk=feedback.pk, lookup=lookup).update(
        status=Status.ERASED, body=b"", reply_private=b"", for_council=False, for_public=False
    )
    _add_step(feedback, Status.ERASED, on)
    return True


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


def _add_step(feedback: Feedback, status: Status, on: date) -> None:
    last = Step.objects.filter(feedback=feedback).order_by("-position").first()
    if last is None or last.status != status:
        position = last.position + 1 if last else 1
        Step.objects.bulk_create([Step(feedback=feedback, position=position, status=status, taken_on=on)])


@transaction.atomic
def show_status(*, feedback_id: uuid.UUID, status: Status, on: date) -> None:
    """Show the receipt holder where their feedback is. Asked for by staff's side; erased stays erased."""
    if Feedback.objects.filter(pk=feedback_id).exclude(status=Status.ERASED).update(status=status):
        _add_step(Feedback.objects.get(pk=feedback_id), status, on)


@transaction.atomic
def tell(
    *, feedback_id: uuid.UUID, kind: MessageKind, news: dict[str, Any], on: date, submission: uuid.UUID
) -> Message | None:
    """Seal news to the receipt of one conversation; the same `submission` is kept once.

    `news` holds "language" (the source), "texts" by language (heading, body, and where it applies before, after,
    label, draft) and perhaps "link". Returns None when the person erased their feedback.
    """
    feedback = Feedback.objects.select_for_update().get(pk=feedback_id)
    if feedback.status == Status.ERASED:
        return None
    if kept := Message.objects.filter(submission=submission).first():
        return kept
    message = Message(
        feedback=feedback, submission=submission, position=_next_position(feedback), kind=kind, written_on=on
    )
    message.sealed = sealing.seal(
        sealing.padded(news), bytes(feedback.reply_public), place=sealing.place_of("message", "sealed", message.pk)
    )
    message.save(force_insert=True)
    return message


def publish_key(*, number: bytes, public_key: bytes, valid_from: date, valid_until: date) -> SealingKey:
    """Let the door seal to a new public key. The private half never comes here."""
    return SealingKey.objects.create(
        number=number, public_key=public_key, valid_from=valid_from, valid_until=valid_until
    )
