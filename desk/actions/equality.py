"""Counting answers about equality: many people's at once, in no order, and destroyed in the same transaction.

What one person answered is in this process for as long as adding up takes, and goes nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from random import Random, SystemRandom
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from feedback import sealing
from feedback.actions import equality
from feedback.equality import PACKS
from feedback.models import EqualityAnswers

# Sets that are opened in one transaction.
MOST_AT_ONCE = 2000


@transaction.atomic
def count_answers(now: datetime | None = None, rng: Random | None = None) -> int:
    """Add up the sets that wait, and destroy them. Returns how many people's were counted.

    Only with EQUALITY_KEY, and only when as many wait as make a count that may be shown: with fewer, whoever compares
    the numbers before and after knew what one person had answered. They count in the month in which they are added up,
    so that a month with a single answer is mixed with its neighbour.
    """
    key = settings.EQUALITY_KEY
    if not key:
        return 0
    # Any of them: were it always the same, those that do not open would keep all others from being counted.
    waiting = list(EqualityAnswers.objects.select_for_update(skip_locked=True).order_by("?")[:MOST_AT_ONCE])
    (rng or SystemRandom()).shuffle(waiting)
    by_pack = _add_up(waiting, key)
    counted: list[UUID] = []
    for name, (numbers, counts) in by_pack.items():
        if len(numbers) >= settings.SMALL_CELL_THRESHOLD:
            equality.add_to_tallies(pack=PACKS[name], counts=counts, on=timezone.localdate(now))
            counted += numbers
    EqualityAnswers.objects.filter(pk__in=counted).delete()
    return len(counted)


def _add_up(waiting: Iterable[EqualityAnswers], key: bytes) -> dict[str, tuple[list[UUID], Counter[equality.Given]]]:
    """Return the numbers of rows, and how often each answer was given, by the name of the pack."""
    found: dict[str, tuple[list[UUID], Counter[equality.Given]]] = {}
    for row in waiting:
        try:
            cell = sealing.cell("equality_answers", "sealed", row.pk)
            pack, given = equality.opened_answers(bytes(row.sealed), key, cell)
        # Sealed to another key, or changed: it waits for its day.
        except sealing.DecryptionError:
            continue
        numbers, counts = found.setdefault(pack.name, ([], Counter()))
        numbers.append(row.pk)
        counts.update(given)
    return found
