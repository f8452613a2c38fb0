"""The state of the keys, for the administrators' page and the command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef

from feedback.enums import KeyKind
from feedback.models import File, ItemKey, SealingKey
from tracker import keys
from tracker.enums import PAIRS, KeyFault, KeyUse, Letter
from tracker.keys.numbers import months_later, number_of
from tracker.models import EscrowHolder


@dataclass(frozen=True, slots=True)
class Row:
    """One key. `is_readable` is None where only another process can tell, `has_copies` where none are made."""

    key: SealingKey
    use: KeyUse
    is_readable: bool | None
    has_copies: bool | None

    @property
    def is_month(self) -> bool:
        """Return whether it is the key of one month."""
        return self.key.kind == KeyKind.MONTH


@dataclass(frozen=True, slots=True)
class State:
    """Every key, who keeps copies, what is missing, and when the next monthly key is made."""

    rows: list[Row]
    holders: list[EscrowHolder]
    faults: list[KeyFault]
    next_on: date


def _use(key: SealingKey, there: Sequence[SealingKey], on: date, *, is_empty: bool) -> KeyUse:
    newer = [other for other in there if other.kind == key.kind and _rank(other) > _rank(key)]
    if key.valid_until < on:
        return KeyUse.RETIRED if is_empty else KeyUse.PAST
    if key.valid_from > on:
        return KeyUse.REPLACED if any(other.valid_from == key.valid_from for other in newer) else KeyUse.LATER
    return KeyUse.REPLACED if any(other.valid_from <= on <= other.valid_until for other in newer) else KeyUse.NOW


def _rank(key: SealingKey) -> tuple[date, bytes]:
    """The order in which the door chooses: the newest first (`feedback.queries.current_key`)."""
    return key.valid_from, bytes(key.number)


def _row(key: SealingKey, there: Sequence[SealingKey], on: date) -> Row:
    is_notices = key.kind == KeyKind.NOTICES
    has_half, is_sealed_to = hasattr(key, "private_half"), key.holds_items or key.holds_files  # type: ignore[attr-defined]
    use = _use(key, there, on, is_empty=not (is_notices or has_half or is_sealed_to))
    needs_none = is_notices or use == KeyUse.RETIRED
    return Row(
        key=key,
        use=use,
        is_readable=None if use == KeyUse.RETIRED or (is_notices and not settings.CONTACT_KEY) else keys.opens(key),
        has_copies=None if needs_none else key.copies == len(PAIRS),  # type: ignore[attr-defined]
    )


def _faults(rows: list[Row], holders: list[EscrowHolder], on: date) -> Iterator[KeyFault]:
    used = {row.key.kind for row in rows if row.use == KeyUse.NOW}
    missing = {KeyKind.MONTH: KeyFault.NO_MONTH, KeyKind.FILES: KeyFault.NO_FILES, KeyKind.NOTICES: KeyFault.NO_NOTICES}
    yield from (fault for kind, fault in missing.items() if kind not in used)
    if number_of(months_later(on, 1)) not in {bytes(row.key.number) for row in rows}:
        yield KeyFault.NO_NEXT
    if any(row.is_readable is False for row in rows if row.key.kind != KeyKind.NOTICES):
        yield KeyFault.CLOSED
    if len(holders) < len(Letter):
        yield KeyFault.NO_HOLDERS
    elif any(row.has_copies is False for row in rows):
        yield KeyFault.NO_COPIES


def state(on: date) -> State:
    """Return the state of all keys on a day, the earliest first. Asks the same few queries however many there are."""
    there = list(
        SealingKey.objects.select_related("private_half")
        .annotate(
            copies=Count("escrow_copies"),
            holds_items=Exists(ItemKey.objects.filter(sealing_key=OuterRef("pk"))),
            holds_files=Exists(File.objects.filter(sealing_key=OuterRef("pk")).exclude(key=b"")),
        )
        .order_by("valid_from", "number")
    )
    rows, holders = [_row(key, there, on) for key in there], list(EscrowHolder.objects.all())
    faults = list(_faults(rows, holders, on))
    is_ahead = not {KeyFault.NO_MONTH, KeyFault.NO_NEXT} & set(faults)
    return State(rows, holders, faults, months_later(on, 1) if is_ahead else on)
