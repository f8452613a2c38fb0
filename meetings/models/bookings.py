"""What members need at a meeting, what is arranged for it, and where that failed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Need
from accounts.models import AccessNeed
from core import workingdays
from core.classification import DataPolicy
from council.models import Council
from meetings.enums import (
    AT_A_SUPPLIER,
    OF_THE_ROOM,
    RELEASE_DAYS,
    TO_BOOK,
    BookingStatus,
    EndedBecause,
    FailureCause,
    Rating,
)
from meetings.models.invitations import Invitation
from meetings.models.meetings import Meeting

TONES = {
    BookingStatus.BOOKED: "info",
    BookingStatus.CONFIRMED: "good",
    BookingStatus.DONE: "good",
    BookingStatus.FAILED: "stop",
    BookingStatus.TO_RELEASE: "attention",
    BookingStatus.RELEASED: "neutral",
}


class AccessBooking(models.Model):
    """Something to be arranged at one meeting, for one member or, where it belongs to the room, for several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="access_bookings")
    # Its own, and not the need's: what is taken back after it was booked is still to be released.
    kind = models.CharField(_("what is needed"), max_length=30, choices=Need.choices)
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1, validators=[MinValueValidator(1)])
    status = models.CharField(_("status"), max_length=10, choices=BookingStatus.choices, default=BookingStatus.ASKED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="access_bookings",
        verbose_name=_("who sees to it"),
    )
    supplier = models.CharField(_("supplier"), max_length=160, blank=True)
    supplier_contact = models.CharField(_("how the supplier is reached"), max_length=200, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("working days needed"))
    due_on = models.DateField(_("to be booked by"))
    # The day for which a supplier was booked last. Another one than the meeting's: the meeting was moved since.
    booked_for = models.DateField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # A coordinator confirmed the meeting without it, and said why.
    override_reason = models.CharField(_("why the meeting takes place without it"), max_length=300, blank=True)
    overridden_on = models.DateField(null=True, blank=True)
    # Counts changes: how a concurrent change is noticed.
    revision = models.PositiveIntegerField(default=0)

    data_policy = DataPolicy(
        retention="one year after the meeting; what was taken back, until it is released",
        secret=(  # noqa: S106
            "id meeting kind quantity status owner supplier supplier_contact cost currency lead_days due_on booked_for"
            " note override_reason overridden_on revision"
        ),
    )

    class Meta:
        """What belongs to the room is arranged once."""

        ordering: ClassVar = ["due_on", "kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "kind"],
                condition=Q(kind__in=sorted(OF_THE_ROOM)),
                name="what_belongs_to_the_room_is_booked_once",
            ),
            models.CheckConstraint(
                condition=Q(cost=None) | (Q(cost__gte=0) & ~Q(currency="")), name="a_cost_has_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(overridden_on=None, override_reason="")
                | (Q(overridden_on__isnull=False) & ~Q(override_reason="")),
                name="an_override_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "due_on"], name="bookings_by_due_day")]

    @property
    def has_failed(self) -> bool:
        """Return whether it could not be arranged, so that something is still to solve."""
        return self.status == BookingStatus.FAILED

    @property
    def is_to_release(self) -> bool:
        """Return whether the supplier is to be told that it is not needed."""
        return self.status == BookingStatus.TO_RELEASE

    @property
    def is_overridden(self) -> bool:
        """Return whether the meeting was confirmed without it."""
        return self.overridden_on is not None

    @property
    def is_of_the_room(self) -> bool:
        """Return whether it serves everybody who needs it."""
        return self.kind in OF_THE_ROOM

    @property
    def is_late(self) -> bool:
        """Return whether it should have been booked by now."""
        return self.status in TO_BOOK and self.due_on < timezone.localdate()

    @property
    def has_supplier(self) -> bool:
        """Return whether a supplier may keep something for us."""
        return self.booked_for is not None or self.status in AT_A_SUPPLIER

    @property
    def other_day(self) -> date | None:
        """Return the day for which it is booked, where that is not the meeting's."""
        if self.booked_for == self.meeting.day:
            return None
        return self.booked_for

    @property
    def release_by(self) -> date:
        """Return the last day on which most suppliers take a booking back without a bill."""
        return workingdays.working_days_before(self.booked_for or self.meeting.day, RELEASE_DAYS, settings.REGION)

    @property
    def is_past_release(self) -> bool:
        """Return whether the supplier may send a bill all the same."""
        return self.release_by < timezone.localdate()

    @property
    def tone(self) -> str:
        """Return the tone of its status for a tag."""
        return TONES.get(BookingStatus(self.status), "waiting")

    def __str__(self) -> str:
        """Return what it is."""
        return str(Need(self.kind).label)


class BookedNeed(models.Model):
    """One member's need at one meeting, and the booking that serves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey(AccessBooking, on_delete=models.CASCADE, related_name="served")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="booked_needs")
    # No copy of its words: what is taken back is gone here too, and who may know is what the person chose last.
    need = models.ForeignKey(AccessNeed, on_delete=models.SET_NULL, null=True, related_name="booked_needs")
    # Since when it is not needed at this meeting, and why.
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=12, choices=EndedBecause.choices, blank=True)
    # Said by the member: I can take part without it this time.
    waived_on = models.DateField(_("can do without it since"), null=True, blank=True)
    waived_by_phone = models.BooleanField(_("said by phone"), default=False)
    had_it = models.CharField(_("did you have what you needed?"), max_length=8, choices=Rating.choices, blank=True)
    rating_words = models.CharField(_("in your own words"), max_length=500, blank=True)
    rated_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="one year after the meeting; at once when the need is taken back and released",
        secret=(  # noqa: S106
            "id booking invitation need ended_on ended_because waived_on waived_by_phone had_it rating_words rated_on"
        ),
    )

    class Meta:
        """A need is arranged once for a meeting."""

        ordering: ClassVar = ["booking__kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "need"], name="a_need_is_booked_once_for_a_meeting"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_because="") | (Q(ended_on__isnull=False) & ~Q(ended_because="")),
                name="an_ended_need_says_why",
            ),
            models.CheckConstraint(
                condition=Q(rated_on=None, had_it="") | (Q(rated_on__isnull=False) & ~Q(had_it="")),
                name="a_rating_says_when",
            ),
        ]

    @property
    def is_waived(self) -> bool:
        """Return whether the member can do without it this time."""
        return self.waived_on is not None

    @property
    def words(self) -> str:
        """Return what the person wrote about the need, as long as they have it."""
        if self.need is None:
            return ""
        return self.need.note

    def __str__(self) -> str:
        """Return what it is."""
        return str(self.booking)


class AccessFailure(models.Model):
    """Somebody did not get what they needed at a meeting. It says of which kind, and of nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="access_failures")
    # Whose it was goes with these two.
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, related_name="access_failures")
    booking = models.ForeignKey(AccessBooking, on_delete=models.SET_NULL, null=True, related_name="failures")
    kind = models.CharField(max_length=30, choices=Need.choices)
    cause = models.CharField(max_length=12, choices=FailureCause.choices)
    happened_on = models.DateField(default=timezone.localdate)
    words = models.CharField(max_length=300, blank=True)
    # Another way was found before the meeting.
    solved_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="five years",
        staff="id council meeting booking kind cause happened_on words solved_on",
    )

    class Meta:
        """A booking fails once in each way, until it is solved."""

        ordering: ClassVar = ["-happened_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["booking", "cause"], condition=Q(solved_on=None), name="a_failure_is_recorded_once"
            )
        ]

    def __str__(self) -> str:
        """Return what failed, and how."""
        return f"{Need(self.kind).label}: {FailureCause(self.cause).label}"
