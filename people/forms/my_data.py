"""Input about one's own data: a last day, and that it is meant."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form


class Leave(Form):
    """From which day on somebody does not take part any more."""

    last_day = fields.day(
        _("Your last day"),
        help_text=_("You are still a member on this day. Nobody asks why."),
        required=_("Choose your last day."),
    )

    def clean_last_day(self) -> date:
        """Refuse a day that is over."""
        day: date = self.cleaned_data["last_day"]
        if day < timezone.localdate():
            raise ValidationError(_("Choose today or a later day."))
        return day


class Erase(Form):
    """That somebody means it."""

    sure = forms.BooleanField(
        label=_("I have read what goes and what stays. Erase my account."),
        error_messages={"required": _("Tick the box if you want your account to be erased.")},
    )


class EraseFor(Form):
    """Why an administrator erases the account of somebody else."""

    reason = forms.CharField(
        label=_("How the person asked for it"),
        help_text=_("For example: by letter of 3 May. This is written into the log. Nothing about their health."),
        max_length=300,
        error_messages={"required": _("Say how the person asked for it.")},
    )
