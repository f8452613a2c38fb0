"""Input about interests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import form_fields as fields
from core.fields import Form


class Interest(Form):
    """What somebody declares."""

    text = fields.long_text(
        gettext_lazy("What is it?"),
        help_text=gettext_lazy(
            "For example: you work for an organisation that the council may speak about, or someone close to you does."
            " You need not say anything about your health."
        ),
        required=gettext_lazy("Write what it is."),
        rows=3,
    )
    starts_on = fields.day(gettext_lazy("Since when?"), required=gettext_lazy("Choose the day since when it is so."))
    ends_on = fields.day(gettext_lazy("Until when? (leave empty if it goes on)"))

    def clean(self) -> dict[str, Any]:
        """Put the two days in order."""
        super().clean()
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Choose a last day that is not before the first."))
        return self.cleaned_data


class Touches(Form):
    """What touches an interest, where it is nothing that a page of the service knows."""

    title = fields.line(
        gettext_lazy("What does it touch?"),
        help_text=gettext_lazy("For example the title of an agenda item."),
        required=gettext_lazy("Write what it touches."),
        max_length=200,
    )


class RecusalAnswers(Form):
    """What somebody answers to whom stepping back was offered."""

    answer = forms.ChoiceField(
        choices=[("steps_back", gettext_lazy("I step back")), ("stays", gettext_lazy("I take part, and say so"))]
    )
