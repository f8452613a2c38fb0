"""The keys of a day, made once by the house's own act and then put back as they were: almost every test needs them."""

from __future__ import annotations

from copy import copy
from datetime import date

from django.conf import settings
from django.db import transaction

from feedback.models import SealingKey
from keys import interface as keys
from keys.models import EscrowHolder, PrivateKey

# For each month and secret: what `keys.keep` made where there was nothing.
_MADE: dict[tuple[object, ...], tuple[list[SealingKey], list[PrivateKey]]] = {}


def keep(on: date) -> None:
    """Have every key that the door and the desk need on a day, without a line in the log where there was none."""
    if SealingKey.objects.exists() or EscrowHolder.objects.exists():
        keys.keep(on)
        return
    made_for = (on.year, on.month, settings.KEY_ENCRYPTION_KEY, settings.CONTACT_KEY)
    if made_for not in _MADE:
        with transaction.atomic():
            keys.keep(on)
            _MADE[made_for] = list(SealingKey.objects.all()), list(PrivateKey.objects.all())
            # The same for the first test as for those after it: no trace of the making.
            transaction.set_rollback(True)
    publics, privates = _MADE[made_for]
    SealingKey.objects.bulk_create([copy(key) for key in publics])
    PrivateKey.objects.bulk_create([copy(half) for half in privates])
