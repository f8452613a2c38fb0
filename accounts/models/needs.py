"""What people need to take part, and what happened to it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Need, NeedEventKind, SharedWith
from accounts.models.people import User
from core.classification import DataPolicy


class AccessNeed(models.Model):
    """What somebody needs to take part, and who may know."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_needs")
    kind = models.CharField(_("what I need"), max_length=30, choices=Need.choices)
    note = models.CharField(_("more about it"), max_length=300, blank=True)
    shared_with = models.CharField(
        _("who may know"), max_length=20, choices=SharedWith.choices, default=SharedWith.BOOKING
    )
    told_on = models.DateField(auto_now_add=True)
    # Saving it again, with or without a change, confirms it.
    confirmed_on = models.DateField(auto_now=True)
    # A message asks whether it is still so; whoever does not answer keeps the need.
    review_asked_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="90 days after membership ends",
        secret="id user kind note shared_with told_on confirmed_on review_asked_on",  # noqa: S106
    )

    class Meta:
        """A need is kept once; something else may be kept several times."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=~models.Q(kind=Need.OTHER), name="a_need_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        """Return the need's name."""
        return str(Need(self.kind).label)

    @property
    def review_due(self) -> date:
        """Return the day on which a message asks whether it is still so: a year after it was confirmed."""
        return self.confirmed_on + relativedelta(years=1)


class NeedEvent(models.Model):
    """One thing that happened to what somebody needs: told, changed, taken back, or looked at. For its owner."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="need_events")
    # Words and no link: the history of a need outlives it.
    kind = models.CharField(max_length=30, choices=Need.choices)
    event = models.CharField(max_length=12, choices=NeedEventKind.choices)
    # Who looked, or entered it for them, by the name that others see. Empty: the owner.
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)

    data_policy = DataPolicy(
        retention="90 days after membership ends",
        secret="id user kind event by at",  # noqa: S106
    )

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        """Return what happened to which need."""
        return f"{NeedEventKind(self.event).label}: {Need(self.kind).label}"
