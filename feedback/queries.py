"""Reads of the door, and what staff's side polls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from feedback.enums import FileState, KeyKind, MessageKind
from feedback.models import Feedback, File, ItemKey, Message, Place, SealingKey


def current_key(on: date, kind: KeyKind = KeyKind.MONTH) -> SealingKey | None:
    """Return the public key that things of this day are sealed to, or None: then nothing is accepted."""
    return (
        SealingKey.objects.filter(kind=kind, valid_from__lte=on, valid_until__gte=on)
        .order_by("-valid_from", "-number")
        .first()
    )


def _show(setting: str, names: Iterable[str]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, ",".join(names)])


def show_receipts(*lookups: bytes) -> None:
    """Tell PostgreSQL which receipts and codes of drafts were presented, for the rest of this transaction.

    The door's database role sees only rows of these (row policies in migration 0002); other databases and the
    owner's role ignore it.
    """
    _show("answerable.receipts", (lookup.hex() for lookup in lookups))


def show_files(numbers: Iterable[str]) -> None:
    """Tell PostgreSQL which files that are not sent yet belong to this visit, for the rest of this transaction."""
    _show("answerable.files", [str(UUID(number)) for number in numbers])


def staged(numbers: list[str]) -> list[File]:
    """Return those of these files that still wait to be sent, without what they hold, in the order of their adding."""
    with transaction.atomic():
        show_files(numbers)
        waiting = File.objects.filter(pk__in=numbers, feedback=None).only("position", "kind", "voice")
        return list(waiting.order_by("position", "id"))


def files_of(feedback: Feedback) -> list[File]:
    """Return what was sent with the words, without what it holds. At the door, call it where a receipt was shown."""
    sent = File.objects.filter(feedback=feedback).only("position", "kind", "state", "why")
    return list(sent.order_by("position", "id"))


def waiting_files() -> QuerySet[File]:
    """Return files that were sent and are not made safe yet, in no order. What is not sent is not looked at."""
    return File.objects.filter(state=FileState.WAITING, feedback__isnull=False).order_by()


def places() -> list[Place]:
    """Return the places that people may choose from."""
    return list(Place.objects.filter(listed=True))


def place_with_code(code: str) -> Place | None:
    """Return the listed place whose posters bear this code, or None."""
    return Place.objects.filter(code=code, listed=True).first()


def place_named(number: str, language: str) -> str:
    """Return the name of the place with this number, or nothing when none is listed under it."""
    try:
        found = Place.objects.filter(pk=UUID(number), listed=True).first()
    except ValueError:
        return ""
    return found.name_in(language) if found else ""


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
