"""Councils, the rules they agreed on, and their seats."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.enums import LIVED, SeatKind


class Council(models.Model):
    """A council of people with lived experience, perhaps a part of another one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"), blank=True)
    charter = models.TextField(_("charter"), blank=True)
    language = models.CharField(_("language of these words"), max_length=12, choices=settings.LANGUAGES, default="en")
    # {"ar": {"name": ..., "purpose": ..., "charter": ...}, ...}: what is missing is shown in `language`.
    translations = models.JSONField(default=dict, blank=True)
    opened_on = models.DateField(default=timezone.localdate)
    closed_on = models.DateField(null=True, blank=True)
    # Whether people can apply on the public page.
    takes_applications = models.BooleanField(_("people can apply for a seat"), default=True)

    data_policy = DataPolicy(
        retention="permanent",
        public="id parent name purpose charter language translations opened_on closed_on takes_applications",
    )

    class Meta:
        """A council is no part of itself."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="a_council_is_no_part_of_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("opened_on")),
                name="a_council_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        """Return its name in the reader's language."""
        return self.in_words("name")

    def in_words(self, field: str) -> str:
        """Return its name, purpose or charter in the reader's language, or in its own where that is missing."""
        translated = self.translations.get(get_language() or "", {})
        return str(translated.get(field) or getattr(self, field))

    @property
    def purpose_in_words(self) -> str:
        """Return what it is for, in the reader's language where somebody wrote that."""
        return self.in_words("purpose")

    @property
    def charter_in_words(self) -> str:
        """Return its charter, in the reader's language where somebody wrote that."""
        return self.in_words("charter")

    @property
    def is_closed(self) -> bool:
        """Return whether it has come to its end."""
        return self.closed_on is not None and self.closed_on < timezone.localdate()

    def rules_on(self, day: date) -> CouncilRules:
        """Return the rules that hold on a day; the defaults, not saved, where it agreed on none by then."""
        # Through `all`, so that what was fetched ahead is used.
        agreed = [rules for rules in self.rules.all() if rules.holds_from <= day]
        return max(agreed, key=lambda rules: rules.holds_from, default=CouncilRules(council=self, holds_from=day))

    def term_ends(self, starts_on: date) -> date:
        """Return the last day of a term that starts on a day; the 31st becomes the last day of a shorter month."""
        next_term_starts = starts_on + relativedelta(months=self.rules_on(starts_on).term_months)
        return next_term_starts - timedelta(days=1)


class CouncilRules(models.Model):
    """What a council agreed on, from a day on. Running terms keep their end when the rules change."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="rules")
    holds_from = models.DateField(_("from this day"))
    term_months = models.PositiveSmallIntegerField(_("length of a term in months"), default=24)
    renewals = models.PositiveSmallIntegerField(_("how often a term can be renewed"), default=1)
    # Shares and not numbers, so that they still hold when seats are added.
    quorum_share = models.DecimalField(
        _("share of voting seats needed"), max_digits=3, decimal_places=2, default="0.51"
    )
    lived_share = models.DecimalField(
        _("smallest share of seats for lived experience and carers"), max_digits=3, decimal_places=2, default="0.50"
    )
    meetings_a_year = models.PositiveSmallIntegerField(_("meetings a year, at least"), default=4)
    pause_months = models.PositiveSmallIntegerField(_("months for which a seat is kept in a pause"), default=6)
    late_votes = models.BooleanField(_("people who were absent can vote until a later hour"), default=False)

    data_policy = DataPolicy(
        retention="permanent",
        public=(
            "id council holds_from term_months renewals quorum_share lived_share meetings_a_year pause_months"
            " late_votes"
        ),
    )

    class Meta:
        """Of one council, one set of rules begins on one day."""

        ordering: ClassVar = ["-holds_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "holds_from"], name="rules_of_a_council_begin_on_different_days"
            ),
            models.CheckConstraint(condition=models.Q(term_months__gte=1), name="a_term_has_at_least_a_month"),
            models.CheckConstraint(
                condition=models.Q(quorum_share__gt=0, quorum_share__lte=1, lived_share__gte=0, lived_share__lte=1),
                name="a_share_is_between_nothing_and_everything",
            ),
        ]

    def __str__(self) -> str:
        """Return since when they hold."""
        return f"{self.holds_from}"


class Seat(models.Model):
    """A seat on a council. Staff seats advise and do not vote."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField(_("seat"))
    kind = models.CharField(_("for whom"), max_length=20, choices=SeatKind.choices)
    votes = models.BooleanField(_("has a vote"), default=True)
    added_on = models.DateField(default=timezone.localdate)
    # From this day on nobody takes it. Its number stays its own.
    retired_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(retention="permanent", members="id council number kind votes added_on retired_on")

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

    @property
    def is_retired(self) -> bool:
        """Return whether nobody takes it any more."""
        return self.retired_on is not None and self.retired_on <= timezone.localdate()
