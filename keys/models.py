"""The private halves of keys, and the copies with which two of three holders can bring them back."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from core.classification import DataPolicy
from feedback.models import SealingKey
from keys.enums import HOLDER_PAIRS, HolderLabel


class PrivateKey(models.Model):
    """The private half of a key, wrapped by the key-encryption key, which is not in the database."""

    sealing_key = models.OneToOneField(
        SealingKey, on_delete=models.CASCADE, primary_key=True, related_name="private_half"
    )
    wrapped = models.BinaryField()

    data_policy = DataPolicy(retention="its last feedback is erased", secret="sealing_key wrapped")  # noqa: S106

    def __str__(self) -> str:
        """Return nothing that helps."""
        return "private key"


class EscrowHolder(models.Model):
    """An office that keeps a key of its own on paper. Any two of three can bring the private halves back."""

    letter = models.CharField(max_length=1, primary_key=True, choices=HolderLabel.choices)
    # An office, not a person: people leave.
    office = models.CharField(max_length=200)
    # One card under two letters would open what is sealed to two holders.
    public_key = models.BinaryField(max_length=32, unique=True)
    since = models.DateField()

    data_policy = DataPolicy(retention="the office hands its key on", staff="letter office public_key since")

    class Meta:
        """By their letters, of which there are three."""

        ordering: ClassVar = ["letter"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(letter__in=HolderLabel.values), name="a_holder_has_one_of_three_letters"
            )
        ]

    def __str__(self) -> str:
        """Return the letter and the office."""
        return f"{self.letter} {self.office}"


class EscrowCopy(models.Model):
    """The private half of a key, sealed to one holder and then to another: only both together open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealing_key = models.ForeignKey(SealingKey, on_delete=models.CASCADE, related_name="escrow_copies")
    pair = models.CharField(max_length=2)
    sealed = models.BinaryField()

    data_policy = DataPolicy(retention="its last feedback is erased", secret="id sealing_key pair sealed")  # noqa: S106

    class Meta:
        """One copy of each key for each pair of holders."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sealing_key", "pair"], name="a_pair_has_one_copy_of_a_key"),
            models.CheckConstraint(condition=models.Q(pair__in=HOLDER_PAIRS), name="a_copy_is_for_two_of_three"),
        ]

    def __str__(self) -> str:
        """Return nothing that helps."""
        return "escrow copy"
