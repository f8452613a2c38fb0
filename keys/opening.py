"""Wrapping and unwrapping private halves. Nothing here makes a key."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.conf import settings
from nacl.public import PrivateKey as Curve

from feedback import sealing
from feedback.enums import KeyKind
from feedback.models import DataKey, SealingKey
from keys.models import PrivateKey


class WrongKekError(Exception):
    """The keys are wrapped with another key-encryption key than the one of this process. Nothing was done."""


def _associated_data(number: bytes) -> str:
    # So that a half which is exchanged for that of another key does not open.
    return f"private_key|wrapped|{number.hex()}"


def public_of(private: bytes) -> bytes:
    """Return the public half of a private key, 32 bytes each."""
    return bytes(Curve(private).public_key)


def wrapped(private: bytes, number: bytes, key: bytes) -> bytes:
    """Return a private half wrapped by a key-encryption key, bound to the number of its key."""
    return sealing.wrap(private, key, associated_data=_associated_data(number), number=number)


def unwrapped(half: PrivateKey, number: bytes, key: bytes) -> bytes:
    """Return what `wrapped` was given, or raise `DecryptionError`."""
    return sealing.unwrap(bytes(half.wrapped), key, associated_data=_associated_data(number), number=number)


# The settings with private halves that are in no database: the worker alone is given them.
_SECRETS = {KeyKind.NOTICES: "CONTACT_KEY", KeyKind.EQUALITY: "EQUALITY_KEY"}
WORKERS_KINDS = frozenset(_SECRETS)


def is_given(kind: str) -> bool:
    """Return whether this process is given the private half of a kind of key that is the worker's alone."""
    return bool(getattr(settings, _SECRETS[KeyKind(kind)]))


def for_worker(kind: str) -> bytes:
    """Return a private key of the worker's own, or raise `DecryptionError` in a process that is not given it."""
    if not is_given(kind):
        raise sealing.DecryptionError
    return bytes(getattr(settings, _SECRETS[KeyKind(kind)]))


def private_of(key: SealingKey) -> bytes:
    """Return the private half of a key, or raise `DecryptionError`."""
    if key.kind in WORKERS_KINDS:
        private = for_worker(key.kind)
        # After the secret was changed, the key that was published before has another private half.
        if public_of(private) != bytes(key.public_key):
            raise sealing.DecryptionError
        return private
    half = PrivateKey.objects.filter(sealing_key=key.pk).first()
    if half is None:
        raise sealing.DecryptionError
    return unwrapped(half, bytes(key.number), settings.KEY_ENCRYPTION_KEY)


def private_key_for(data_key: DataKey) -> bytes:
    """Return the private key that opens a data key, or raise `DecryptionError`."""
    return private_of(data_key.sealing_key)


def private_keys_for(data_keys: Iterable[DataKey]) -> dict[UUID, bytes]:
    """Return the private keys that open data keys, by the ids of their sealing keys. What cannot be opened is left out.

    One query, however many there are.
    """
    sealing_keys = {data_key.sealing_key_id: data_key.sealing_key for data_key in data_keys}
    private_keys = {}
    for half in PrivateKey.objects.filter(sealing_key__in=sealing_keys):
        number = bytes(sealing_keys[half.sealing_key_id].number)
        with suppress(sealing.DecryptionError):
            private_keys[half.sealing_key_id] = unwrapped(half, number, settings.KEY_ENCRYPTION_KEY)
    return private_keys


def can_open(key: SealingKey) -> bool:
    """Return whether this process can open what is sealed to a key. Asks no database when `private_half` is loaded."""
    try:
        if key.kind in WORKERS_KINDS:
            private_of(key)
        elif not hasattr(key, "private_half"):
            return False
        else:
            unwrapped(key.private_half, bytes(key.number), settings.KEY_ENCRYPTION_KEY)
    except sealing.DecryptionError:
        return False
    return True


def require_current_kek() -> None:
    """Raise `WrongKekError` unless this process opens the newest private half.

    A process that was not started again after the key-encryption key was changed would wrap new keys with the old one,
    and nobody could read what is sealed to them.
    """
    # Only the newest: after a loss older ones may be closed for good, and new keys are needed all the same.
    newest = (
        SealingKey.objects.filter(private_half__isnull=False)
        .select_related("private_half")
        .order_by("valid_from", "number")
        .last()
    )
    if newest is not None and not can_open(newest):
        raise WrongKekError
