"""The outbox: the database knows which message goes to whom and when; queues and mail may fail."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from notifications.enums import Channel, Kind, Status


class OutboxMessage(models.Model):
    """One message to one person by one channel, sent once: `dedupe_key` says what makes it the same message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    # Empty for somebody who has no account (yet): then `address` and `language` say where it goes, and how.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    values = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField()
    ignores_quiet_hours = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The type of the error only: its text may quote addresses.
    last_error = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    first_failed_at = models.DateTimeField(null=True, blank=True)
    # A reminder of a meeting that has begun helps nobody.
    useful_until = models.DateTimeField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="90 days after it is sent",
        staff=(
            "id kind channel dedupe_key due_at ignores_quiet_hours status lease_until attempts last_error sent_at"
            " first_failed_at useful_until"
        ),
        # To staff, who gets which message could tell whose alias is whose.
        secret="recipient address language values",  # noqa: S106
    )

    class Meta:
        """What is due is found by status and time."""

        indexes: ClassVar = [models.Index(fields=["status", "due_at"], name="due_messages")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status=Status.SENT) | models.Q(sent_at__isnull=False),
                name="a_sent_message_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, address="")
                | (models.Q(recipient=None) & ~models.Q(address="")),
                name="a_message_has_a_person_or_an_address",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.LEASED) | models.Q(lease_until__isnull=False),
                name="a_leased_message_says_until_when",
            ),
        ]

    @property
    def anchor(self) -> str:
        """Return the id of its row on a page."""
        return f"message-{self.pk}"

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        return {Status.SENT: "good", Status.DEAD: "stop"}.get(Status(self.status), "waiting")

    def __str__(self) -> str:
        """Return what it is about."""
        return str(Kind(self.kind).label)


class Preference(models.Model):
    """Which messages a person wants, and their quiet hours, as wall times in the person's own zone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="preference"
    )
    email = models.BooleanField(_("send me email"), default=True)
    reminders = models.BooleanField(_("remind me the day before a meeting"), default=True)
    # Unless people say otherwise nothing arrives at night (docs/explanation/care.md).
    quiet_from = models.TimeField(_("quiet from"), default=time(20, 0))
    quiet_until = models.TimeField(_("quiet until"), default=time(8, 0))

    data_policy = DataPolicy(retention="as long as the account", secret="user email reminders quiet_from quiet_until")  # noqa: S106

    def wants(self, channel: str) -> bool:
        """Return whether the person wants messages on a channel. Only e-mail can be switched off here."""
        # A letter, a call and the page are what somebody chose who does not want e-mail (`ContactDetails.reach_by`).
        return channel != Channel.EMAIL or self.email

    def quiet_end(self, now: datetime, zone: tzinfo) -> datetime | None:
        """Return when the quiet hours that hold at `now` are over, in UTC, or None when it is not quiet.

        Wall times in `zone`; the same time twice means no quiet hours. Where clocks change at the end of the quiet
        hours the later reading counts, so that the answer always lies after `now`.
        """
        local = now.astimezone(zone)
        if not self._is_quiet(local.time()):
            return None
        day = local.date()
        if local.time() >= self.quiet_until:
            day += timedelta(days=1)
        end = datetime.combine(day, self.quiet_until, tzinfo=zone)
        # In the night in which clocks go back, the end of the quiet hours comes twice.
        earlier = end.replace(fold=0).astimezone(UTC)
        later = end.replace(fold=1).astimezone(UTC)
        return max(earlier, later)

    def _is_quiet(self, clock: time) -> bool:
        """Return whether a wall time is inside the quiet hours, which may go on past midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    def __str__(self) -> str:
        """Return the quiet hours."""
        return f"{self.quiet_from:%H:%M}-{self.quiet_until:%H:%M}"


class Heartbeat(models.Model):
    """When a part of the system last showed that it works."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    data_policy = DataPolicy(retention="overwritten", staff="name beat_at")

    def __str__(self) -> str:
        """Return name and time."""
        return f"{self.name} {self.beat_at:%H:%M:%S}"
