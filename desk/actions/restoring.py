"""Applying to a restored backup what people had erased and taken back before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import User
from feedback import actions as door


@transaction.atomic
def erase_again(
    *, ids: Iterable[UUID], consents: Mapping[UUID, Collection[str]], on: date, by: User | None = None
) -> tuple[int, int]:
    """Erase what people had erased, and take back what they had taken back, before a backup was restored.

    `consents` holds the names of the consents that were given. Returns how many had come back of each. The log says
    how many ids were given and how many of them had come back: nobody erases unseen.
    """
    to_erase = set(ids)
    erased = door.erase_again(feedback_ids=to_erase, on=on)
    withheld = door.withhold_again(given=consents)
    details = {"given": len(to_erase), "number": erased, "withheld": withheld}
    audit.record("erased again after a restore", "feedback", by=by, **details)
    return erased, withheld
