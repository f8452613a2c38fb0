"""How people join a meeting, and until when they say what they need; for planning, and for closing a poll."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form
from meetings.enums import AT_A_PLACE, JOINED_ONLINE, MeetingKind
from meetings.forms.lengths import longest
from meetings.models import Meeting

# Somebody has to be in one place, or on one line, at one time.
TOGETHER = [choice for choice in MeetingKind.choices if choice[0] != MeetingKind.WRITING]


class Joining(Form):
    """How people meet: place, link, telephone or why not; and the last day for access needs."""

    kind = forms.ChoiceField(
        label=_("How do people meet?"),
        choices=TOGETHER,
        widget=forms.RadioSelect,
        initial=MeetingKind.IN_PERSON,
        error_messages={"required": _("Choose how people meet.")},
    )
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
    no_phone_reason = forms.CharField(
        label=_("Why can nobody join by phone?"),
        help_text=_("Only for a meeting online without a phone number. Members read this."),
        max_length=longest(Meeting, "no_phone_reason"),
        required=False,
    )
    reply_to = forms.EmailField(
        label=_("Email address for questions"),
        help_text=_("Answers to the invitation go there. Leave it empty where nobody reads such a mailbox."),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Write the whole address, such as name@example.org.")},
    )
    # A day of its own and no fixed number of days: it depends on whom the council has to book.
    access_deadline = fields.day(
        _("Until when can people ask for what they need?"),
        help_text=_("Interpreters and captioners need two weeks or more."),
        required=_("Choose the last day on which people can ask for what they need."),
        invalid=_("Write the day as year-month-day, such as 2027-03-15."),
    )

    def clean_kind(self) -> MeetingKind:
        """Return the fixed word."""
        return MeetingKind(self.cleaned_data["kind"])

    def clean(self) -> dict[str, Any]:
        """Ask for the ways in that this way of meeting has."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind is None:
            return data
        if kind in AT_A_PLACE and self._lacks("place"):
            self.add_error("place", _("Say where the meeting is."))
        if kind in JOINED_ONLINE:
            self._check_online()
        elif kind == MeetingKind.PHONE and self._lacks("join_phone"):
            self.add_error("join_phone", _("Give the phone number to join."))
        elif kind == MeetingKind.IN_PERSON and data.get("join_link"):
            self.add_error("kind", _("There is a link to join online. Choose “in person and online”, or take it out."))
        # The number answers it: a reason beside it would be read as if there were none.
        if data.get("join_phone") or kind not in JOINED_ONLINE:
            data["no_phone_reason"] = ""
        return data

    def _check_online(self) -> None:
        if self._lacks("join_link"):
            self.add_error("join_link", _("Give the link to join online."))
        if self._lacks("join_phone") and self._lacks("no_phone_reason"):
            sentence = _("Give a phone number to join. If there is none, say why in the next field.")
            self.add_error("join_phone", sentence)

    def _lacks(self, name: str) -> bool:
        # What was given but is malformed has an error of its own: it is not missing.
        return not self.cleaned_data.get(name) and name not in self.errors

    def clean_access_deadline(self) -> date:
        """Refuse a day that is over, on which nobody can ask any more; the one that it was may stay."""
        deadline: date = self.cleaned_data["access_deadline"]
        if deadline < timezone.localdate() and deadline != self.initial.get("access_deadline"):
            raise forms.ValidationError(_("Until then nobody can ask any more. Choose today or a later day."))
        return deadline
