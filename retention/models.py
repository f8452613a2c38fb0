"""Receipts for what was destroyed because its time was over."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from retention.definitions import label_of


class Destruction(models.Model):
    """That some records of one kind were destroyed on a day: how many, and a digest of their ids.

    Somebody who knows the id of a record can show that it was among them; nobody can read one from here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A name and no choice from a list: a receipt outlives the rule, and the app that registered it.
    rule = models.CharField(_("what"), max_length=20)
    destroyed_on = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("how many"))
    digest = models.CharField(_("digest of the record numbers"), max_length=64)

    data_policy = DataPolicy(retention="seven years", staff="id rule destroyed_on count digest")

    class Meta:
        """The newest first. A receipt is about something."""

        ordering: ClassVar = ["-destroyed_on", "rule", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(count__gt=0), name="a_destruction_destroyed_something")
        ]

    def __str__(self) -> str:
        """Return what and when."""
        return f"{self.rule_label} {self.destroyed_on}"

    @property
    def rule_label(self) -> str:
        """Return what was destroyed, in the reader's language."""
        return label_of(self.rule)


def digest_of(ids: Iterable[object]) -> str:
    """Return the SHA-256 of record ids in order, one per line, in hexadecimal."""
    # Sorted, so that the digest does not depend on the order of destruction. Ids are random: of dates or names, anybody
    # could try them all out.
    lines = sorted(map(str, ids))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
