"""What members are offered for their time, and what they get back for what they spent."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.enums import ClaimKind, ClaimStatus, Recognition
from council.models.councils import Council
from council.models.welcome import in_reader_language


class Rate(models.Model):
    """What is offered for an activity, from a day on. Without a council it holds for all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, null=True, blank=True, related_name="rates")
    # {"en": "Meeting, half a day", ...}
    names = models.JSONField(default=dict)
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    # ISO 4217.
    currency = models.CharField(_("currency"), max_length=3)
    holds_from = models.DateField(_("from this day"), default=timezone.localdate)
    ends_on = models.DateField(_("until this day"), null=True, blank=True)

    data_policy = DataPolicy(retention="permanent", members="id council names amount currency holds_from ends_on")

    class Meta:
        """Money is not negative."""

        ordering: ClassVar = ["-holds_from", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_rate_is_not_negative"),
        ]

    def __str__(self) -> str:
        """Return amount and currency."""
        return f"{self.amount} {self.currency}"

    @property
    def name_in_words(self) -> str:
        """Return for which activity it is, in the reader's language where somebody wrote that."""
        return in_reader_language(self.names)


class Claim(models.Model):
    """What somebody is to be given: for their time, or back for what they spent.

    Approved by somebody who is neither the claimant nor the recorder; the database insists.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="claims")
    claimant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims")
    # Whoever entered it: the claimant, or staff from paper.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims_recorded")
    kind = models.CharField(_("what for"), max_length=20, choices=ClaimKind.choices)
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    # Which meeting it was for, where it was one; no link, because meetings are above here.
    meeting = models.UUIDField(null=True, blank=True)
    activity_on = models.DateField(_("day"))
    # What the claimant decided about money for their time.
    choice = models.CharField(max_length=10, choices=Recognition.choices, default=Recognition.ACCEPT)
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    note = models.CharField(_("what it was"), max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=ClaimStatus.choices, default=ClaimStatus.SENT)
    sent_on = models.DateField(default=timezone.localdate)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="claims_approved"
    )
    approved_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    # When it ended without being paid: refused, taken back or declined.
    closed_on = models.DateField(null=True, blank=True)
    # What is said to the claimant where it is not paid, or not all of it.
    answer = models.TextField(_("answer"), blank=True)

    data_policy = DataPolicy(
        retention="seven years",
        staff=(
            "id council claimant recorded_by kind rate meeting activity_on choice amount currency note status sent_on"
            " approved_by approved_on paid_on closed_on answer"
        ),
    )

    class Meta:
        """The newest first; nobody approves what is their own."""

        ordering: ClassVar = ["-sent_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_claim_is_not_negative"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | (~Q(approved_by=F("claimant")) & ~Q(approved_by=F("recorded_by"))),
                name="nobody_approves_their_own_claim",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ClaimStatus.APPROVED, ClaimStatus.PAID])
                | Q(approved_by__isnull=False, approved_on__isnull=False),
                name="an_approved_claim_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.PAID) | Q(paid_on__isnull=False), name="a_paid_claim_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.REFUSED) | ~Q(answer=""), name="a_refused_claim_says_why"
            ),
        ]

    def __str__(self) -> str:
        """Return amount and currency."""
        return f"{self.amount} {self.currency}"


class Receipt(models.Model):
    """A photograph or a PDF of what was paid, redrawn by the sanitiser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="receipts")
    content = models.BinaryField()
    media_type = models.CharField(max_length=60)

    data_policy = DataPolicy(retention="seven years", staff="id claim content media_type")

    def __str__(self) -> str:
        """Return what kind of file it is."""
        return self.media_type


class BenefitNotice(models.Model):
    """That somebody was told that money can affect benefits, before they saw any amount."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="benefit_notice"
    )
    told_on = models.DateField(default=timezone.localdate)

    data_policy = DataPolicy(retention="seven years", staff="user told_on")

    def __str__(self) -> str:
        """Return when."""
        return f"{self.told_on}"
