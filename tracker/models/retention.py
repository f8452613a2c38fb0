"""Receipts for what was destroyed because its time was over."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import Kept
from tracker.enums import Clock


class Destruction(models.Model):
    """That some records of one kind were destroyed on a day: how many, and a digest of their numbers.

    Somebody who knows the number of a record can show that it was among them; nobody can read one from here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clock = models.CharField(_("what"), max_length=20, choices=Clock.choices)
    destroyed_on = models.DateField(_("day"))
    number = models.PositiveIntegerField(_("how many"))
    digest = models.CharField(_("digest of the record numbers"), max_length=64)

    kept = Kept(until="seven years", staff="id clock destroyed_on number digest")

    class Meta:
        """The newest first. A receipt is about something."""

        ordering: ClassVar = ["-destroyed_on", "clock", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(number__gt=0), name="a_destruction_destroyed_something")
        ]

    def __str__(self) -> str:
        """Return what and when."""
        return f"{Clock(self.clock).label} {self.destroyed_on}"


def digest_of(numbers: Iterable[object]) -> str:
    """Return the SHA-256 of record numbers in order, one a line, in hexadecimal."""
    return hashlib.sha256("\n".join(sorted(str(number) for number in numbers)).encode()).hexdigest()
