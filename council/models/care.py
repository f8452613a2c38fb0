"""Care for members: check-ins, a plan for when it gets heavy, and a talk at the end."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.enums import TalkStatus
from council.models.terms import Membership


class CheckIn(models.Model):
    """A talk about how somebody is doing: offered, and held or declined. What was said is written down nowhere."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="check_ins")
    offered_on = models.DateField()
    # After a meeting that was heavy, or in the ordinary round.
    about_meeting = models.UUIDField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=TalkStatus.choices, default=TalkStatus.OFFERED)
    answered_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(retention="two years", staff="id membership offered_on about_meeting status answered_on")

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-offered_on", "-id"]

    def __str__(self) -> str:
        """Return its status."""
        return str(TalkStatus(self.status).label)


class ParticipationPlan(models.Model):
    """What helps somebody when it gets heavy, in their own words, for the one or two people they name."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="participation_plan"
    )
    text = models.TextField(_("what helps when it gets heavy"), blank=True)
    first_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans_read_first"
    )
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans_read_second"
    )
    changed_on = models.DateField(auto_now=True)

    data_policy = DataPolicy(
        retention="90 days after membership ends",
        secret="user text first_reader second_reader changed_on",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return when it was changed, and nothing of what it says."""
        return f"{self.changed_on}"


class ExitTalk(models.Model):
    """The talk that is offered when somebody leaves."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, primary_key=True, related_name="exit_talk")
    offered_on = models.DateField()
    status = models.CharField(max_length=10, choices=TalkStatus.choices, default=TalkStatus.OFFERED)
    # What the person wants the council to learn from it, in their words; nothing else is written down.
    for_the_council = models.TextField(_("what the council should learn"), blank=True)

    data_policy = DataPolicy(retention="two years", staff="membership offered_on status for_the_council")

    def __str__(self) -> str:
        """Return its status."""
        return str(TalkStatus(self.status).label)
