"""The organisation whose service this is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy


class Organisation(models.Model):
    """Whose service this is; one row, made by the set-up. Where there is none, the variables of the environment count.

    Both processes read it. It holds nothing about a person.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # {"en": "Riverside Trust", ...}
    names = models.JSONField(_("name"), default=dict)
    # A key of `core.regions.REGIONS`.
    region = models.CharField(_("region"), max_length=12)
    time_zone = models.CharField(_("time zone"), max_length=60)
    # Codes of languages, the first of them the organisation's own.
    languages = models.JSONField(_("languages offered"), default=list)
    contact = models.CharField(_("how people reach you"), max_length=300, blank=True)
    outside_contact = models.CharField(_("somebody outside"), max_length=300, blank=True)
    local_help_lines = models.CharField(_("your own crisis lines"), max_length=500, blank=True)
    acknowledge_days = models.PositiveSmallIntegerField(_("working days until feedback is acknowledged"), default=3)
    answer_days = models.PositiveSmallIntegerField(_("working days until an answer"), default=20)
    # That somebody has dialled every crisis line, and who.
    help_checked_on = models.DateField(null=True, blank=True)
    help_checked_by = models.CharField(max_length=120, blank=True)
    # That a test message arrived, and with whom.
    mail_checked_on = models.DateField(null=True, blank=True)
    mail_checked_by = models.CharField(max_length=120, blank=True)
    # From this day on the door takes feedback. Empty: it says that it is not open yet.
    opened_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="permanent",
        public=(
            "id names region time_zone languages contact outside_contact local_help_lines acknowledge_days answer_days"
            " opened_on"
        ),
        staff="help_checked_on help_checked_by mail_checked_on mail_checked_by",
    )

    class Meta:
        """There is one organisation."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_organisation"),
        ]

    def __str__(self) -> str:
        """Return its name in its own language."""
        # Not the first of the names: a database may keep them in another order.
        own = next(iter(self.languages), "")
        return self.names.get(own) or next(iter(self.names.values()), "")
