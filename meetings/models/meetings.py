"""A meeting, by its wall time."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.models.people import default_time_zone
from core.classification import DataPolicy
from council.models import Council
from meetings.enums import JOINED_ONLINE, MeetingKind, MeetingStatus
from meetings.models.series import MeetingSeries


class Meeting(models.Model):
    """A meeting. The wall time and its zone are the truth; UTC is computed, so a change of clocks moves nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings")
    # One of several that were planned together; each has its own place in calendars.
    series = models.ForeignKey(
        MeetingSeries,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("series"),
    )
    # The day that the series gives it; another than `day` where this one was moved alone.
    series_day = models.DateField(_("day in the series"), null=True, blank=True)
    kind = models.CharField(
        _("how people meet"), max_length=10, choices=MeetingKind.choices, default=MeetingKind.IN_PERSON
    )
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
    no_phone_reason = models.CharField(_("why nobody can join by phone"), max_length=300, blank=True)
    # Of a meeting in writing: what is asked, and until when in the wall time of `time_zone`. It opens at its start.
    question = models.TextField(_("question"), blank=True)
    closes_on = models.DateField(_("answers until"), null=True, blank=True)
    closes_at = models.TimeField(_("answers until what time"), null=True, blank=True)
    result = models.TextField(_("what came of it"), blank=True)
    result_on = models.DateField(null=True, blank=True)
    access_deadline = models.DateField(_("ask for what you need by"))
    contact = models.CharField(_("who to ask"), max_length=200)
    # Answers to a message about the meeting go there. Without one, nobody can answer.
    reply_to = models.EmailField(_("email address for questions"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    # Since when it is sure that it takes place, with everything that people need.
    confirmed_on = models.DateField(null=True, blank=True)
    # Counts changes: the SEQUENCE of calendar files, and how a concurrent change is noticed.
    revision = models.PositiveSmallIntegerField(default=0)

    data_policy = DataPolicy(
        retention="minutes: five years",
        members=(
            "id council series series_day kind title language day starts fold minutes time_zone place join_link"
            " join_phone no_phone_reason question closes_on closes_at result result_on access_deadline contact reply_to"
            " status confirmed_on revision"
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
            # Some people cannot join any other way than by phone.
            models.CheckConstraint(
                condition=~models.Q(kind__in=sorted(JOINED_ONLINE))
                | ~models.Q(join_phone="")
                | ~models.Q(no_phone_reason=""),
                name="online_has_a_phone_number_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=MeetingKind.PHONE) | ~models.Q(join_phone=""),
                name="a_meeting_by_phone_has_a_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=MeetingKind.WRITING)
                | (~models.Q(question="") & models.Q(closes_on__isnull=False, closes_at__isnull=False)),
                name="a_meeting_in_writing_asks_until_when",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on=None) | models.Q(closes_on__gte=models.F("day")),
                name="answers_end_after_they_begin",
            ),
            models.CheckConstraint(
                condition=models.Q(result="", result_on=None)
                | (~models.Q(result="") & models.Q(result_on__isnull=False)),
                name="a_result_says_since_when",
            ),
            models.CheckConstraint(
                condition=models.Q(series=None) | models.Q(series_day__isnull=False),
                name="a_meeting_of_a_series_has_its_day",
            ),
            models.UniqueConstraint(fields=["series", "series_day"], name="a_series_has_one_meeting_on_a_day"),
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
        if self.is_in_writing and self.closes_on and self.closes_at:
            return datetime.combine(self.closes_on, self.closes_at, tzinfo=self.time_zone)
        # Added in UTC: on wall time an hour is lost or gained in the nights in which clocks change.
        end = self.starts_at.astimezone(UTC) + timedelta(minutes=self.minutes)
        return end.astimezone(self.time_zone)

    @property
    def is_ahead(self) -> bool:
        """Return whether its day has not come yet, where it takes place."""
        # By its own clock: in Sydney it may be tomorrow already.
        return timezone.localdate(timezone=self.time_zone) < self.day

    @property
    def has_begun(self) -> bool:
        """Return whether its start has passed."""
        return self.starts_at <= timezone.now()

    @property
    def is_in_writing(self) -> bool:
        """Return whether people answer a question when it suits them, instead of meeting at one time."""
        return self.kind == MeetingKind.WRITING

    @property
    def is_moved_alone(self) -> bool:
        """Return whether it is on another day than its series says."""
        return self.series_day is not None and self.series_day != self.day

    @property
    def is_cancelled(self) -> bool:
        """Return whether it was cancelled."""
        return self.status == MeetingStatus.CANCELLED

    @property
    def is_confirmed(self) -> bool:
        """Return whether it is sure that it takes place."""
        return self.confirmed_on is not None

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        return {MeetingStatus.CANCELLED: "stop", MeetingStatus.HELD: "good"}.get(MeetingStatus(self.status), "waiting")

    @property
    def is_held(self) -> bool:
        """Return whether it was marked as held."""
        return self.status == MeetingStatus.HELD

    @property
    def is_over(self) -> bool:
        """Return whether its end has passed or it was marked as held."""
        return self.is_held or self.ends_at <= timezone.now()
