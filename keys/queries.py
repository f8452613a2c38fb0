"""The state of the keys, for the administrators' page and the command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef

from feedback.enums import KeyKind
from feedback.models import DataKey, File, SealingKey
from keys.enums import HOLDER_PAIRS, HolderLabel, KeyFault, KeyUse
from keys.models import EscrowHolder
from keys.numbers import months_later, number_of
from keys.opening import WORKERS_KINDS, can_open, is_given


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


_MISSING = {
    KeyKind.MONTH: KeyFault.NO_MONTH,
    KeyKind.FILES: KeyFault.NO_FILES,
    KeyKind.NOTICES: KeyFault.NO_NOTICES,
    KeyKind.EQUALITY: KeyFault.NO_EQUALITY,
}


def _use(key: SealingKey, existing: Sequence[SealingKey], on: date) -> KeyUse:
    if key.valid_until < on:
        return KeyUse.PAST if _has_content(key) else KeyUse.RETIRED
    is_ahead = key.valid_from > on
    # The door chooses on the day the key begins, or today where it has begun.
    day = max(on, key.valid_from)
    for other in existing:
        is_valid = other.valid_from <= day <= other.valid_until
        if other.kind == key.kind and is_valid and _rank(other) > _rank(key):
            return KeyUse.REPLACED
    return KeyUse.LATER if is_ahead else KeyUse.NOW


def _has_content(key: SealingKey) -> bool:
    """Return whether something is still sealed to a key, or has its private half; of the worker's nobody can tell."""
    is_sealed_to = key.has_data_keys or key.has_files  # type: ignore[attr-defined]
    return key.kind in WORKERS_KINDS or hasattr(key, "private_half") or is_sealed_to


def _rank(key: SealingKey) -> tuple[date, bytes]:
    """The order in which the door chooses: the newest first (`feedback.queries.current_key`)."""
    return key.valid_from, bytes(key.number)


def _row(key: SealingKey, existing: Sequence[SealingKey], on: date) -> Row:
    use = _use(key, existing, on)
    if use == KeyUse.RETIRED:
        return Row(key, use, is_readable=None, has_copies=None)
    if key.kind in WORKERS_KINDS:
        # Its private half is a secret of the worker: another process cannot say whether it can be read there.
        is_readable = can_open(key) if is_given(key.kind) else None
        return Row(key, use, is_readable, has_copies=None)
    has_copies = key.copies == len(HOLDER_PAIRS)  # type: ignore[attr-defined]
    return Row(key, use, can_open(key), has_copies)


def _faults(rows: list[Row], holders: list[EscrowHolder], on: date) -> Iterator[KeyFault]:
    used = set()
    numbers = set()
    for row in rows:
        numbers.add(bytes(row.key.number))
        if row.use == KeyUse.NOW:
            used.add(row.key.kind)
    for kind, fault in _MISSING.items():
        if kind not in used:
            yield fault
    if number_of(months_later(on, 1)) not in numbers:
        yield KeyFault.NO_NEXT
    # A key of the worker's that cannot be read here is no fault: only the worker can tell.
    if any(row.is_readable is False for row in rows if row.key.kind not in WORKERS_KINDS):
        yield KeyFault.CLOSED
    if len(holders) < len(HolderLabel):
        yield KeyFault.NO_HOLDERS
    # Without three holders no key has copies, and the fault above says enough.
    elif any(row.has_copies is False for row in rows):
        yield KeyFault.NO_COPIES


def state(on: date) -> State:
    """Return the state of all keys on a day, the earliest first. Asks the same few queries however many there are."""
    existing = list(
        SealingKey.objects.select_related("private_half")
        .annotate(
            # One count alone: a second one over another relation would multiply both.
            copies=Count("escrow_copies"),
            has_data_keys=Exists(DataKey.objects.filter(sealing_key=OuterRef("pk"))),
            # Without `key` it waits no longer: it was refused, or is sealed by a data key, which is asked for above.
            has_files=Exists(File.objects.filter(sealing_key=OuterRef("pk")).exclude(key=b"")),
        )
        .order_by("valid_from", "number")
    )
    rows = [_row(key, existing, on) for key in existing]
    holders = list(EscrowHolder.objects.all())
    faults = list(_faults(rows, holders, on))
    is_ahead = not {KeyFault.NO_MONTH, KeyFault.NO_NEXT} & set(faults)
    next_on = months_later(on, 1) if is_ahead else on
    return State(rows, holders, faults, next_on)
