"""People without a seat who are asked to one meeting."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from meetings.enums import Answer, Attending, GuestRole
from meetings.models.invitations import Invitation
from meetings.models.meetings import Meeting


class Guest(models.Model):
    """Somebody without a seat who is asked to one meeting: a guest, staff, an interpreter, or a member's support."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    role = models.CharField(_("why they are there"), max_length=12, choices=GuestRole.choices)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    # Of the member they come with: they go when the member's invitation goes.
    supports = models.ForeignKey(
        Invitation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="supporters",
        verbose_name=_("whom they support"),
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, default=Answer.NONE)
    how = models.CharField(_("how they take part"), max_length=8, choices=Attending.choices, blank=True)
    note = models.CharField(_("anything we should know"), max_length=300, blank=True)
    added_on = models.DateField(default=timezone.localdate)
    answered_on = models.DateField(null=True, blank=True)
    taken_off_on = models.DateField(null=True, blank=True)
    # The address that has heard of the meeting; of another one nobody has told them.
    told_email = models.EmailField(blank=True)
    # Counts what only this person's calendar hears of, as for members.
    calendar_changes = models.PositiveSmallIntegerField(default=0)

    data_policy = DataPolicy(
        retention="two years",
        members="id meeting role name",
        staff=(
            "email phone language supports answer how note added_on answered_on taken_off_on told_email"
            " calendar_changes"
        ),
    )

    class Meta:
        """In the order in which they were asked. An address is asked once to a meeting."""

        ordering: ClassVar = ["added_on", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.F("meeting"),
                Lower("email"),
                condition=~models.Q(email="") & models.Q(taken_off_on=None),
                name="a_guest_is_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(supports=None) | models.Q(role=GuestRole.SUPPORT),
                name="only_support_persons_support_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(email="") | ~models.Q(phone=""), name="a_guest_can_be_reached_somehow"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def is_answered(self) -> bool:
        """Return whether there is an answer."""
        return self.answer != Answer.NONE

    @property
    def tone(self) -> str:
        """Return the tone of the answer for a tag."""
        return {Answer.YES: "good", Answer.NO: "neutral"}.get(Answer(self.answer), "waiting")
