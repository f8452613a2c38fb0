"""The public keys that everything is sealed to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from core.classification import DataPolicy
from feedback.enums import KeyKind


class SealingKey(models.Model):
    """The public half of a key that feedback is sealed to. The private half is not in this app."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Written into every envelope, so that a reader knows which private half to ask for.
    number = models.BinaryField(max_length=4, unique=True)
    kind = models.CharField(max_length=10, choices=KeyKind.choices, default=KeyKind.MONTH)
    public_key = models.BinaryField(max_length=32)
    valid_from = models.DateField()
    valid_until = models.DateField()

    data_policy = DataPolicy(
        retention="its last feedback is erased", public="id number kind public_key valid_from valid_until"
    )

    class Meta:
        """A key's time ends after it begins."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="a_key_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        """Return when it is valid."""
        return f"{self.kind} {self.valid_from:%Y-%m-%d}"
