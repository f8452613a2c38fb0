"""Reads of the door, and what staff's side polls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from feedback.enums import KeyKind, MessageKind
from feedback.models import Feedback, ItemKey, Message, SealingKey


def current_key(on: date) -> SealingKey | None:
    """Return the public key that feedback of this day is sealed to, or None: then nothing is accepted."""
    return (
        SealingKey.objects.filter(kind=KeyKind.MONTH, valid_from__lte=on, valid_until__gte=on)
        .order_by("-valid_from")
        .first()
    )


def show_receipts(*lookups: bytes) -> None:
    """Tell PostgreSQL which receipts were presented, for the rest of this transaction.

    The door's database role sees only rows of these (row policies in migration 0002); other databases and the
    owner's role ignore it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            names = ",".join(lookup.hex() for lookup in lookups)
            cursor.execute("SELECT set_config('answerable.receipts', %s, true)", [names])


def by_lookup(lookup: bytes, *, hold: bool = False) -> Feedback | None:
    """Return the feedback that a receipt opens, or None. Call inside a transaction.

    `hold` keeps other changes of the same conversation waiting until the transaction ends.
    """
    show_receipts(lookup)
    found = Feedback.objects.filter(lookup=lookup)
    return (found.select_for_update() if hold else found).first()


def conversation(feedback: Feedback) -> list[Message]:
    """Return every message of one conversation, oldest first."""
    return list(Message.objects.filter(feedback=feedback).order_by("position"))


def key_of(thing_id: UUID) -> ItemKey | None:
    """Return the sealed key of a thing, or None once it is erased. Staff's side only."""
    return ItemKey.objects.select_related("sealing_key").filter(opens=thing_id).first()


def not_among(collected: Iterable[UUID]) -> QuerySet[Feedback]:
    """Return feedback that is not collected yet, in no order. `collected` holds ids, or is a query for them."""
    return Feedback.objects.exclude(pk__in=collected).order_by()


def from_person(feedback_ids: Iterable[UUID]) -> QuerySet[Message]:
    """Return what people added later to these conversations."""
    return Message.objects.filter(feedback__in=feedback_ids, kind=MessageKind.FROM_PERSON).order_by("position")
