"""What staff's side asks the door to show. The door asks nobody anything."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction

from feedback import sealing
from feedback.actions.returning import add_step, next_position
from feedback.content import Notice
from feedback.enums import KeyKind, MessageKind, Status
from feedback.models import Feedback, Message, SealingKey


@transaction.atomic
def show_status(*, feedback_id: uuid.UUID, status: Status, on: date) -> None:
    """Show the receipt holder where their feedback is. Asked for by staff's side; erased stays erased."""
    # In one statement: an erasure at the same time must win.
    if Feedback.objects.filter(pk=feedback_id).exclude(status=Status.ERASED).update(status=status):
        add_step(Feedback.objects.get(pk=feedback_id), status, on)


def show_promise(*, feedback_id: uuid.UUID, answer_by: date) -> None:
    """Show the receipt holder by when we answer."""
    Feedback.objects.filter(pk=feedback_id).update(answer_by=answer_by)


@transaction.atomic
def send_notice(
    *, feedback_id: uuid.UUID, kind: MessageKind, notice: Notice, on: date, submission: uuid.UUID
) -> Message | None:
    """Seal a notice to the receipt of one conversation; the same `submission` is stored once.

    Returns None when the person erased their feedback, or no code opens it any more.
    """
    feedback = Feedback.objects.select_for_update().get(pk=feedback_id)
    # Nothing can be sealed to a conversation that no code opens.
    if feedback.status == Status.ERASED or not feedback.reply_public:
        return None
    existing = Message.objects.filter(submission=submission).first()
    if existing:
        return existing
    message = Message(
        feedback=feedback, submission=submission, position=next_position(feedback), kind=kind, written_on=on
    )
    cell = sealing.cell("message", "sealed", message.pk)
    message.sealed = sealing.seal(sealing.pack(notice), bytes(feedback.reply_public), associated_data=cell)
    message.save(force_insert=True)
    if kind == MessageKind.SHAREABLE:
        # Here is the other version that was asked for; the person has their days for this one, too.
        Feedback.objects.filter(pk=feedback_id).update(change_asked=False)
    return message


def publish_key(
    *, number: bytes, public_key: bytes, valid_from: date, valid_until: date, kind: KeyKind = KeyKind.MONTH
) -> SealingKey:
    """Let the door seal to a new public key. The private half never comes here."""
    return SealingKey.objects.create(
        number=number, kind=kind, public_key=public_key, valid_from=valid_from, valid_until=valid_until
    )
