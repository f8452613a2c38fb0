"""Who sits where, from when until when, with which office, and when they pause."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.enums import Audience
from council.enums import Office as OfficeKind
from council.models.councils import Seat


class Membership(models.Model):
    """One person in one seat for one term. Both days belong to the term; the names others see are the person's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Protected, like the account: a signature must not vanish with the seat that it was given from.
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="memberships")
    # Protected: changes are signed by memberships, and a signature must not vanish with an account.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    # Counted along the terms in a row in one seat: how often a term can be renewed is limited.
    term_number = models.PositiveSmallIntegerField(_("term"), default=1)
    starts_on = models.DateField(_("term starts"))
    ends_on = models.DateField(_("term ends"))
    # As agreed when it began: how an earlier ending can be told from the planned one.
    planned_ends_on = models.DateField(_("planned end"), null=True, blank=True)
    # What the member said they can give; empty where they set no cap.
    hours_a_month = models.PositiveSmallIntegerField(_("hours a month, at most"), null=True, blank=True)
    buddy = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="buddy_of", verbose_name=_("buddy")
    )

    # Who is behind a name is for the coordinator who appoints, not for members and staff (SECURITY.md, T12).
    data_policy = DataPolicy(
        retention="five years after the term ends",
        members="id seat term_number starts_on ends_on",
        staff="planned_ends_on",
        secret="user hours_a_month buddy",  # noqa: S106
    )

    class Meta:
        """A term ends after it starts. Terms of one seat never share a day: the migration adds what insists on it."""

        ordering: ClassVar = ["seat__number", "starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="a_term_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["seat", "starts_on"], name="terms_of_a_seat_start_on_different_days"),
        ]

    def __str__(self) -> str:
        """Return the name that other members may see."""
        return self.shown_name

    def name_for(self, audience: Audience) -> str:
        """Return the name that an audience may see: the chosen one where its owner said so, or "A member"."""
        chosen = getattr(self.user, "chosen_name", None)
        if chosen is not None and getattr(chosen, audience.value):
            return str(chosen.name)
        return gettext("A member")

    @property
    def shown_name(self) -> str:
        """Return the name that other members may see. Never the person's own unless they chose it."""
        return self.name_for(Audience.MEMBERS)

    @property
    def listed_name(self) -> str:
        """Return the name that other members may see, with the seat where none was chosen: several may have none."""
        if self.shows_name:
            return self.shown_name
        return gettext("Seat %(number)s: %(name)s") % {"number": self.seat.number, "name": self.shown_name}

    @property
    def shows_name(self) -> bool:
        """Return whether its holder chose a name that other members may see."""
        chosen = getattr(self.user, "chosen_name", None)
        return chosen is not None and bool(chosen.to_members)

    @property
    def minutes_name(self) -> str:
        """Return the name that minutes may say."""
        return self.name_for(Audience.MINUTES)

    @property
    def public_name(self) -> str:
        """Return the name that public pages may say."""
        return self.name_for(Audience.PUBLIC)

    def runs_on(self, day: date) -> bool:
        """Return whether the term runs on a day."""
        return self.starts_on <= day <= self.ends_on

    def offices_on(self, day: date) -> list[OfficeKind]:
        """Return the offices held on a day, in the order of the enumeration."""
        held = {OfficeKind(office.kind) for office in self.offices.all() if office.starts_on <= day <= office.ends_on}
        return [kind for kind in OfficeKind if kind in held]

    @property
    def offices_today(self) -> list[OfficeKind]:
        """Return the offices held today."""
        return self.offices_on(timezone.localdate())

    @property
    def chairs(self) -> bool:
        """Return whether the member chairs the council today, alone or with another."""
        return bool({OfficeKind.CHAIR, OfficeKind.CO_CHAIR} & set(self.offices_today))

    @property
    def pause_today(self) -> Pause | None:
        """Return the pause in which the member is today."""
        today = timezone.localdate()
        return next((pause for pause in self.pauses.all() if pause.runs_on(today)), None)


class Office(models.Model):
    """What a member does for the council besides: its chair, a co-chair or a deputy, within a term."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="offices")
    kind = models.CharField(_("office"), max_length=10, choices=OfficeKind.choices)
    starts_on = models.DateField(_("from this day"))
    ends_on = models.DateField(_("until this day"))

    data_policy = DataPolicy(retention="five years after the term ends", members="id membership kind starts_on ends_on")

    class Meta:
        """An office does not end before it starts."""

        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="an_office_does_not_end_before_it_starts"
            ),
            models.UniqueConstraint(fields=["membership", "kind", "starts_on"], name="an_office_starts_once_on_a_day"),
        ]

    def __str__(self) -> str:
        """Return the name of the office."""
        return str(OfficeKind(self.kind).label)


class Pause(models.Model):
    """A time in which a member does not take part and the seat is kept. No reason is asked, and none has a place."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="pauses")
    starts_on = models.DateField(_("from this day"))
    ends_on = models.DateField(_("until this day"))

    data_policy = DataPolicy(retention="two years", staff="id membership starts_on ends_on")

    class Meta:
        """A pause does not end before it starts."""

        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="a_pause_does_not_end_before_it_starts"
            )
        ]

    def runs_on(self, day: date) -> bool:
        """Return whether it is a day of the pause."""
        return self.starts_on <= day <= self.ends_on

    @property
    def is_open(self) -> bool:
        """Return whether it is not over."""
        return self.ends_on >= timezone.localdate()

    def __str__(self) -> str:
        """Return its days."""
        return f"{self.starts_on} – {self.ends_on}"
