"""Recordings, pictures and documents."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from core.classification import DataPolicy
from feedback.enums import FileKind, FileState, NotSafe, Voice
from feedback.models.conversations import Feedback
from feedback.models.keys import SealingKey


class File(models.Model):
    """A recording, picture or document. What was sent is sealed to one key; only what was re-encoded is kept.

    While it waits, `content` is the original under a key sealed to the files' key (`key`). Once it is safe, `content`
    is the re-encoded file under a data key, and `key` is empty. Without `feedback` its sender has not pressed Send.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Empty until its sender presses Send: until then it belongs to nobody's words.
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, null=True, blank=True, related_name="files")
    position = models.PositiveSmallIntegerField(default=1)
    # By its first bytes only: nothing here decodes what strangers send.
    kind = models.CharField(max_length=10, choices=FileKind.choices, blank=True)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING)
    voice = models.CharField(max_length=10, choices=Voice.choices, default=Voice.AS_IT_IS, blank=True)
    # What the sanitiser made of it, so that a browser is told the truth.
    media = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=30, blank=True)
    sealing_key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="files")
    key = models.BinaryField(blank=True)
    content = models.BinaryField()
    # Only what is not sent has an end of its own; the rest goes with the words.
    kept_until = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="not sent: the next day; sent: with the words; the original: until it was re-encoded",
        staff="id feedback position kind state voice media why kept_until",
        secret="sealing_key key content",  # noqa: S106
    )

    class Meta:
        """In the order they were added. What belongs to no feedback has an end."""

        ordering: ClassVar = ["feedback", "position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(feedback__isnull=False) | models.Q(kept_until__isnull=False),
                name="a_file_that_is_not_sent_has_an_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=FileState.REFUSED) | models.Q(content=b""),
                name="a_refused_file_is_not_kept",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is."""
        if not self.kind:
            return "file"
        return str(FileKind(self.kind).label)

    @property
    def name(self) -> str:
        """Return what it is and its place among the files, in the reader's language."""
        if not self.kind:
            return f"{self.position}."
        return f"{self.position}. {FileKind(self.kind).label}"

    @property
    def is_ready(self) -> bool:
        """Return whether there is a re-encoded file that staff can open."""
        return self.state == FileState.READY

    @property
    def is_refused(self) -> bool:
        """Return whether it could not be made safe."""
        return self.state == FileState.REFUSED

    @property
    def reason(self) -> str:
        """Return why it could not be made safe, in a sentence; "" where there is nothing to say."""
        # A row from another version may hold a word that is not known here.
        if self.why not in NotSafe.values:
            return ""
        return str(NotSafe(self.why).label)
