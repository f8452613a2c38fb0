"""How people join a meeting, and until when they say what they need; for planning, and for closing a poll."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form
from meetings.forms.lengths import longest
from meetings.models import Meeting


class Joining(Form):
    """Place, link, telephone, and the last day for access needs."""

    place = forms.CharField(
        label=_("Where is it?"),
        help_text=_("Leave this empty if people join online or by phone only."),
        max_length=longest(Meeting, "place"),
        required=False,
    )
    join_link = forms.URLField(
        label=_("Link to join online"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Copy the whole link. It begins with https://")},
    )
    join_phone = forms.CharField(
        label=_("Phone number to join"),
        help_text=_("Some people cannot join any other way."),
        max_length=longest(Meeting, "join_phone"),
        required=False,
    )
    # A day of its own and no fixed number of days: it depends on whom the council has to book.
    access_deadline = fields.day(
        _("Until when can people ask for what they need?"),
        help_text=_("Interpreters and captioners need two weeks or more."),
        required=_("Choose the last day on which people can ask for what they need."),
        invalid=_("Write the day as year-month-day, such as 2027-03-15."),
    )

    def clean_access_deadline(self) -> date:
        """Refuse a day that is over, on which nobody can ask any more; the one that it was may stay."""
        deadline: date = self.cleaned_data["access_deadline"]
        if deadline < timezone.localdate() and deadline != self.initial.get("access_deadline"):
            raise forms.ValidationError(_("Until then nobody can ask any more. Choose today or a later day."))
        return deadline
