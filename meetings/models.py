"""Meetings, what is talked about, who is invited and what they need."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.models import AccessNeed
from accounts.models.people import default_time_zone
from core.classification import DataPolicy
from council.models import Council, Membership
from meetings.enums import Answer, Availability, BookingStatus, MeetingStatus, Participation, PollStatus


class Meeting(models.Model):
    """A meeting. The wall time and its zone are the truth; UTC is computed, so a change of clocks moves nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language of the papers"), max_length=12, choices=settings.LANGUAGES, default="en")
    day = models.DateField(_("day"))
    starts = models.TimeField(_("starts at"))
    # Which of the two, where clocks go back and the start comes twice: 0 the first, 1 the second, as in PEP 495.
    fold = models.PositiveSmallIntegerField(_("which of the two times"), default=0)
    minutes = models.PositiveSmallIntegerField(_("how many minutes"), default=90)
    # Stored beside the wall time: a country that changes its clocks by law moves no meeting.
    time_zone = TimeZoneField(_("time zone"), default=default_time_zone)
    place = models.CharField(_("place"), max_length=300, blank=True)
    join_link = models.URLField(_("link to join online"), blank=True)
    join_phone = models.CharField(_("phone number to join"), max_length=60, blank=True)
    access_deadline = models.DateField(_("ask for what you need by"))
    contact = models.CharField(_("who to ask"), max_length=200)
    status = models.CharField(_("status"), max_length=12, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    # Counts changes: the SEQUENCE of calendar files, and how a concurrent change is noticed.
    revision = models.PositiveSmallIntegerField(default=0)

    data_policy = DataPolicy(
        retention="minutes: five years",
        members=(
            "id council title language day starts fold minutes time_zone place join_link join_phone access_deadline"
            " contact status revision"
        ),
    )

    class Meta:
        """The next meeting comes first."""

        ordering: ClassVar = ["day", "starts"]
        constraints: ClassVar = [
            # A need that may be named after the meeting is asked for in vain.
            models.CheckConstraint(
                condition=models.Q(access_deadline__lte=models.F("day")), name="needs_are_asked_before_the_meeting"
            ),
            models.CheckConstraint(condition=models.Q(fold__lte=1), name="a_time_comes_at_most_twice"),
        ]

    def __str__(self) -> str:
        """Return its title."""
        return self.title

    @property
    def starts_at(self) -> datetime:
        """Return the start as an aware time in the meeting's own zone."""
        return datetime.combine(self.day, self.starts, tzinfo=self.time_zone).replace(fold=self.fold)

    @property
    def ends_at(self) -> datetime:
        """Return the end as an aware time in the meeting's own zone; minutes really pass when clocks change."""
        # Added in UTC: on wall time an hour is lost or gained in the nights in which clocks change.
        end = self.starts_at.astimezone(UTC) + timedelta(minutes=self.minutes)
        return end.astimezone(self.time_zone)

    @property
    def is_ahead(self) -> bool:
        """Return whether its day has not come yet, where it takes place."""
        # By its own clock: in Sydney it may be tomorrow already.
        return timezone.localdate(timezone=self.time_zone) < self.day

    @property
    def is_cancelled(self) -> bool:
        """Return whether it was cancelled."""
        return self.status == MeetingStatus.CANCELLED

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        return {MeetingStatus.CANCELLED: "stop", MeetingStatus.HELD: "good"}.get(MeetingStatus(self.status), "waiting")

    @property
    def is_over(self) -> bool:
        """Return whether its end has passed or it was marked as held."""
        return self.status == MeetingStatus.HELD or self.ends_at <= timezone.now()


class CalendarChoice(models.Model):
    """How somebody wants meetings in their own calendar, and the secret address from which it can fetch them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_choice"
    )
    is_discreet = models.BooleanField(_("do not say what it is about in my calendar"), default=False)
    # Of the secret in the address; the secret itself is shown once. Empty: there is no address.
    digest = models.BinaryField(max_length=32, null=True, unique=True)
    made_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="as long as the account",
        secret="user is_discreet digest made_on",  # noqa: S106
    )

    class Meta:
        """An address has a day on which it was made."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(digest=None, made_on=None) | models.Q(digest__isnull=False, made_on__isnull=False),
                name="a_calendar_address_says_since_when",
            )
        ]

    def __str__(self) -> str:
        """Return since when there is an address, and nothing of it."""
        return f"{self.made_on}"


class AgendaItem(models.Model):
    """One thing to talk about, how much influence people have on it, and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("what it is about"), max_length=160)
    background = models.TextField(_("what people should know before"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    content_note = models.CharField(_("content note"), max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    participation = models.CharField(
        _("what influence the council has"), max_length=20, choices=Participation.choices, default=Participation.ASKED
    )
    outcome = models.TextField(_("what was decided"), blank=True)
    recorded_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="five years",
        members=(
            "id meeting position title background language content_note minutes participation outcome recorded_on"
        ),
    )

    class Meta:
        """Items have an order."""

        ordering: ClassVar = ["meeting", "position"]
        constraints: ClassVar = [
            # Two people who move items at the same time would otherwise give two of them one position.
            models.UniqueConstraint(fields=["meeting", "position"], name="an_agenda_position_stands_once"),
            models.CheckConstraint(
                condition=models.Q(recorded_on__isnull=True) | ~models.Q(outcome=""),
                name="a_recorded_item_says_what_was_decided",
            ),
        ]

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class Invitation(models.Model):
    """One member invited to one meeting, and what they answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    # Not the account: other members see the name that was chosen for this council.
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    answer = models.CharField(_("your answer"), max_length=8, choices=Answer.choices, default=Answer.NONE)
    note = models.CharField(_("anything we should know"), max_length=300, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    # None until the meeting was marked as held: nobody is counted as absent before.
    attended = models.BooleanField(null=True, blank=True)
    # Counts what only this person's calendar hears of: they were taken off the meeting (odd), or put back (even).
    calendar_changes = models.PositiveSmallIntegerField(default=0)

    data_policy = DataPolicy(
        retention="two years",
        members="id meeting membership",
        staff="answer note answered_on attended calendar_changes",
    )

    class Meta:
        """A member is invited once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="a_member_is_invited_once")
        ]

    @property
    def is_answered(self) -> bool:
        """Return whether there is an answer."""
        return self.answer != Answer.NONE

    @property
    def tone(self) -> str:
        """Return the tone of the answer for a tag."""
        return {Answer.YES: "good", Answer.NO: "neutral"}.get(Answer(self.answer), "waiting")

    def __str__(self) -> str:
        """Return who is invited, by the name others may see."""
        return self.membership.shown_name


class AccessBooking(models.Model):
    """A need of a member, to be arranged for one meeting. What it is, and who may know, is stored with the need."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="bookings")
    # No copy: what is taken back is gone here too, and who may know is always what the person chose last.
    need = models.ForeignKey(AccessNeed, on_delete=models.CASCADE, related_name="bookings")
    status = models.CharField(_("status"), max_length=10, choices=BookingStatus.choices, default=BookingStatus.ASKED)

    data_policy = DataPolicy(retention="90 days after membership ends", secret="id invitation need status")  # noqa: S106

    class Meta:
        """A need is booked once for a meeting."""

        ordering: ClassVar = ["need__kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "need"], name="a_need_is_booked_once_for_a_meeting")
        ]

    @property
    def has_failed(self) -> bool:
        """Return whether it could not be arranged, so that something is still to solve."""
        return self.status == BookingStatus.FAILED

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        return {BookingStatus.BOOKED: "good", BookingStatus.FAILED: "stop"}.get(BookingStatus(self.status), "waiting")

    def __str__(self) -> str:
        """Return the need's name."""
        return str(self.need)


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
