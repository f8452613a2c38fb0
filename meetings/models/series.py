"""Meetings that come again."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Council
from meetings.enums import Repeat


class MeetingSeries(models.Model):
    """Several meetings of a council that were planned together, and how often they come.

    What each of them is like is stored with the meeting: one can be moved or cancelled alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meeting_series")
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language of the title"), max_length=12, choices=settings.LANGUAGES, default="en")
    repeat = models.CharField(_("how often"), max_length=20, choices=Repeat.choices)
    # The last day on which one of them could be.
    repeat_until = models.DateField(_("until"))
    made_on = models.DateField(default=timezone.localdate)

    data_policy = DataPolicy(
        retention="minutes: five years", members="id council title language repeat repeat_until made_on"
    )

    class Meta:
        """The newest comes first."""

        ordering: ClassVar = ["-made_on", "id"]

    def __str__(self) -> str:
        """Return its title."""
        return self.title
