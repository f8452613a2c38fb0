"""Destroying private halves that open nothing any more, so that old backups say nothing either."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import User
from feedback.models import File, SealingKey
from tracker.models import EscrowCopy, PrivateKey

# Something sealed at midnight may still be on its way.
AFTER = timedelta(days=2)


class _StillNeeded(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """Something was sealed to the key in this moment."""


def idle(on: date) -> QuerySet[SealingKey]:
    """Return keys whose time is over and to which nothing is sealed any more, the earliest first."""
    over = SealingKey.objects.filter(valid_until__lt=on - AFTER, private_half__isnull=False, item_keys__isnull=True)
    return over.exclude(files__in=File.objects.exclude(key=b"")).order_by("valid_from", "number")


@transaction.atomic
def _destroy(key: SealingKey, on: date, by: User | None) -> None:
    audit.record("retired a key", f"SealingKey {bytes(key.number).hex()}", by=by)
    # Waits for whoever is sealing to it in this moment; then looks again.
    SealingKey.objects.select_for_update().get(pk=key.pk)
    if not idle(on).filter(pk=key.pk).exists():
        raise _StillNeeded
    PrivateKey.objects.filter(sealing_key=key).delete()
    EscrowCopy.objects.filter(sealing_key=key).delete()


def retire(on: date, by: User | None = None) -> list[SealingKey]:
    """Destroy the private half and the copies of every idle key. Returns the keys; their public halves stay."""
    gone = []
    for key in idle(on):
        try:
            _destroy(key, on, by)
        except _StillNeeded:
            continue
        gone.append(key)
    return gone
