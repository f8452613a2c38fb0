"""Sealed words, and the conversation a receipt opens."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from core.classification import DataPolicy
from feedback.enums import CONSENTS, MessageKind, Status
from feedback.models.keys import SealingKey


class Feedback(models.Model):
    """A feedback submission. `lookup` is found with the receipt only; the words are ciphertext."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Made by the form: a lost answer or a second press is the same submission, and is stored once.
    submission = models.UUIDField(unique=True, editable=False)
    lookup = models.BinaryField(max_length=32, unique=True)
    # A day and no time of day: the hour would point at a visit.
    received_on = models.DateField()
    # In clear, because the desk chooses a reader who speaks it before anything is opened.
    language = models.CharField(max_length=12)
    # In clear, because staff's side must find what may be shown without opening any words.
    for_team = models.BooleanField(default=False)
    for_council = models.BooleanField(default=False)
    for_public = models.BooleanField(default=False)
    for_training = models.BooleanField(default=False)
    # They asked to change the newest version: nobody else reads it, until there is another or they say that it is fine.
    change_asked = models.BooleanField(default=False)
    # The person named somebody who is not to read it: a coordinator chooses who does.
    restricted = models.BooleanField(default=False)
    # It came in a flood, or from what looks like a machine: staff look at it apart from the rest.
    quarantined = models.BooleanField(default=False)
    # Written down when it is promised: a setting that changes later must not move it.
    answer_by = models.DateField()
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.RECEIVED)
    # Whether everything of it was written again, among others and in no order, since the door last wrote something.
    shuffled = models.BooleanField(default=False)
    # Emptied where the words are destroyed; the row stays, so that the code can still say so.
    body = models.BinaryField()
    # A pair for this conversation: staff seal to its public half, only the code opens its private half.
    reply_public = models.BinaryField(max_length=32)
    reply_private = models.BinaryField()
    # The same words once more, sealed to the receipt: only for people who asked to read them again.
    own_words = models.BinaryField(default=b"")

    data_policy = DataPolicy(
        retention="words: 12 months after closing; status: 36 months",
        staff=(
            "id received_on language for_team for_council for_public for_training change_asked restricted"
            " quarantined answer_by status"
        ),
        secret="submission lookup body reply_public reply_private own_words shuffled",  # noqa: S106
    )

    class Meta:
        """What the worker asks for once an hour costs the same however much there is."""

        indexes: ClassVar = [
            models.Index(fields=["received_on"], name="feedback_of_a_day"),
            models.Index(fields=["id"], condition=models.Q(shuffled=False), name="feedback_to_be_shuffled"),
        ]

    @property
    def consents(self) -> dict[str, bool]:
        """Return who may read a version without names."""
        return {name: getattr(self, name) for name in CONSENTS}

    def __str__(self) -> str:
        """Return nothing that could tell one from another."""
        return "feedback"


class DataKey(models.Model):
    """The key of one sealed thing, sealed to a month's key. Deleting the row erases the thing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="data_keys")
    # Not a foreign key: it is the number of a submission, a message or a file.
    opens = models.UUIDField(unique=True, editable=False)
    # A public half is kept for as long as anything is sealed to it.
    sealing_key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="data_keys")
    sealed = models.BinaryField()

    data_policy = DataPolicy(
        retention="deleted to erase; in backups seven days",
        secret="id feedback opens sealing_key sealed",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return nothing that could tell one from another."""
        return "data key"


class Message(models.Model):
    """One message of the conversation: to the person (sealed to their receipt) or from them (sealed to staff).

    `position` counts within this one conversation only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="messages")
    submission = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    # Counted within this conversation: a number across all of them would show who wrote just before whom.
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=MessageKind.choices)
    written_on = models.DateField()
    sealed = models.BinaryField()

    data_policy = DataPolicy(
        retention="36 months after closing",
        staff="id feedback position kind written_on",
        secret="submission sealed",  # noqa: S106
    )

    class Meta:
        """A conversation has an order."""

        ordering: ClassVar = ["feedback", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feedback", "position"], name="a_conversation_has_one_order")
        ]

    def __str__(self) -> str:
        """Return what kind of message it is."""
        return str(MessageKind(self.kind).label)


class Step(models.Model):
    """A step the feedback took, and the day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=16, choices=Status.choices)
    taken_on = models.DateField()

    data_policy = DataPolicy(retention="36 months after closing", staff="id feedback position status taken_on")

    class Meta:
        """Steps have an order."""

        ordering: ClassVar = ["feedback", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feedback", "position"], name="steps_are_taken_one_after_another")
        ]

    def __str__(self) -> str:
        """Return the step."""
        return str(Status(self.status).label)
