"""Votes: open ones, with a name at each voice, and secret ones, of which only the numbers are kept."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Membership
from meetings.enums import VoteStatus
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting


class BallotKey(models.Model):
    """The public half of the key to which ballots are sealed. Only the worker is given the private half."""

    number = models.BinaryField(primary_key=True, max_length=4)
    public_key = models.BinaryField(max_length=32)
    published_at = models.DateTimeField(default=timezone.now)

    data_policy = DataPolicy(retention="permanent", public="number public_key published_at")

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-published_at"]

    def __str__(self) -> str:
        """Return its number."""
        return bytes(self.number).hex()


class Vote(models.Model):
    """A question that a council decides by counting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="votes")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="votes")
    question = models.CharField(_("question"), max_length=300)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    is_secret = models.BooleanField(_("secret"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=VoteStatus.choices, default=VoteStatus.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Until when whoever was absent can vote. Empty: only in the room.
    late_until = models.DateTimeField(_("late votes until"), null=True, blank=True)
    # When it was closed in the room, so that a later correction of who was there changes no result.
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    # Secret ballots that nobody could read.
    spoilt = models.PositiveSmallIntegerField(default=0)

    data_policy = DataPolicy(
        retention="minutes: five years",
        members=(
            "id meeting item question language is_secret status opened_at closed_at late_until present needed spoilt"
        ),
    )

    class Meta:
        """In the order in which they were opened. A vote that waits for the absent says until when."""

        ordering: ClassVar = ["opened_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status=VoteStatus.LATE) | models.Q(late_until__isnull=False),
                name="a_vote_open_for_the_absent_says_until_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=VoteStatus.CLOSED) | models.Q(closed_at__isnull=False),
                name="a_closed_vote_says_since_when",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Return whether people in the room can vote."""
        return self.status == VoteStatus.OPEN

    @property
    def is_late(self) -> bool:
        """Return whether only people who were absent can vote."""
        return self.status == VoteStatus.LATE

    @property
    def is_closed(self) -> bool:
        """Return whether it has a result."""
        return self.status == VoteStatus.CLOSED

    @property
    def was_quorate(self) -> bool:
        """Return whether enough members were there when it was closed."""
        return bool(self.needed) and (self.present or 0) >= (self.needed or 0)

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        tones = {VoteStatus.OPEN: "attention", VoteStatus.CLOSED: "good", VoteStatus.WITHDRAWN: "neutral"}
        return tones.get(VoteStatus(self.status), "waiting")

    def __str__(self) -> str:
        """Return the question."""
        return self.question


class VoteOption(models.Model):
    """One of the answers that a vote offers, and how many chose it, once it is closed."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("answer"), max_length=160)
    count = models.PositiveSmallIntegerField(null=True, blank=True)

    data_policy = DataPolicy(retention="minutes: five years", members="id vote position text count")

    class Meta:
        """In the order in which they are offered."""

        ordering: ClassVar = ["vote", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vote", "position"], name="an_answer_of_a_vote_has_a_place_of_its_own")
        ]

    def __str__(self) -> str:
        """Return its words."""
        return self.text


class VoteMark(models.Model):
    """That somebody has voted; not what. All marks of a secret vote are written again when it is counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="marks")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="vote_marks")

    data_policy = DataPolicy(retention="minutes: five years", members="id vote membership")

    class Meta:
        """Everybody votes once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vote", "membership"], name="a_member_votes_once_in_a_vote")
        ]

    def __str__(self) -> str:
        """Return who has voted, by the name others may see."""
        return self.membership.shown_name


class OpenBallot(models.Model):
    """What somebody chose in an open vote."""

    mark = models.OneToOneField(VoteMark, on_delete=models.CASCADE, primary_key=True, related_name="ballot")
    option = models.ForeignKey(VoteOption, on_delete=models.CASCADE, related_name="ballots")

    data_policy = DataPolicy(retention="minutes: five years", members="mark option")

    def __str__(self) -> str:
        """Return what was chosen."""
        return str(self.option)


class SealedBallot(models.Model):
    """What somebody chose in a secret vote, sealed to the worker alone. It points to nobody, and is destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="sealed_ballots")
    sealed = models.BinaryField()

    data_policy = DataPolicy(retention="until the vote is counted", secret="id vote sealed")  # noqa: S106

    def __str__(self) -> str:
        """Return nothing of what it says."""
        return "sealed"
