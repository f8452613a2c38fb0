"""The monthly keys that feedback is read with. They are made on purpose, never because somebody reads.

The public half is published to the door; the private half is wrapped by the key-encryption key, which stays outside
the database. Copies for the escrow holders are made where a pair is made (`_make`).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import User
from feedback import actions as door
from feedback import sealing
from feedback.models import ItemKey, SealingKey
from tracker.models import PrivateKey


def number_of(month: date, sequence: int = 0) -> bytes:
    """Return the four bytes that name a month's key: year, month, and a sequence for a key made before its time."""
    return month.year.to_bytes(2, "big") + bytes([month.month, sequence])


def _place(number: bytes) -> str:
    return f"private_key|wrapped|{number.hex()}"


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@transaction.atomic
def _make(month: date, by: User | None) -> SealingKey:
    number = number_of(month)
    public, private = sealing.new_keypair()
    last = month.replace(day=monthrange(month.year, month.month)[1])
    key = door.publish_key(number=number, public_key=public, valid_from=month.replace(day=1), valid_until=last)
    wrapped = sealing.wrap(private, settings.KEY_ENCRYPTION_KEY, place=_place(number), number=number)
    PrivateKey.objects.create(sealing_key=key, wrapped=wrapped)
    audit.record("made a monthly key", key, by=by, month=f"{month:%Y-%m}")
    return key


def keep(on: date, by: User | None = None) -> list[SealingKey]:
    """Make the keys of this month and the next where they are missing, and return the ones that were made."""
    made = []
    for month in (on.replace(day=1), _next_month(on)):
        if SealingKey.objects.filter(number=number_of(month)).exists():
            continue
        try:
            made.append(_make(month, by))
        except IntegrityError:  # another process made it in this moment
            continue
    return made


def listed() -> QuerySet[SealingKey]:
    """Return every key, the earliest first, with its private half where there is one."""
    return SealingKey.objects.select_related("private_half").order_by("valid_from", "number")


def private_for(item_key: ItemKey) -> bytes:
    """Return the private key that opens an item key, or raise `CannotOpen`. Makes nothing."""
    half = PrivateKey.objects.filter(sealing_key=item_key.sealing_key_id).first()
    if half is None:
        raise sealing.CannotOpen
    number = bytes(item_key.sealing_key.number)
    return sealing.unwrap(bytes(half.wrapped), settings.KEY_ENCRYPTION_KEY, place=_place(number), number=number)
