"""Councils, their seats and who sits in them, for how long and under which name."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.enums import LIVED, SeatKind


class Council(models.Model):
    """A council of people with lived experience."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"), blank=True)
    term_months = models.PositiveSmallIntegerField(_("length of a term in months"), default=24)
    renewals = models.PositiveSmallIntegerField(_("how often a term can be renewed"), default=1)
    # A share and not a number, so that it still holds when seats are added.
    quorum_share = models.DecimalField(
        _("share of voting seats needed"), max_digits=3, decimal_places=2, default="0.51"
    )

    data_policy = DataPolicy(retention="permanent", public="id name purpose term_months renewals quorum_share")

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    def term_ends(self, starts_on: date) -> date:
        """Return the last day of a term that starts on a day; the 31st becomes the last day of a shorter month."""
        next_term_starts = starts_on + relativedelta(months=self.term_months)
        return next_term_starts - timedelta(days=1)


class Seat(models.Model):
    """A seat on a council. Staff seats advise and do not vote."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField(_("seat"))
    kind = models.CharField(_("for whom"), max_length=20, choices=SeatKind.choices)
    votes = models.BooleanField(_("has a vote"), default=True)

    data_policy = DataPolicy(retention="permanent", members="id council number kind votes")

    class Meta:
        """Seats are numbered within a council."""

        ordering: ClassVar = ["council", "number"]
        constraints: ClassVar = [
            # People speak of "seat 4": there must be only one.
            models.UniqueConstraint(fields=["council", "number"], name="a_seat_number_is_unique_in_a_council"),
            # The database insists: no form and no program gives a vote to staff.
            models.CheckConstraint(
                condition=models.Q(votes=False) | models.Q(kind__in=sorted(LIVED)), name="only_lived_experience_votes"
            ),
        ]

    def __str__(self) -> str:
        """Return number and kind."""
        return f"{self.number} · {SeatKind(self.kind).label}"


class Membership(models.Model):
    """One person in one seat for one term, under the name they chose for the council. Both days belong to the term."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Protected, like the account: a signature must not vanish with the seat that it was given from.
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="memberships")
    # Protected: changes are signed by memberships, and a signature must not vanish with an account.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    alias = models.CharField(
        _("the name others on the council see"),
        max_length=120,
        blank=True,
        help_text=_("You can use another name than your own. Leave it empty to use your own name."),
    )
    chairs = models.BooleanField(_("chairs the council"), default=False)
    # Counted along the terms in a row in one seat: how often a term can be renewed is limited.
    term_number = models.PositiveSmallIntegerField(_("term"), default=1)
    starts_on = models.DateField(_("term starts"))
    ends_on = models.DateField(_("term ends"))

    # Who is behind an alias is for the coordinator who appoints, not for members and staff (SECURITY.md, T12).
    data_policy = DataPolicy(
        retention="five years after the term ends",
        members="id seat alias chairs term_number starts_on ends_on",
        secret="user",  # noqa: S106
    )

    class Meta:
        """A term ends after it starts."""

        ordering: ClassVar = ["seat__number", "starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="a_term_ends_after_it_starts"
            ),
            # Of one seat, two terms never start on one day. Terms that overlap are refused by the rule for appointing.
            models.UniqueConstraint(fields=["seat", "starts_on"], name="terms_of_a_seat_start_on_different_days"),
        ]

    def __str__(self) -> str:
        """Return the name others may see."""
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """Return the alias, or the person's own name where they chose none. Never the e-mail address."""
        return self.alias or self.user.name or str(_("A council member"))
