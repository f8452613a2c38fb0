"""Destroying private halves that open nothing any more, so that old backups say nothing either."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import User
from feedback.models import File, SealingKey
from keys.locking import wait_for_turn
from keys.models import EscrowCopy, PrivateKey

# Something sealed at midnight may still be on its way.
KEPT_AFTER_USE = timedelta(days=2)


class _StillNeededError(Exception):
    """Something was sealed to the key at the same time."""


def idle(on: date) -> QuerySet[SealingKey]:
    """Return keys whose time is over and to which nothing is sealed any more, the earliest first."""
    over = SealingKey.objects.filter(valid_until__lt=on - KEPT_AFTER_USE, private_half__isnull=False)
    # A file without `key` waits no longer: it was refused, or is sealed by a data key.
    idle_keys = over.filter(data_keys__isnull=True).exclude(files__in=File.objects.exclude(key=b""))
    return idle_keys.order_by("valid_from", "number")


@transaction.atomic
def _destroy(key: SealingKey, on: date, by: User | None) -> None:
    wait_for_turn()
    audit.record("retired a key", f"SealingKey {bytes(key.number).hex()}", by=by)
    # Waits for whoever is sealing to it at the same time; then looks again.
    SealingKey.objects.select_for_update().get(pk=key.pk)
    if not idle(on).filter(pk=key.pk).exists():
        raise _StillNeededError
    PrivateKey.objects.filter(sealing_key=key).delete()
    # With these alone two cards would bring the half back.
    EscrowCopy.objects.filter(sealing_key=key).delete()


def retire(on: date, by: User | None = None) -> list[SealingKey]:
    """Destroy the private half and the copies of every idle key. Returns the keys; their public halves stay."""
    retired = []
    for key in idle(on):
        try:
            _destroy(key, on, by)
        except _StillNeededError:
            continue
        retired.append(key)
    return retired
