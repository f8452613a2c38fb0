"""Input about the reader's own calendar."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import Form


class CalendarWish(Form):
    """What the reader's own calendar says of meetings."""

    is_discreet = forms.BooleanField(
        label=_("Do not say what it is about in my calendar"),
        help_text=_(
            "Your calendar then shows “Appointment”, the time, and a link to this site. It shows no title, no place"
            " and no name of the council."
        ),
        required=False,
    )
