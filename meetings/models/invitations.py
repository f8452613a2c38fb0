"""Who is invited, and what they answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Membership
from meetings.enums import Answer, Attending
from meetings.models.meetings import Meeting


class Invitation(models.Model):
    """One member invited to one meeting, and what they answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    # Not the account: other members see the name that was chosen for this council.
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    answer = models.CharField(_("your answer"), max_length=8, choices=Answer.choices, default=Answer.NONE)
    note = models.CharField(_("anything we should know"), max_length=300, blank=True)
    how = models.CharField(_("how you take part"), max_length=8, choices=Attending.choices, blank=True)
    companion = models.CharField(_("who comes with you"), max_length=120, blank=True)
    # Unlike the note, which coordinators alone read.
    thoughts = models.TextField(_("what you think beforehand"), max_length=2000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    # Counts what only this person's calendar hears of: they were taken off the meeting (odd), or put back (even).
    calendar_changes = models.PositiveSmallIntegerField(default=0)

    data_policy = DataPolicy(
        retention="two years",
        members="id meeting membership thoughts",
        staff="answer note how companion answered_on calendar_changes",
    )

    class Meta:
        """A member is invited once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="a_member_is_invited_once")
        ]

    @property
    def is_answered(self) -> bool:
        """Return whether there is an answer."""
        return self.answer != Answer.NONE

    @property
    def tone(self) -> str:
        """Return the tone of the answer for a tag."""
        return {Answer.YES: "good", Answer.NO: "neutral"}.get(Answer(self.answer), "waiting")

    def __str__(self) -> str:
        """Return who is invited, by the name others may see."""
        return self.membership.shown_name
