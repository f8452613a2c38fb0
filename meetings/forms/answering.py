"""Input about invitations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Need
from core.fields import Form
from core.form_fields import Lines
from meetings.enums import Answer, Attending
from meetings.forms.lengths import longest
from meetings.models import Invitation

# NONE is a state, not something that somebody says.
ANSWERS = [choice for choice in Answer.choices if choice[0] != Answer.NONE]


class Saying(Form):
    """A form whose answer is a button, with more above it that nobody has to open."""

    @property
    def opens_more(self) -> bool:
        """Return whether the part that is closed at first has something in it to see."""
        if self.is_bound:
            return bool(self.errors)
        return any(self.initial.get(name) for name in self.fields if name != "answer")


class Reply(Saying):
    """An answer to an invitation: the button that was pressed, and a note."""

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
    companion = forms.CharField(
        label=_("Does somebody come with you?"),
        help_text=_("Such as a support person. Their name is enough. Coordinators read this, nobody else."),
        max_length=longest(Invitation, "companion"),
        required=False,
    )
    needs = forms.MultipleChoiceField(
        label=_("Do you need something to take part?"),
        help_text=_("What you told us before stays. What you choose is added, for every meeting ahead."),
        choices=[choice for choice in Need.choices if choice[0] != Need.OTHER],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    thoughts = Lines(
        label=_("Is there something you would like to say beforehand?"),
        help_text=_("Everyone who is invited can read this, under the name you chose."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=longest(Invitation, "thoughts"),
        required=False,
    )
    # More than one line, so that the Enter key does not press the first button.
    note = Lines(
        label=_("Anything we should know?"),
        help_text=_("Coordinators read this. The chair and other members do not."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=longest(Invitation, "note"),
        required=False,
    )

    def clean_answer(self) -> Answer:
        """Return the fixed word."""
        return Answer(self.cleaned_data["answer"])

    def clean_needs(self) -> list[Need]:
        """Return the fixed words."""
        return [Need(value) for value in self.cleaned_data["needs"]]

    @staticmethod
    def said_in(invitation: Invitation) -> dict[str, str]:
        """Return what somebody has said already, to begin with."""
        return {name: getattr(invitation, name) for name in ("answer", "note", "how", "companion", "thoughts")}
