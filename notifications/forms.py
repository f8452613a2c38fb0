"""Input about messages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import Form


class Preferences(Form):
    """Which messages somebody wants, and their quiet hours."""

    email = forms.BooleanField(
        label=_("Send me email"),
        help_text=_("Without email, look at this page for invitations and other news."),
        required=False,
    )
    reminders = forms.BooleanField(label=_("Remind me the day before a meeting"), required=False)
    quiet_from = forms.TimeField(
        label=_("No messages from"),
        help_text=_("We send nothing between these two times. What comes up waits until the quiet hours are over."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write a time, such as 20:00."),
            "invalid": _("Write the time as hours and minutes, such as 20:00."),
        },
    )
    quiet_until = forms.TimeField(
        label=_("No messages until"),
        help_text=_("Write the same time in both places if you want no quiet hours."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write a time, such as 08:00."),
            "invalid": _("Write the time as hours and minutes, such as 08:00."),
        },
    )
