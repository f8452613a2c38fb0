"""Wrapping the stored private halves with another key-encryption key."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.models import User
from feedback import sealing
from keys.locking import wait_for_turn
from keys.models import PrivateKey
from keys.opening import WrongKekError, unwrapped, wrapped


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many private halves the new key opens now, and the numbers of those that neither key opens."""

    done: int
    closed: list[str]


def _rewrap_half(half: PrivateKey, new: bytes) -> bool:
    """Wrap one half with the new key. Returns False when neither key opens it."""
    number = bytes(half.sealing_key.number)
    # The new one too, so that doing it a second time before the restart harms nothing.
    for key in (settings.KEY_ENCRYPTION_KEY, new):
        try:
            private = unwrapped(half, number, key)
        except sealing.DecryptionError:
            continue
        half.wrapped = wrapped(private, number, new)
        half.save(update_fields=["wrapped"])
        return True
    return False


@transaction.atomic
def rewrap(*, new: bytes, by: User | None = None) -> Rewrapped:
    """Wrap every private half with `new` instead of the present key-encryption key: all at once, or none.

    What neither opens is left as it is. Raises `WrongKekError` when that is all of them. Processes that were started
    with the old key cannot read until they are started with the new one, and make no keys until then.
    """
    # Somebody may be making a key at the same time, and no key may be left out.
    wait_for_turn()
    audit.record("changed the key-encryption key", "the keys", by=by)
    halves = list(PrivateKey.objects.select_related("sealing_key").order_by("pk"))
    closed = []
    for half in halves:
        if _rewrap_half(half, new):
            continue
        closed.append(bytes(half.sealing_key.number).hex())
    if halves and len(closed) == len(halves):
        raise WrongKekError
    return Rewrapped(len(halves) - len(closed), sorted(closed))
