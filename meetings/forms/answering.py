"""Input about invitations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from core.form_fields import Lines
from meetings.enums import Answer
from meetings.forms.lengths import longest
from meetings.models import Invitation

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
