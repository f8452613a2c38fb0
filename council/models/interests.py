"""Interests that members declare, and from what they step back."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.enums import RecusalAnswer


class Interest(models.Model):
    """Something outside the council that could touch what it decides: declared by the member, with its days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interests")
    text = models.TextField(_("what it is"), max_length=1000)
    starts_on = models.DateField(_("since"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    declared_on = models.DateField(default=timezone.localdate)

    data_policy = DataPolicy(
        retention="five years after the term ends", staff="id user text starts_on ends_on declared_on"
    )

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-declared_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="an_interest_does_not_end_before_it_starts",
            )
        ]

    def __str__(self) -> str:
        """Return what it is."""
        return self.text


class Recusal(models.Model):
    """That somebody could step back from one thing because of an interest, and what they answered.

    `kind` and `subject` say what it is about in words and id: agenda item, recommendation or decision are above here.
    An answer is shown to the council beside what it is about, for it says who took part; an open offer is not.
    """

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="recusals")
    kind = models.CharField(max_length=30)
    subject = models.UUIDField()
    title = models.CharField(max_length=200)
    answer = models.CharField(max_length=10, choices=RecusalAnswer.choices, default=RecusalAnswer.OFFERED)
    offered_on = models.DateField(default=timezone.localdate)
    answered_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="five years after the term ends",
        members="kind subject title answer answered_on",
        staff="id interest offered_on",
    )

    class Meta:
        """Offered once for one thing."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["interest", "kind", "subject"], name="stepping_back_is_offered_once")
        ]

    def __str__(self) -> str:
        """Return what it is about."""
        return self.title
