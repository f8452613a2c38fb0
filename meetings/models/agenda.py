"""What a meeting is about."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from meetings.enums import Participation
from meetings.models.meetings import Meeting


class AgendaItem(models.Model):
    """One thing to talk about, how much influence people have on it, and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what it is about"), max_length=160)
    background = models.TextField(_("what people should know before"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    content_note = models.CharField(_("content note"), max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    participation = models.CharField(
        _("what influence the council has"), max_length=20, choices=Participation.choices, default=Participation.ASKED
    )
    outcome = models.TextField(_("what was decided"), blank=True)
    recorded_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="five years",
        members=(
            "id meeting position title background language content_note minutes participation outcome recorded_on"
        ),
    )

    class Meta:
        """Items have an order."""

        ordering: ClassVar = ["meeting", "position"]
        constraints: ClassVar = [
            # Two people who move items at the same time would otherwise give two of them one position.
            models.UniqueConstraint(fields=["meeting", "position"], name="an_agenda_position_stands_once"),
            models.CheckConstraint(
                condition=models.Q(recorded_on__isnull=True) | ~models.Q(outcome=""),
                name="a_recorded_item_says_what_was_decided",
            ),
        ]

    def __str__(self) -> str:
        """Return its title."""
        return self.title
