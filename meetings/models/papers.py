"""What people read before a meeting, in the shapes and languages in which they read it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from meetings.enums import PaperSlot
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting


class PresentPapers(models.Manager["Paper"]):
    """The papers there are: not those that were taken off, nor those of an item that was."""

    def get_queryset(self) -> models.QuerySet[Paper]:
        """Leave out what was taken off."""
        return super().get_queryset().filter(taken_off_at=None, item__taken_off_at=None)


class Paper(models.Model):
    """Something to read before a meeting, about one item or the whole of it; its words are in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    title = models.CharField(_("what it is called"), max_length=160)
    language = models.CharField(_("language of the title"), max_length=12, choices=settings.LANGUAGES, default="en")
    content_note = models.CharField(_("content note"), max_length=160, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    taken_off_at = models.DateTimeField(null=True, blank=True)

    objects = PresentPapers()
    everything = models.Manager["Paper"]()

    data_policy = DataPolicy(
        retention="five years; what was taken off: three days",
        members="id meeting item title language content_note",
        staff="added_at taken_off_at",
    )

    class Meta:
        """As they were added."""

        ordering: ClassVar = ["added_at", "id"]

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class PaperVersion(models.Model):
    """A paper in one shape and one language: as words, as a file that was drawn again, or both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="versions")
    slot = models.CharField(_("shape"), max_length=12, choices=PaperSlot.choices, default=PaperSlot.STANDARD)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    # A file of pictures can neither be listened to nor enlarged without loss: words can.
    words = models.TextField(_("the words of the paper"), blank=True)
    # Made by the sanitiser; the original is never stored.
    content = models.BinaryField(default=bytes)
    media_type = models.CharField(max_length=40, blank=True)
    # Pages of a document, seconds of a sound, 1 for a picture.
    amount = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(auto_now=True)

    data_policy = DataPolicy(
        retention="five years",
        members="id paper slot language words content media_type amount size",
        staff="added_at",
    )

    class Meta:
        """A paper is there once in each shape and language, and says something."""

        ordering: ClassVar = ["paper", "slot", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper", "slot", "language"], name="a_paper_has_one_version_for_a_shape_and_language"
            ),
            models.CheckConstraint(
                condition=~models.Q(words="") | ~models.Q(media_type=""), name="a_version_has_words_or_a_file"
            ),
        ]

    def __str__(self) -> str:
        """Return its shape and language."""
        return f"{PaperSlot(self.slot).label}, {self.language}"

    @property
    def has_file(self) -> bool:
        """Return whether there is a file."""
        return bool(self.media_type)

    @property
    def is_sound(self) -> bool:
        """Return whether its file is listened to."""
        return self.media_type == "audio/ogg"


class PaperRelease(models.Model):
    """That the papers of a meeting are ready, told to everybody who is invited: the first time, and each time again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveSmallIntegerField()
    released_on = models.DateField()
    # Fewer days ahead than were promised; said by whoever told people all the same.
    late = models.BooleanField(default=False)

    data_policy = DataPolicy(retention="five years", members="id meeting number released_on late")

    class Meta:
        """The newest first; two people who press at the same time tell people once."""

        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="papers_are_told_once_for_each_time"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.released_on}"
