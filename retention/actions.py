"""Applying the retention rules: what is past its time is destroyed, each time with a receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from accounts import audit
from accounts.models import User
from retention import definitions
from retention.models import Destruction, digest_of


def apply_retention(*, on: date, by: User | None = None) -> list[Destruction]:
    """Destroy everything that is past its time, and return the receipts. Run twice, the second finds nothing.

    Each sweep is a transaction of its own with its receipts: one that fails leaves the others done.
    """
    receipts: list[Destruction] = []
    for sweep in definitions.sweeps():
        receipts += _apply(sweep, on, by)
    return receipts


@transaction.atomic
def _apply(sweep: definitions.Sweep, on: date, by: User | None) -> list[Destruction]:
    receipts = []
    for name, destroyed in sweep(on).items():
        receipt = _receipt(name, destroyed, on, by)
        if receipt is not None:
            receipts.append(receipt)
    return receipts


def _receipt(rule: str, destroyed: Iterable[object], on: date, by: User | None) -> Destruction | None:
    ids = list(destroyed)
    # No receipt for nothing: this runs several times a day.
    if not ids:
        return None
    receipt = Destruction.objects.create(rule=rule, destroyed_on=on, count=len(ids), digest=digest_of(ids))
    # The log says how many, and never an id of what is gone.
    audit.record("destroyed what was past its time", receipt, by=by, rule=rule, number=len(ids))
    return receipt
