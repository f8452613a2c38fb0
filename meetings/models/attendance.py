"""Who is at a meeting, and how; and what was corrected about it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Membership
from meetings.enums import HEARING, TAKING_PART_IN_WRITING, AttendanceField, CardKind, PersonKind, Presence
from meetings.models.meetings import Meeting


class Attendance(models.Model):
    """One person at one meeting: a member by their seat, anybody else by a name or only as a number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    # Not the account: others see the name that was chosen for this council.
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="attendances"
    )
    kind = models.CharField(_("as what"), max_length=12, choices=PersonKind.choices, default=PersonKind.MEMBER)
    # Of whoever has no seat. Empty: counted, and not named.
    name = models.CharField(_("name"), max_length=120, blank=True)
    how = models.CharField(_("how"), max_length=8, choices=Presence.choices, default=Presence.THERE)
    came_at = models.DateTimeField(_("came"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    # Members whom the chair asked to take notes may write into the items of this meeting.
    takes_notes = models.BooleanField(_("takes notes"), default=False)

    data_policy = DataPolicy(
        retention="minutes: five years", members="id meeting membership kind name how came_at left_at takes_notes"
    )

    class Meta:
        """Somebody is at a meeting once: whoever comes back has not left."""

        ordering: ClassVar = ["membership__seat__number", "kind", "came_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="a_member_is_at_a_meeting_once"),
            models.CheckConstraint(
                condition=models.Q(kind=PersonKind.MEMBER, membership__isnull=False, name="")
                | ~models.Q(kind=PersonKind.MEMBER) & models.Q(membership=None),
                name="a_member_attends_by_their_seat",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("came_at")),
                name="nobody_leaves_before_they_come",
            ),
        ]

    @property
    def is_here(self) -> bool:
        """Return whether they have not left."""
        return self.left_at is None

    @property
    def hears(self) -> bool:
        """Return whether they are in the room now, by themselves, online or by phone; in writing, where all write."""
        hearing = TAKING_PART_IN_WRITING if self.meeting.is_in_writing else HEARING
        return self.is_here and Presence(self.how) in hearing

    @property
    def shown_name(self) -> str:
        """Return the name that members may see; as what somebody came where they are not named."""
        if self.membership is not None:
            return self.membership.shown_name
        return self.name or str(PersonKind(self.kind).label)

    @property
    def listed_name(self) -> str:
        """Return the name that members may see, with the seat where somebody who sits in one chose none."""
        if self.membership is not None:
            return self.membership.listed_name
        return self.shown_name

    def __str__(self) -> str:
        """Return who it is, by the name others may see."""
        return self.shown_name


class AttendanceChange(models.Model):
    """One correction of who was at a meeting: what was written before and after, by whom and when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance_changes")
    # Of the one it is about, as in `Attendance`, which may be gone by then.
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    what = models.CharField(max_length=8, choices=AttendanceField.choices)
    # As stored: a word of an enumeration, or a time in ISO 8601; empty where there was or is none.
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="attendance_changes"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    data_policy = DataPolicy(
        retention="minutes: five years", staff="id meeting membership name what before after changed_by changed_at"
    )

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-changed_at", "-id"]

    def __str__(self) -> str:
        """Return what was corrected."""
        return str(AttendanceField(self.what).label)


class RoomCard(models.Model):
    """A card that somebody holds up now. It is gone as soon as it is lowered: no meeting keeps who needed a break."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="cards")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="cards")
    kind = models.CharField(max_length=8, choices=CardKind.choices)
    raised_at = models.DateTimeField(default=timezone.now)

    data_policy = DataPolicy(
        retention="until it is lowered, or the meeting was held", staff="id meeting membership kind raised_at"
    )

    class Meta:
        """Who waits longest comes first; one card of a kind is enough."""

        ordering: ClassVar = ["raised_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "membership", "kind"], name="a_card_is_held_up_once")
        ]

    @property
    def is_stop(self) -> bool:
        """Return whether everything has to stop, and not only for a break."""
        return self.kind == CardKind.STOP

    def __str__(self) -> str:
        """Return what is asked for."""
        return str(CardKind(self.kind).label)
