"""Copies for three holders, of whom any two can bring every private half back.

A copy is sealed to one holder and inside that to another, so that neither opens it alone. The key of reminders has no
copies: what is lost with it is only the wish to be told, and a second way to the addresses would be one too many.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.models import User
from feedback import sealing
from feedback.enums import KeyKind
from feedback.models import SealingKey
from tracker.enums import PAIRS, Letter
from tracker.keys.opening import WrongKey, opens, private_of, public_of, wrapped
from tracker.models import EscrowCopy, EscrowHolder, PrivateKey


class AlreadyHeld(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """The letter has another holder, or the key another letter. Nothing was changed."""


class NotTwoHolders(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """These are not the keys of two different holders. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many copies the two opened, how many keys that brought back, and the numbers of keys that are still closed.

    `broken` are the numbers of copies that did not open.
    """

    pair: str
    copies: int
    back: int
    closed: list[str]
    broken: list[str]


def _place(number: bytes, pair: str) -> str:
    return f"escrow_copy|sealed|{number.hex()}|{pair}"


def _copy(key: SealingKey, private: bytes, pair: str, publics: dict[str, bytes]) -> EscrowCopy:
    number = bytes(key.number)
    place, outer, inner = _place(number, pair), publics[pair[0]], publics[pair[1]]
    twice = sealing.seal(sealing.seal(private, inner, place=place, number=number), outer, place=place, number=number)
    return EscrowCopy(sealing_key=key, pair=pair, sealed=twice)


def _opened(copy: EscrowCopy, privates: dict[str, bytes]) -> bytes:
    """Return the private half in a copy, or raise `CannotOpen`; a half that belongs to another key is refused."""
    number = bytes(copy.sealing_key.number)
    place, outer, inner = _place(number, copy.pair), privates[copy.pair[0]], privates[copy.pair[1]]
    once = sealing.unseal(copy.sealed, outer, place=place, number=number)
    private = sealing.unseal(once, inner, place=place, number=number)
    if public_of(private) != bytes(copy.sealing_key.public_key):
        raise sealing.CannotOpen
    return private


def copy(key: SealingKey, private: bytes) -> int:
    """Make the copies of a private half that are missing, if there are three holders. Returns how many were made."""
    publics = {holder.letter: bytes(holder.public_key) for holder in EscrowHolder.objects.all()}
    if len(publics) < len(Letter):
        return 0
    there = set(EscrowCopy.objects.filter(sealing_key=key).values_list("pair", flat=True))
    made = [_copy(key, private, pair, publics) for pair in PAIRS if pair not in there]
    EscrowCopy.objects.bulk_create(made)
    return len(made)


def _halves() -> list[SealingKey]:
    found = SealingKey.objects.select_related("private_half").exclude(kind=KeyKind.NOTICES)
    return list(found.order_by("valid_from", "number"))


@transaction.atomic
def register(  # noqa: PLR0913 - a holder is a letter, an office, a key and a day
    *, letter: Letter, office: str, public_key: bytes, on: date, instead: bool = False, by: User | None = None
) -> int:
    """Write down who keeps a key on paper, and make every copy that can be made. Returns how many were made.

    `instead` lets an office hand its letter on: the copies that the old key opens are destroyed and made anew. Raises
    `AlreadyHeld` without it, and `WrongKey` where they could not be made anew because the keys are closed here.
    """
    # First, because it makes us wait for whoever is making a key in this moment: no key may miss its copies.
    audit.record("registered an escrow holder", f"EscrowHolder {letter}", by=by, office=office, instead=instead)
    if EscrowHolder.objects.filter(public_key=public_key).exclude(letter=letter).exists():
        raise AlreadyHeld
    there = EscrowHolder.objects.filter(letter=letter).first()
    if there is not None and bytes(there.public_key) != public_key:
        if not instead:
            raise AlreadyHeld
        old = EscrowCopy.objects.filter(pair__contains=letter)
        if not all(opens(key) for key in _halves() if key.pk in set(old.values_list("sealing_key", flat=True))):
            raise WrongKey
        old.delete()
    EscrowHolder.objects.update_or_create(
        letter=letter, defaults={"office": office, "public_key": public_key, "since": on}
    )
    return sum(copy(key, private_of(key)) for key in _halves() if opens(key))


def _letters(privates: tuple[bytes, bytes]) -> dict[str, bytes]:
    known = {bytes(holder.public_key): holder.letter for holder in EscrowHolder.objects.all()}
    found = {known[public]: private for private in privates if (public := public_of(private)) in known}
    if len(found) != len(privates):
        raise NotTwoHolders
    return found


@transaction.atomic
def restore(*, first: bytes, second: bytes, by: User | None = None) -> Restored:
    """Open the copies with two holders' private keys, and wrap what cannot be read here with the present key.

    Works when the old one is lost, and as a drill when nothing is. Raises `NotTwoHolders`.
    """
    privates = _letters((first, second))
    pair = "".join(sorted(privates))
    audit.record("restored the keys from escrow", "the keys", by=by, holders=pair)
    copies = EscrowCopy.objects.filter(pair=pair).select_related("sealing_key")
    found = {copy.sealing_key_id: _opened_or_none(copy, privates) for copy in copies}
    closed_before = [key for key in _halves() if not opens(key)]
    back = [key for key in closed_before if _bring_back(key, found.get(key.pk))]
    still = [key for key in closed_before if key not in back and _is_needed(key)]
    broken = [copy.sealing_key for copy in copies if found[copy.sealing_key_id] is None]
    return Restored(pair, len(found) - len(broken), len(back), _numbers(still), _numbers(broken))


def _is_needed(key: SealingKey) -> bool:
    """Return whether a key without a readable half is missed; a retired one has nothing left to read."""
    return hasattr(key, "private_half") or key.item_keys.exists()


def _numbers(keys: list[SealingKey]) -> list[str]:
    return sorted(bytes(key.number).hex() for key in keys)


def _opened_or_none(copy: EscrowCopy, privates: dict[str, bytes]) -> bytes | None:
    try:
        return _opened(copy, privates)
    except sealing.CannotOpen:
        return None


def _bring_back(key: SealingKey, private: bytes | None) -> bool:
    if private is None:
        return False
    half = wrapped(private, bytes(key.number), settings.KEY_ENCRYPTION_KEY)
    PrivateKey.objects.update_or_create(sealing_key=key, defaults={"wrapped": half})
    return True
