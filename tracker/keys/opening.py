"""Wrapping and unwrapping private halves. Nothing here makes a key."""

from __future__ import annotations

from django.conf import settings
from nacl.public import PrivateKey as Curve

from feedback import sealing
from feedback.enums import KeyKind
from feedback.models import ItemKey, SealingKey
from tracker.models import PrivateKey


class WrongKey(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """The keys are wrapped with another key-encryption key than the one of this process. Nothing was done."""


def _place(number: bytes) -> str:
    return f"private_key|wrapped|{number.hex()}"


def public_of(private: bytes) -> bytes:
    """Return the public half of a private key, 32 bytes each."""
    return bytes(Curve(private).public_key)


def wrapped(private: bytes, number: bytes, key: bytes) -> bytes:
    """Return a private half wrapped by a key-encryption key, bound to the number of its key."""
    return sealing.wrap(private, key, place=_place(number), number=number)


def unwrapped(half: PrivateKey, number: bytes, key: bytes) -> bytes:
    """Return what `wrapped` was given, or raise `CannotOpen`."""
    return sealing.unwrap(bytes(half.wrapped), key, place=_place(number), number=number)


def for_notices() -> bytes:
    """Return the private key of reminders, or raise `CannotOpen` in a process that is not given it."""
    if not settings.CONTACT_KEY:
        raise sealing.CannotOpen
    return bytes(settings.CONTACT_KEY)


def private_of(key: SealingKey) -> bytes:
    """Return the private half of a key, or raise `CannotOpen`."""
    if key.kind == KeyKind.NOTICES:
        private = for_notices()
        if public_of(private) != bytes(key.public_key):
            raise sealing.CannotOpen
        return private
    half = PrivateKey.objects.filter(sealing_key=key.pk).first()
    if half is None:
        raise sealing.CannotOpen
    return unwrapped(half, bytes(key.number), settings.KEY_ENCRYPTION_KEY)


def private_for(item_key: ItemKey) -> bytes:
    """Return the private key that opens an item key, or raise `CannotOpen`."""
    return private_of(item_key.sealing_key)


def opens(key: SealingKey) -> bool:
    """Return whether this process can open what is sealed to a key. Asks no database when `private_half` is loaded."""
    try:
        if key.kind == KeyKind.NOTICES:
            private_of(key)
        elif not hasattr(key, "private_half"):
            return False
        else:
            unwrapped(key.private_half, bytes(key.number), settings.KEY_ENCRYPTION_KEY)
    except sealing.CannotOpen:
        return False
    return True


def insist() -> None:
    """Raise `WrongKey` unless this process opens the newest private half.

    A process that was not started again after the key-encryption key was changed would wrap new keys with the old one,
    and nobody could read what is sealed to them.
    """
    newest = (
        SealingKey.objects.filter(private_half__isnull=False)
        .select_related("private_half")
        .order_by("valid_from", "number")
        .last()
    )
    if newest is not None and not opens(newest):
        raise WrongKey
