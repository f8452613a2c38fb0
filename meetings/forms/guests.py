"""Input about people without a seat who are asked to a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from core.form_fields import Lines
from meetings.enums import Answer, Attending, GuestRole
from meetings.forms.answering import ANSWERS, Saying
from meetings.forms.lengths import longest
from meetings.models import Guest, Invitation, Meeting
from meetings.queries import invitations_to


class GuestDetails(Form):
    """How a guest is called and reached."""

    name = forms.CharField(
        label=_("Name"),
        max_length=longest(Guest, "name"),
        error_messages={"required": _("Write the name of the person.")},
    )
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("The invitation and every change go there."),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Write the whole address, such as name@example.org.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        help_text=_("Without an email address somebody has to phone."),
        max_length=longest(Guest, "phone"),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        """A guest can be reached somehow."""
        data = super().clean() or {}
        if not (data.get("email") or data.get("phone") or {"email", "phone"} & set(self.errors)):
            self.add_error("email", _("Write an email address or a phone number."))
        return data


class NewGuest(GuestDetails):
    """Who is asked to a meeting, and why."""

    role = forms.ChoiceField(
        label=_("Why are they there?"),
        choices=GuestRole.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why they are there.")},
    )
    supports = forms.ModelChoiceField(
        label=_("Whom do they support?"),
        help_text=_("Only for a support person. Coordinators alone can see it."),
        queryset=Invitation.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )
    field_order = ("role", "name", "email", "phone", "language", "supports")

    def __init__(self, *args: Any, meeting: Meeting, names_support: bool, **kwargs: Any) -> None:
        """Offer the members who are invited, to whoever may know who needs support."""
        super().__init__(*args, **kwargs)
        if names_support:
            self.fields["supports"].queryset = invitations_to(meeting)  # type: ignore[attr-defined]
        else:
            del self.fields["supports"]

    def clean_role(self) -> GuestRole:
        """Return the fixed word."""
        return GuestRole(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        """Only a support person supports somebody."""
        data = super().clean()
        if data.setdefault("supports", None) and data.get("role") not in {GuestRole.SUPPORT, None}:
            self.add_error("supports", _("Only a support person supports somebody. Choose “Nobody in particular”."))
        return data


class GuestReply(Saying):
    """What a guest answers: the button that was pressed, and how they take part."""

    answer = forms.ChoiceField(
        choices=ANSWERS,
        error_messages={
            "required": _("Press one of the buttons: yes, I do not know yet, or no."),
            "invalid_choice": _("Press one of the buttons: yes, I do not know yet, or no."),
        },
    )
    how = forms.ChoiceField(
        label=_("How do you take part?"),
        choices=[("", _("I do not know yet")), *Attending.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    note = Lines(
        label=_("Anything we should know?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=longest(Guest, "note"),
        required=False,
    )

    def clean_answer(self) -> Answer:
        """Return the fixed word."""
        return Answer(self.cleaned_data["answer"])
