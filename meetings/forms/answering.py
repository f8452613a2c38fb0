"""Input about invitations and bookings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from core.form_fields import Lines
from meetings.enums import Answer, BookingStatus
from meetings.forms.lengths import longest
from meetings.models import AccessBooking, Invitation

# NONE is a state, not something that somebody says.
ANSWERS = [choice for choice in Answer.choices if choice[0] != Answer.NONE]


class Reply(Form):
    """An answer to an invitation: the button that was pressed, and a note."""

    answer = forms.ChoiceField(
        choices=ANSWERS,
        error_messages={
            "required": _("Press one of the buttons: yes, I do not know yet, or no."),
            "invalid_choice": _("Press one of the buttons: yes, I do not know yet, or no."),
        },
    )
    # More than one line, so that the Enter key does not press the first button.
    note = Lines(
        label=_("Anything we should know?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=longest(Invitation, "note"),
        required=False,
    )

    def clean_answer(self) -> Answer:
        """Return the fixed word."""
        return Answer(self.cleaned_data["answer"])


class Booking(Form):
    """What became of something a member needs."""

    status = forms.ChoiceField(label=_("Status"), choices=BookingStatus.choices)

    def clean_status(self) -> BookingStatus:
        """Return the fixed word."""
        return BookingStatus(self.cleaned_data["status"])


def booking_form(booking: AccessBooking, data: Any = None) -> Booking:
    """Return the form of one booking; there are several on one page, each with names of its own."""
    return Booking(data, prefix=f"b{booking.pk.hex}", initial={"status": booking.status})
