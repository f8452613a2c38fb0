"""Another key-encryption key for the private halves that are there."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.models import User
from feedback import sealing
from tracker.keys.opening import WrongKey, unwrapped, wrapped
from tracker.models import PrivateKey


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many private halves the new key opens now, and the numbers of those that neither key opens."""

    done: int
    closed: list[str]


def _moved(half: PrivateKey, new: bytes) -> bool:
    """Wrap one half with the new key. Returns False when neither key opens it."""
    number = bytes(half.sealing_key.number)
    for key in (settings.KEY_ENCRYPTION_KEY, new):
        try:
            private = unwrapped(half, number, key)
        except sealing.CannotOpen:
            continue
        half.wrapped = wrapped(private, number, new)
        half.save(update_fields=["wrapped"])
        return True
    return False


@transaction.atomic
def rewrap(*, new: bytes, by: User | None = None) -> Rewrapped:
    """Wrap every private half with `new` instead of the present key-encryption key: all in one go, or none.

    What neither opens is left as it is. Raises `WrongKey` when that is all of them. Processes that were started with
    the old key cannot read until they are started with the new one, and make no keys meanwhile.
    """
    # First, because it makes us wait for whoever is making a key in this moment: no key may stay behind.
    audit.record("changed the key-encryption key", "the keys", by=by)
    halves = list(PrivateKey.objects.select_related("sealing_key").order_by("pk"))
    closed = [bytes(half.sealing_key.number).hex() for half in halves if not _moved(half, new)]
    if halves and len(closed) == len(halves):
        raise WrongKey
    return Rewrapped(len(halves) - len(closed), sorted(closed))
