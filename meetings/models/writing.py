"""Answers to the question of a meeting in writing."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from meetings.models.invitations import Invitation


class WrittenAnswer(models.Model):
    """What one invited member wrote, in their own words, and whether other members may read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="written_answer")
    text = models.TextField(_("your answer"))
    language = models.CharField(_("language of your answer"), max_length=12, choices=settings.LANGUAGES, default="en")
    # Said by the person each time they save; nobody else changes it.
    is_shown = models.BooleanField(_("show my answer to the other members"), default=False)
    answered_on = models.DateField()

    # Not for staff in general: coordinators and the chair read it to write down the result, as the form says.
    data_policy = DataPolicy(retention="two years", secret="id invitation text language is_shown answered_on")  # noqa: S106

    class Meta:
        """An answer has words."""

        ordering: ClassVar = ["invitation__membership__seat__number", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="a_written_answer_has_words"),
        ]

    def __str__(self) -> str:
        """Return who wrote it, by the name others may see."""
        return str(self.invitation)
