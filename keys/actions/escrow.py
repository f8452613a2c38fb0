"""Copies for three holders, of whom any two can bring every private half back.

A copy is sealed to one holder and inside that to another, so that neither opens it alone. The keys of the worker
alone have no copies: what is lost with them is the wish to be told and what was not counted yet, and a second way to
addresses or answers would be one too many.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.models import User
from feedback import sealing
from feedback.models import SealingKey
from keys.enums import HOLDER_PAIRS, HolderLabel
from keys.locking import wait_for_turn
from keys.models import EscrowCopy, EscrowHolder, PrivateKey
from keys.opening import WORKERS_KINDS, WrongKekError, can_open, private_of, public_of, wrapped


class HolderConflictError(Exception):
    """The label has another holder, or the key another label. Nothing was changed."""


class HolderMismatchError(Exception):
    """These are not the keys of two different holders. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many copies the two opened, how many keys that restored, and the numbers of keys that are still closed.

    `broken` are the numbers of copies that did not open.
    """

    pair: str
    copies: int
    restored: int
    closed: list[str]
    broken: list[str]


def _associated_data(number: bytes, pair: str) -> str:
    # So that a copy which is moved to another key, or to another pair, does not open.
    return f"escrow_copy|sealed|{number.hex()}|{pair}"


def _copy(key: SealingKey, private: bytes, pair: str, publics: dict[str, bytes]) -> EscrowCopy:
    number = bytes(key.number)
    associated_data = _associated_data(number, pair)
    outer = publics[pair[0]]
    inner = publics[pair[1]]
    once = sealing.seal(private, inner, associated_data=associated_data, number=number)
    twice = sealing.seal(once, outer, associated_data=associated_data, number=number)
    return EscrowCopy(sealing_key=key, pair=pair, sealed=twice)


def _opened(copy: EscrowCopy, privates: dict[str, bytes]) -> bytes:
    """Return the private half in a copy, or raise `DecryptionError`; a half that belongs to another key is refused."""
    number = bytes(copy.sealing_key.number)
    associated_data = _associated_data(number, copy.pair)
    outer = privates[copy.pair[0]]
    inner = privates[copy.pair[1]]
    once = sealing.unseal(copy.sealed, outer, associated_data=associated_data, number=number)
    private = sealing.unseal(once, inner, associated_data=associated_data, number=number)
    # Whoever can write to the database could have put another key's half here.
    if public_of(private) != bytes(copy.sealing_key.public_key):
        raise sealing.DecryptionError
    return private


def copy(key: SealingKey, private: bytes) -> int:
    """Make the copies of a private half that are missing, if there are three holders. Returns how many were made."""
    publics = {holder.letter: bytes(holder.public_key) for holder in EscrowHolder.objects.all()}
    if len(publics) < len(HolderLabel):
        return 0
    existing = set(EscrowCopy.objects.filter(sealing_key=key).values_list("pair", flat=True))
    created = [_copy(key, private, pair, publics) for pair in HOLDER_PAIRS if pair not in existing]
    EscrowCopy.objects.bulk_create(created)
    return len(created)


def _keys_with_copies() -> list[SealingKey]:
    """Return the keys whose private halves are copied for the holders."""
    keys = SealingKey.objects.select_related("private_half").exclude(kind__in=WORKERS_KINDS)
    return list(keys.order_by("valid_from", "number"))


@transaction.atomic
def register(  # noqa: PLR0913 - a holder is a label, an office, a key and a day
    *, letter: HolderLabel, office: str, public_key: bytes, on: date, replace: bool = False, by: User | None = None
) -> int:
    """Register who keeps a key on paper, and make every copy that can be made. Returns how many were made.

    `replace` lets an office hand its label on: the copies that the old key opens are destroyed and made again. Raises
    `HolderConflictError` without it, and `WrongKekError` where the keys are closed here and could not be copied again.
    """
    # Somebody may be making a key at the same time, and no key may miss its copies.
    wait_for_turn()
    audit.record("registered an escrow holder", f"EscrowHolder {letter}", by=by, office=office, replace=replace)
    # An office with two letters would be a pair by itself.
    if EscrowHolder.objects.filter(public_key=public_key).exclude(letter=letter).exists():
        raise HolderConflictError
    existing = EscrowHolder.objects.filter(letter=letter).first()
    if existing is not None and bytes(existing.public_key) != public_key:
        if not replace:
            raise HolderConflictError
        _destroy_copies_of(letter)
    EscrowHolder.objects.update_or_create(
        letter=letter, defaults={"office": office, "public_key": public_key, "since": on}
    )
    copies = 0
    for key in _keys_with_copies():
        # One that is closed here stays without copies, which `keys status` says; registering again makes them.
        if can_open(key):
            copies += copy(key, private_of(key))
    return copies


def _destroy_copies_of(letter: HolderLabel) -> None:
    """Destroy the copies that a holder's old key opens, or raise `WrongKekError` where one could not be made again."""
    copies = EscrowCopy.objects.filter(pair__contains=letter)
    copied = set(copies.values_list("sealing_key", flat=True))
    for key in _keys_with_copies():
        if key.pk in copied and not can_open(key):
            raise WrongKekError
    copies.delete()


def _by_label(privates: tuple[bytes, bytes]) -> dict[str, bytes]:
    """Return two private keys by the labels of their holders, or raise `HolderMismatchError`."""
    labels = {bytes(holder.public_key): holder.letter for holder in EscrowHolder.objects.all()}
    by_label = {}
    for private in privates:
        public = public_of(private)
        if public in labels:
            by_label[labels[public]] = private
    # The same card twice is one holder, and it takes two.
    if len(by_label) != len(privates):
        raise HolderMismatchError
    return by_label


@transaction.atomic
def restore(*, first: bytes, second: bytes, by: User | None = None) -> Restored:
    """Open the copies with two holders' private keys, and wrap what cannot be read here with the present key.

    Works when the old one is lost, and as a drill when nothing is. Raises `HolderMismatchError`.
    """
    wait_for_turn()
    privates = _by_label((first, second))
    pair = "".join(sorted(privates))
    audit.record("restored the keys from escrow", "the keys", by=by, holders=pair)
    opened: dict[UUID, bytes] = {}
    broken = []
    for copy in EscrowCopy.objects.filter(pair=pair).select_related("sealing_key"):
        try:
            opened[copy.sealing_key_id] = _opened(copy, privates)
        except sealing.DecryptionError:
            # The others are brought back all the same, and the broken ones named.
            broken.append(copy.sealing_key)
    restored = 0
    closed = []
    for key in _keys_with_copies():
        # A key that can be read here keeps its half: a copy of it was opened for the drill alone.
        if can_open(key):
            continue
        if key.pk in opened:
            _bring_back(key, opened[key.pk])
            restored += 1
        elif _is_needed(key):
            closed.append(key)
    return Restored(pair, len(opened), restored, _numbers(closed), _numbers(broken))


def _is_needed(key: SealingKey) -> bool:
    """Return whether a key without a readable half is missed; a retired one has nothing left to read."""
    return hasattr(key, "private_half") or key.data_keys.exists()


def _numbers(keys: list[SealingKey]) -> list[str]:
    return sorted(bytes(key.number).hex() for key in keys)


def _bring_back(key: SealingKey, private: bytes) -> None:
    half = wrapped(private, bytes(key.number), settings.KEY_ENCRYPTION_KEY)
    PrivateKey.objects.update_or_create(sealing_key=key, defaults={"wrapped": half})
