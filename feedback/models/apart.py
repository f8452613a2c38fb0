"""What is kept apart from every word: drafts, counts, and where to say that an answer is ready."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from core.classification import DataPolicy
from feedback.models.conversations import Feedback


class Draft(models.Model):
    """Words that are not sent yet, sealed to a code of their own: nobody here can open them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Derived from a code of its own: the receipt of what is sent later opens no draft.
    lookup = models.BinaryField(max_length=32, unique=True)
    kept_until = models.DateField()
    sealed = models.BinaryField()
    # As in `Feedback`.
    shuffled = models.BooleanField(default=False)

    data_policy = DataPolicy(
        retention="sent, erased or 30 days old",
        staff="kept_until",
        secret="id lookup sealed shuffled",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return nothing that could tell one from another."""
        return "draft"


class EqualityAnswers(models.Model):
    """What somebody answered about equality, sealed to the worker alone, until it is counted with others and destroyed.

    Nothing points to it, and it points to nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The same day for everybody of a month, as for a contact.
    kept_until = models.DateField()
    sealed = models.BinaryField()

    data_policy = DataPolicy(retention="counted, or its day", staff="kept_until", secret="id sealed")  # noqa: S106

    def __str__(self) -> str:
        """Return nothing that could tell one from another."""
        return "answers about equality"


class LinkedAnswers(models.Model):
    """The same answers beside somebody's feedback, because they agreed to it, sealed to the worker alone.

    No page opens them. They are for one job, which counts outcomes of groups.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="linked_answers")
    sealed = models.BinaryField()
    # As in `Feedback`, which the door cannot mark when they come: their page knows no code.
    shuffled = models.BooleanField(default=False)

    data_policy = DataPolicy(
        retention="with the words; in backups seven days",
        secret="id feedback sealed shuffled",  # noqa: S106
    )

    class Meta:
        """What is new is found at the same cost however much there is."""

        indexes: ClassVar = [
            models.Index(fields=["feedback"], condition=models.Q(shuffled=False), name="answers_to_be_shuffled"),
        ]

    def __str__(self) -> str:
        """Return nothing that could tell one from another."""
        return "linked answers"


class Tally(models.Model):
    """How often an answer to a question about equality was given in a month. There is no row for a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The coarsest time that is still of use: a day with two visitors would join them to their answers.
    month = models.DateField()
    pack = models.CharField(max_length=20)
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=0)

    data_policy = DataPolicy(retention="five years", staff="id month pack question answer number")

    class Meta:
        """One number for an answer and month; a month is named by its first day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "pack", "question", "answer"], name="an_answer_is_counted_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="a_tally_knows_months_only"),
        ]

    def __str__(self) -> str:
        """Return what is counted."""
        return f"{self.month:%Y-%m} {self.question} {self.answer}"


class Contact(models.Model):
    """Where to say that an answer is ready, and for which feedback: all of it sealed to the worker alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The same day for everybody of a month, so that it does not say when they came.
    kept_until = models.DateField()
    sealed = models.BinaryField()
    # Whether it was exchanged for a row that nobody can tell from the others.
    shuffled = models.BooleanField(default=False)

    data_policy = DataPolicy(
        retention="one message was sent, or its day",
        staff="kept_until",
        secret="id sealed shuffled",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return nothing that could tell one from another."""
        return "contact"
