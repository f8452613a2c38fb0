"""What members need at a meeting, and what became of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessNeed
from core.classification import DataPolicy
from meetings.enums import BookingStatus
from meetings.models.invitations import Invitation


class AccessBooking(models.Model):
    """A need of a member, to be arranged for one meeting. What it is, and who may know, is stored with the need."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="bookings")
    # No copy: what is taken back is gone here too, and who may know is always what the person chose last.
    need = models.ForeignKey(AccessNeed, on_delete=models.CASCADE, related_name="bookings")
    status = models.CharField(_("status"), max_length=10, choices=BookingStatus.choices, default=BookingStatus.ASKED)

    data_policy = DataPolicy(retention="90 days after membership ends", secret="id invitation need status")  # noqa: S106

    class Meta:
        """A need is booked once for a meeting."""

        ordering: ClassVar = ["need__kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "need"], name="a_need_is_booked_once_for_a_meeting")
        ]

    @property
    def has_failed(self) -> bool:
        """Return whether it could not be arranged, so that something is still to solve."""
        return self.status == BookingStatus.FAILED

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        return {BookingStatus.BOOKED: "good", BookingStatus.FAILED: "stop"}.get(BookingStatus(self.status), "waiting")

    def __str__(self) -> str:
        """Return the need's name."""
        return str(self.need)
