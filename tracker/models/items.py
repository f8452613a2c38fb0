"""Staff's side of feedback."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import Kept
from feedback.models import Feedback
from tracker.enums import ItemStatus, Topic
from tracker.models import promises


class Item(models.Model):
    """Staff's side of one piece of feedback: the promise, who reads it, and the version others may see.

    `revision` counts what staff did with it: whoever writes says which revision they saw. `published_on` is the day
    the version others may see first stood on a public page; from then on it stays there, also after an erasure.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT, related_name="item")
    status = models.CharField(max_length=16, choices=ItemStatus.choices, default=ItemStatus.RECEIVED)
    revision = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=12)
    received_on = models.DateField()
    acknowledge_by = models.DateField()
    answer_by = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="reading"
    )
    topics = models.JSONField(default=list, blank=True)
    content_note = models.CharField(_("content note"), max_length=160, blank=True)
    shareable = models.TextField(_("the version others may see"), blank=True)
    shareable_language = models.CharField(max_length=12, blank=True)
    shareable_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    # What the person has added that the desk knows of, and how much of it was opened. The door is asked once an hour:
    # a page that changed at once would tell when somebody came back.
    messages_known = models.PositiveSmallIntegerField(default=0)
    messages_seen = models.PositiveSmallIntegerField(default=0)
    # What the person chose and sent, as the door said it when it was last asked; see `tracker.queries.items.as_told`.
    told_for_team = models.BooleanField(default=False)
    told_for_council = models.BooleanField(default=False)
    told_for_public = models.BooleanField(default=False)
    told_for_training = models.BooleanField(default=False)
    told_change_asked = models.BooleanField(default=False)
    told_files = models.JSONField(default=list, blank=True)
    # It came when very many came at once; the promises run, and nobody has moved it to the rest yet.
    held = models.BooleanField(default=False)

    kept = Kept(
        until="three years after closing",
        members="id language topics content_note shareable shareable_language shareable_on published_on",
        staff=(
            "feedback status revision received_on acknowledge_by answer_by acknowledged_on answered_on reader"
            " messages_known messages_seen held told_for_team told_for_council told_for_public told_for_training"
            " told_change_asked told_files"
        ),
    )

    class Meta:
        """What is due first comes first; equal days are in no order that tells anything."""

        ordering: ClassVar = ["answer_by", "id"]
        indexes: ClassVar = [models.Index(fields=["status", "answer_by"], name="items_by_promise")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(shareable_on__isnull=True) | ~models.Q(shareable=""),
                name="a_shared_version_has_words",
            )
        ]

    def __str__(self) -> str:
        """Return a short name that says nothing about the person."""
        return f"{str(self.id)[:8]}"

    @property
    def topic_labels(self) -> list[str]:
        """Return the topics in the reader's language."""
        return [str(Topic(topic).label) for topic in self.topics]

    @property
    def promise(self) -> promises.Promise | None:
        """Return what is promised next, or what became of it; None for erased feedback."""
        if self.status == ItemStatus.ERASED:
            return None
        if self.answered_on:
            return promises.answered(self.answered_on, self.answer_by)
        if self.acknowledged_on is None:
            return promises.to_acknowledge(self.acknowledge_by)
        return promises.to_answer(self.answer_by)

    @property
    def is_for_others(self) -> bool:
        """Return whether the person agrees today that somebody but the desk reads a version without names."""
        given = self.feedback
        return given.for_team or given.for_council or given.for_public or given.for_training

    @property
    def was_taken_back(self) -> bool:
        """Return whether the council talks about something that it may not see any more."""
        return self.status == ItemStatus.WITH_COUNCIL and not self.feedback.for_council

    @property
    def is_shared(self) -> bool:
        """Return whether there is a version others may see."""
        return self.shareable_on is not None

    @property
    def others_read_from(self) -> date | None:
        """Return the day from which others may read the version there is: until then the person can object."""
        return self.shareable_on + timedelta(days=settings.OBJECT_DAYS) if self.shareable_on else None

    @property
    def is_settled(self) -> bool:
        """Return whether others may read the version there is: its days are over, and no other one was asked for.

        As `tracker.queries.items.settled` says it to the database.
        """
        is_held_back = self.feedback.change_asked and not self.published_on
        return bool(self.others_read_from and self.others_read_from <= timezone.localdate() and not is_held_back)

    @property
    def is_erased(self) -> bool:
        """Return whether the person had it erased."""
        return self.status == ItemStatus.ERASED
