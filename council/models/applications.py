"""People who would like to join."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import ReachBy
from core.classification import DataPolicy
from council.enums import ApplicationStatus, CameBy, DeclineReason, SeatKind
from council.models.councils import Council


class Application(models.Model):
    """Somebody who would like to join a council: little is asked, and never for a diagnosis."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="applications")
    name = models.CharField(_("what should we call you?"), max_length=120)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    reach_by = models.CharField(_("how we reach you"), max_length=10, choices=ReachBy.choices, default=ReachBy.EMAIL)
    email = models.EmailField(_("email address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=60, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    experience = models.CharField(_("which experience do you bring?"), max_length=20, choices=SeatKind.choices)
    why = models.TextField(_("why would you like to join?"), blank=True)
    needs = models.TextField(_("what would help you to take part?"), blank=True)
    came_by = models.CharField(max_length=10, choices=CameBy.choices, default=CameBy.PAGE)
    # Who filled it in for the person, and that the person agreed to it.
    helper_relation = models.CharField(_("who helped, and who they are to the person"), max_length=200, blank=True)
    consented = models.BooleanField(_("the person agreed to this being written down"), default=False)
    status = models.CharField(max_length=10, choices=ApplicationStatus.choices, default=ApplicationStatus.APPLIED)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason.choices, blank=True)
    decline_words = models.TextField(_("what we write to the person"), blank=True)
    # When the answer was sent, or posted or said by hand; empty while somebody still has to do that.
    answered_on = models.DateField(null=True, blank=True)
    applied_on = models.DateField(default=timezone.localdate)
    moved_on = models.DateField(default=timezone.localdate)
    # The person, once they have joined.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    # Of the link by which the person withdraws without an account.
    token_digest = models.BinaryField(max_length=32, null=True, unique=True)

    data_policy = DataPolicy(
        retention="six months after it is decided",
        staff=(
            "id council name language reach_by email phone postal_address experience why needs came_by helper_relation"
            " consented status decline_reason decline_words answered_on applied_on moved_on user"
        ),
        secret="token_digest",  # noqa: S106
    )

    class Meta:
        """The oldest first: it has waited longest. A no gives a reason; what staff enter, the person agreed to."""

        ordering: ClassVar = ["applied_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status=ApplicationStatus.DECLINED) | ~models.Q(decline_words=""),
                name="a_declined_application_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(came_by=CameBy.PAGE) | models.Q(consented=True),
                name="what_staff_write_down_was_agreed_to",
            ),
        ]

    def __str__(self) -> str:
        """Return what the person wants to be called."""
        return self.name
