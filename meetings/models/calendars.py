"""How meetings get into people's own calendars."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy


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
