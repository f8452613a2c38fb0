"""The log of what was done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.enums import Checkpoint
from core.classification import DataPolicy


class AuditEvent(models.Model):
    """One act, in words that survive what they describe; linked into a chain after its commit so that a change shows.

    `mac` covers `nonce` and the words. `position`, `previous` and `digest` are the link; an event without them waits.
    """

    # Gaps in it prove nothing: an act that is taken back uses a number up. Positions have none (ADR 23).
    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    # Words and no foreign key: the log outlives the people and things that it names (ADR 9).
    actor = models.CharField(max_length=600)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    # Unique, so that the database itself refuses a copy of an event.
    nonce = models.BinaryField(max_length=16, unique=True)
    mac = models.BinaryField(max_length=32)
    position = models.PositiveBigIntegerField(null=True, unique=True)
    previous = models.BinaryField(max_length=32, null=True)
    digest = models.BinaryField(max_length=32, null=True, unique=True)

    data_policy = DataPolicy(
        retention="seven years", staff="id at actor action subject details nonce mac position previous digest"
    )

    class Meta:
        """A link is whole or not there; the events that wait are found without a look at the others."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(position=None, previous=None, digest=None)
                | models.Q(position__isnull=False, previous__isnull=False, digest__isnull=False),
                name="a_link_is_whole",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(position=None), name="events_that_wait"),
        ]

    def __str__(self) -> str:
        """Return the event as a line."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.action} {self.subject}"


class AuditHead(models.Model):
    """The end of the chain; one row, locked by whoever links events, never by an act. `mac` covers the other two."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.BinaryField(max_length=32)
    count = models.PositiveBigIntegerField(default=0)
    mac = models.BinaryField(max_length=32)

    data_policy = DataPolicy(retention="seven years", staff="id digest count mac")

    class Meta:
        """There is one end."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="the_chain_has_one_end")]

    def __str__(self) -> str:
        """Return how long the chain is."""
        return f"{self.count} events"


class AuditCheckpoint(models.Model):
    """How far the chain was verified; `mac` covers the row, so that nobody without the key can move it."""

    kind = models.CharField(max_length=10, primary_key=True, choices=Checkpoint.choices)
    count = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)
    event_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    mac = models.BinaryField(max_length=32)

    data_policy = DataPolicy(
        retention="it is replaced by the next of its kind", staff="kind count digest event_at made_at mac"
    )

    def __str__(self) -> str:
        """Return its kind and how far it reaches."""
        return f"{self.kind}: {self.count} events"


class AuditBreak(models.Model):
    """A place where verification found that the chain does not hold. Stays; somebody may have looked into it."""

    # Every run finds the same break again, and it is kept once.
    text = models.CharField(max_length=300, unique=True)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=600, blank=True)

    data_policy = DataPolicy(retention="seven years", staff="id text found_at seen_at seen_by")

    def __str__(self) -> str:
        """Return the place in words."""
        return self.text
