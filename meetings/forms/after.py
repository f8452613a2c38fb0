"""Input after a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from meetings.enums import AfterAnswer, AfterQuestion


class AfterMeeting(Form):
    """Five short questions. There is no place for words on purpose: words say who wrote them."""

    def __init__(self, data: Any = None) -> None:
        """Ask each question."""
        super().__init__(data)
        for question in AfterQuestion:
            self.fields[question.value] = forms.ChoiceField(
                label=question.label,
                choices=AfterAnswer.choices,
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("Choose one of the answers.")},
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a form that says nothing: pressed by mistake, it could not be taken back."""
        cleaned = super().clean() or {}
        if not self.errors and not self.answers_of(cleaned):
            raise ValidationError(_("Choose an answer to at least one question. You can leave out the others."))
        return cleaned

    @property
    def answers(self) -> dict[AfterQuestion, AfterAnswer]:
        """Return what was chosen, without the questions that were left out."""
        return self.answers_of(self.cleaned_data)

    @staticmethod
    def answers_of(cleaned: dict[str, Any]) -> dict[AfterQuestion, AfterAnswer]:
        """Return the fixed words of what was chosen."""
        chosen = {question: cleaned.get(question.value) for question in AfterQuestion}
        return {question: AfterAnswer(value) for question, value in chosen.items() if value}
