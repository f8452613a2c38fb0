"""Five questions after a meeting: who has answered, what is sealed until they are closed, and the shares that stay."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Membership
from meetings.enums import AfterQuestion, AfterShown
from meetings.models.meetings import Meeting

# Where a day ends last.
LAST_ZONE = timezone.get_fixed_timezone(-12 * 60)


def is_day_somewhere(day: date) -> bool:
    """Return whether a day is not over yet by every clock on earth."""
    return timezone.localdate(timezone=LAST_ZONE) <= day


class AfterQuestions(models.Model):
    """That people were asked after a meeting, until when, and whether enough of them answered to show anything."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, primary_key=True, related_name="after")
    asked_on = models.DateField(default=timezone.localdate)
    # The last day, by everybody's own clock.
    answer_by = models.DateField()
    counted_on = models.DateField(null=True, blank=True)
    # How many people answered, rounded down; empty where they were too few to show anything.
    at_least = models.PositiveSmallIntegerField(null=True, blank=True)

    data_policy = DataPolicy(retention="minutes: five years", members="meeting asked_on answer_by counted_on at_least")

    class Meta:
        """The newest meeting first."""

        ordering: ClassVar = ["-meeting__day", "-meeting__starts"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(at_least=None) | models.Q(counted_on__isnull=False),
                name="answers_after_a_meeting_are_shown_once_counted",
            )
        ]

    def __str__(self) -> str:
        """Return the title of the meeting."""
        return str(self.meeting)

    @property
    def is_open(self) -> bool:
        """Return whether people can still answer."""
        return self.counted_on is None and is_day_somewhere(self.answer_by)

    @property
    def is_counted(self) -> bool:
        """Return whether it is decided what is shown."""
        return self.counted_on is not None

    @property
    def has_result(self) -> bool:
        """Return whether enough people answered to show something."""
        return self.at_least is not None


class AfterMark(models.Model):
    """That somebody has answered after a meeting; not what. All marks are destroyed when the answers are counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questions = models.ForeignKey(
        AfterQuestions, on_delete=models.CASCADE, related_name="marks", verbose_name=_("meeting")
    )
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="after_marks")

    data_policy = DataPolicy(
        retention="until the answers are counted",
        secret="id questions membership",  # noqa: S106
    )

    class Meta:
        """Everybody answers once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["questions", "membership"], name="a_member_answers_once_after_a_meeting")
        ]

    def __str__(self) -> str:
        """Return nothing of who it is."""
        return "answered"


class SealedAfterAnswer(models.Model):
    """What somebody answered, sealed to the worker alone. It points to nobody, and is destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questions = models.ForeignKey(AfterQuestions, on_delete=models.CASCADE, related_name="sealed_answers")
    sealed = models.BinaryField()

    data_policy = DataPolicy(
        retention="until the answers are counted",
        secret="id questions sealed",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return nothing of what it says."""
        return "sealed"


class AfterShare(models.Model):
    """How large a part of the people gave an answer, in quarters: no exact number is stored anywhere."""

    questions = models.ForeignKey(AfterQuestions, on_delete=models.CASCADE, related_name="shares")
    question = models.CharField(max_length=10, choices=AfterQuestion.choices)
    answer = models.CharField(max_length=10, choices=AfterShown.choices)
    quarters = models.PositiveSmallIntegerField()

    data_policy = DataPolicy(retention="minutes: five years", members="id questions question answer quarters")

    class Meta:
        """One share of each answer to each question."""

        ordering: ClassVar = ["questions", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["questions", "question", "answer"], name="an_answer_after_a_meeting_has_one_share"
            ),
            models.CheckConstraint(condition=models.Q(quarters__lte=4), name="a_share_is_at_most_four_quarters"),
        ]

    def __str__(self) -> str:
        """Return which answer to which question."""
        return f"{AfterQuestion(self.question).label}: {AfterShown(self.answer).label}"
