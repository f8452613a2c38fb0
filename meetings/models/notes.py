"""What note-takers write during a meeting, with every version, and what is to be done afterwards."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Membership
from meetings.enums import ActionStatus, OwnerRole
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting


class ItemNote(models.Model):
    """The notes of one agenda item. They stay, under its title, where the item is taken off the agenda."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notes")
    item = models.OneToOneField(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="note")
    title = models.CharField(max_length=160)
    text = models.TextField(_("notes"), blank=True)
    outcome = models.TextField(_("what was decided"), blank=True)
    # The number of the newest version. A writer says which one they began from.
    version = models.PositiveIntegerField(default=0)

    data_policy = DataPolicy(
        retention="minutes: five years", members="id meeting item title outcome", staff="text version"
    )

    class Meta:
        """In the order of the agenda; what is no longer on it comes last."""

        ordering: ClassVar = ["meeting", models.F("item__position").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        """Return the title of the item."""
        return self.title


class NoteVersion(models.Model):
    """What the notes of an item were after one save. From these two texts are merged."""

    note = models.ForeignKey(ItemNote, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    data_policy = DataPolicy(retention="minutes: five years", staff="id note number text outcome saved_by saved_at")

    class Meta:
        """The newest first; two people who save at once get two numbers."""

        ordering: ClassVar = ["note", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "number"], name="a_version_of_notes_has_its_own_number")
        ]

    def __str__(self) -> str:
        """Return its number."""
        return f"{self.number}"


class ActionItem(models.Model):
    """Something to do after a meeting: who does it, by name or by role, and by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions")
    text = models.CharField(_("what is to be done"), max_length=300)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    # Whoever holds the role, or a member: one of the two.
    owner_role = models.CharField(_("by role"), max_length=12, choices=OwnerRole.choices, blank=True)
    owner = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("who")
    )
    due_on = models.DateField(_("by"))
    status = models.CharField(_("status"), max_length=8, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    drop_reason = models.CharField(_("why it is dropped"), max_length=300, blank=True)
    # When the owner was reminded, and when the chair was told that it is late.
    reminded_on = models.DateField(null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="minutes: five years",
        members=(
            "id meeting item text language owner_role owner due_on status ended_on drop_reason reminded_on escalated_on"
        ),
    )

    class Meta:
        """The most urgent first. What is dropped says why."""

        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(owner=None) | models.Q(owner_role=""), name="an_action_has_one_owner"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ActionStatus.DROPPED) | ~models.Q(drop_reason=""),
                name="a_dropped_action_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ActionStatus.OPEN, ended_on=None)
                | ~models.Q(status=ActionStatus.OPEN) & models.Q(ended_on__isnull=False),
                name="an_action_that_ended_says_when",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be done."""
        return self.status == ActionStatus.OPEN

    def is_late_on(self, day: date) -> bool:
        """Return whether it should have been done before a day."""
        return self.is_open and self.due_on < day

    @property
    def is_late(self) -> bool:
        """Return whether it should have been done by now."""
        return self.is_late_on(timezone.localdate())

    @property
    def owner_name(self) -> str:
        """Return who does it, by the name that members may see."""
        if self.owner is not None:
            return self.owner.shown_name
        # The account of the owner is gone: the chair looks after it.
        return str(OwnerRole(self.owner_role or OwnerRole.CHAIR).label)

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        if self.is_late:
            return "stop"
        return {ActionStatus.DONE: "good", ActionStatus.DROPPED: "neutral"}.get(ActionStatus(self.status), "waiting")

    def __str__(self) -> str:
        """Return what is to be done."""
        return self.text
