"""Reads of the door, and what staff's side polls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from feedback.enums import FileState, KeyKind, MessageKind
from feedback.models import Contact, DataKey, Draft, Feedback, File, LinkedAnswers, Message, Place, SealingKey


def current_key(on: date, kind: KeyKind = KeyKind.MONTH) -> SealingKey | None:
    """Return the public key that things of this day are sealed to, or None: then nothing is accepted."""
    return (
        SealingKey.objects.filter(kind=kind, valid_from__lte=on, valid_until__gte=on)
        # Of two that begin on one day the higher number: it was made in place of the other.
        .order_by("-valid_from", "-number")
        .first()
    )


class Opening:
    """Whether the door takes anything, remembered for half a minute by the process, for the first page alone.

    Nothing is sealed by it: each step that seals asks for the key again.
    """

    SECONDS = 30.0

    def __init__(self) -> None:
        """Know nothing."""
        self.forget()

    def forget(self) -> None:
        """Ask again at the next page."""
        self._day: date | None = None
        self._until = 0.0

    def is_open(self, on: date) -> bool:
        """Return whether there was a key for this day. Only yes is remembered: a door that opens is open at once."""
        if self._day == on and monotonic() < self._until:
            return True
        if current_key(on) is None:
            return False
        self._day = on
        self._until = monotonic() + self.SECONDS
        return True


opening = Opening()


def _show(setting: str, names: Iterable[str]) -> None:
    # Only PostgreSQL has row policies; the embedded mode has one process and one role.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # `true`: until the transaction ends. The connection is kept, and the next visit is somebody else's.
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, ",".join(names)])


def show_receipts(*lookups: bytes) -> None:
    """Tell PostgreSQL which receipts and codes of drafts were presented, for the rest of this transaction.

    The door's database role sees only rows of these (row policies in migration 0002); other databases and the
    owner's role ignore it.
    """
    _show("answerable.receipts", map(bytes.hex, lookups))


def show_files(numbers: Iterable[str]) -> None:
    """Tell PostgreSQL which files that are not sent yet belong to this visit, for the rest of this transaction."""
    _show("answerable.files", [str(UUID(number)) for number in numbers])


def staged(numbers: list[str]) -> list[File]:
    """Return those of these files that still wait to be sent, without what they hold, in the order of their adding."""
    with transaction.atomic():
        show_files(numbers)
        # Never the content: the door's role may not read it back.
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


def place_named(number: str, language: str, *, unlisted: bool = False) -> str:
    """Return the name of the place with this number, or nothing; `unlisted` allows one that is not offered now."""
    try:
        place = Place.objects.filter(pk=UUID(number)).first()
    except ValueError:
        return ""
    if place is None or not (place.listed or unlisted):
        return ""
    return place.name_in(language)


def by_lookup(lookup: bytes, *, for_update: bool = False) -> Feedback | None:
    """Return the feedback that a receipt opens, or None. Call inside a transaction.

    `for_update` keeps other changes of the same conversation waiting until the transaction ends.
    """
    show_receipts(lookup)
    found = Feedback.objects.filter(lookup=lookup)
    if for_update:
        found = found.select_for_update()
    return found.first()


def conversation(feedback: Feedback) -> list[Message]:
    """Return every message of one conversation, oldest first."""
    return list(Message.objects.filter(feedback=feedback).order_by("position"))


def key_of(thing_id: UUID) -> DataKey | None:
    """Return the sealed key of a thing, or None once it is erased. Staff's side only."""
    return DataKey.objects.select_related("sealing_key").filter(opens=thing_id).first()


def keys_of(thing_ids: Iterable[UUID]) -> dict[UUID, DataKey]:
    """Return the sealed keys of things by the ids of the things, without those that are erased. Staff's side only."""
    data_keys = DataKey.objects.select_related("sealing_key").filter(opens__in=list(thing_ids))
    return {data_key.opens: data_key for data_key in data_keys}


def without(rows: QuerySet[Any], field: str) -> QuerySet[Feedback]:
    """Return feedback that no row points to with `field`, in no order."""
    # NOT EXISTS and not NOT IN: above some 200,000 rows PostgreSQL looks through the list of NOT IN for each of them.
    pointing = rows.filter(**{field: OuterRef("pk")})
    # Any order would come near that of arrival, and what is new is shuffled so that nobody sees it (T3).
    return Feedback.objects.filter(~Exists(pointing)).order_by()


def from_person(feedback_ids: Iterable[UUID]) -> QuerySet[Message]:
    """Return what people added later to these conversations."""
    return Message.objects.filter(feedback__in=feedback_ids, kind=MessageKind.FROM_PERSON).order_by("position")


def written_by_the_door() -> list[UUID]:
    """Return conversations in which the door has written something since they were last shuffled, in no order."""
    written = Feedback.objects.filter(shuffled=False).order_by().values_list("pk", flat=True)
    # Added later than what they are about, by a page that cannot mark it.
    answered = LinkedAnswers.objects.filter(shuffled=False).order_by().values_list("feedback", flat=True)
    return list({*written, *answered})


def has_unshuffled() -> bool:
    """Return whether the door has written anything since the last run."""
    return any(model.objects.filter(shuffled=False).exists() for model in (Feedback, Draft, Contact, LinkedAnswers))


def may_forget_log() -> bool:
    """Return whether this role may close the log of changes (PostgreSQL 15 or newer)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE')"
            " AND coalesce(pg_has_role(to_regrole('pg_checkpoint'), 'USAGE'), false)"
        )
        return bool(cursor.fetchone()[0])
