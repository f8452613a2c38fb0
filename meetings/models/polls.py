"""Finding a date."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from core.classification import DataPolicy
from council.models import Council, Membership
from meetings.enums import Availability, PollStatus
from meetings.models.meetings import Meeting


class DatePoll(models.Model):
    """A question to a council: on which of some dates can you come? Closing it makes the meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="date_polls")
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language of the title"), max_length=12, choices=settings.LANGUAGES, default="en")
    minutes = models.PositiveSmallIntegerField(_("how many minutes"), default=90)
    # The options are wall times of this zone, as the meeting will be.
    time_zone = TimeZoneField(_("time zone"), default="Europe/London")
    contact = models.CharField(_("who to ask"), max_length=200)
    # Asked for and not insisted on: answers are taken until the poll is closed.
    answer_by = models.DateField(_("please answer by"))
    made_on = models.DateField(default=timezone.localdate)
    status = models.CharField(_("status"), max_length=12, choices=PollStatus.choices, default=PollStatus.OPEN)
    # Counts changes: how a concurrent change is noticed, and which message belongs to which dates.
    revision = models.PositiveSmallIntegerField(default=0)
    meeting = models.OneToOneField(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="date_poll", verbose_name=_("meeting")
    )

    data_policy = DataPolicy(
        retention="two years",
        members="id council title language minutes time_zone contact answer_by made_on status revision meeting",
    )

    class Meta:
        """The newest comes first. Only a poll that is closed has led to a meeting."""

        ordering: ClassVar = ["-made_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(meeting=None) | models.Q(status=PollStatus.CLOSED),
                name="an_open_poll_has_no_meeting",
            )
        ]

    def __str__(self) -> str:
        """Return its title."""
        return self.title

    @property
    def is_open(self) -> bool:
        """Return whether answers are taken."""
        return self.status == PollStatus.OPEN

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        return {PollStatus.CLOSED: "good", PollStatus.WITHDRAWN: "neutral"}.get(PollStatus(self.status), "waiting")


class PollOption(models.Model):
    """One date of a poll, as wall time in the zone of the poll."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="options")
    day = models.DateField(_("day"))
    starts = models.TimeField(_("starts at"))
    # 1 for the second of two equal wall times, in the night in which clocks go back.
    fold = models.PositiveSmallIntegerField(default=0)

    data_policy = DataPolicy(retention="two years", members="id poll day starts fold")

    class Meta:
        """The earliest comes first; a date is offered once."""

        ordering: ClassVar = ["day", "starts", "fold"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "day", "starts", "fold"], name="a_date_is_offered_once"),
            models.CheckConstraint(condition=models.Q(fold__lte=1), name="a_wall_time_happens_at_most_twice"),
        ]

    @property
    def starts_at(self) -> datetime:
        """Return the start as an aware time in the zone of the poll."""
        return datetime.combine(self.day, self.starts.replace(fold=self.fold), tzinfo=self.poll.time_zone)

    @property
    def is_past(self) -> bool:
        """Return whether it has begun already."""
        return self.starts_at <= timezone.now()

    def __str__(self) -> str:
        """Return day and time."""
        return f"{self.day} {self.starts:%H:%M}"


class PollAnswer(models.Model):
    """One member who was asked, and what they said besides the choices."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="answers")
    # Not the account: coordinators see the name that was chosen for this council.
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="poll_answers")
    answered_on = models.DateField(null=True, blank=True)
    # Entered by somebody of the staff, after a phone call.
    by_phone = models.BooleanField(default=False)
    note = models.CharField(_("anything we should know"), max_length=300, blank=True)
    # How many messages asked this person. After two of them only a phone call does.
    times_asked = models.PositiveSmallIntegerField(default=1)
    reminded_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="two years", staff="id poll membership answered_on by_phone note times_asked reminded_on"
    )

    class Meta:
        """A member is asked in one place."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "membership"], name="a_member_is_asked_once_in_a_poll")
        ]

    @property
    def is_answered(self) -> bool:
        """Return whether there is an answer."""
        return self.answered_on is not None

    def __str__(self) -> str:
        """Return who was asked, by the name others may see."""
        return self.membership.shown_name


class PollChoice(models.Model):
    """What one member says to one date."""

    answer = models.ForeignKey(PollAnswer, on_delete=models.CASCADE, related_name="choices")
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="choices")
    availability = models.CharField(max_length=12, choices=Availability.choices)

    data_policy = DataPolicy(retention="two years", staff="id answer option availability")

    class Meta:
        """To a date, a member says one thing."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "option"], name="a_date_is_answered_once_by_a_member")
        ]

    def __str__(self) -> str:
        """Return the choice."""
        return str(Availability(self.availability).label)
