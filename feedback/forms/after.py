"""What is asked after sending, on pages of their own. Both may be skipped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import language as languages
from core.fields import Form
from feedback.equality import Pack, Question
from feedback.forms.fields import OneLine

SAFE = "safe"
NOT_SAFE = "not_safe"
MAY_LINK = "may_link"


def _field(question: Question) -> forms.Field:
    told: dict[str, Any] = {"label": question.words, "help_text": question.hint, "required": False}
    if question.several:
        return forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple, **told)
    return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **told)


class Equality(Form):
    """The questions of one region. No box for words, nothing required, and one question of another kind."""

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        """Make one field of each question."""
        super().__init__(*args, **kwargs)
        for question in pack.questions:
            self.fields[question.name] = _field(question)
        # Last and never ticked beforehand: it is another question than the others.
        self.fields[MAY_LINK] = forms.BooleanField(
            required=False,
            label=_("You may also use these answers to check whether everybody is treated the same."),
            help_text=_(
                "Then we lock them away beside what you wrote. No member of staff can open them. Only a program does,"
                " some times a year: it counts how feedback from different groups was answered. They are destroyed with"
                " your words."
            ),
        )

    @property
    def may_link(self) -> bool:
        """Return whether the answers may be kept beside the words, too."""
        return bool(self.cleaned_data[MAY_LINK])

    @property
    def answers(self) -> dict[str, list[str]]:
        """Return names of answers by names of questions, for those that were answered."""
        answers = {}
        for name, value in self.cleaned_data.items():
            if value and name != MAY_LINK:
                answers[name] = value if isinstance(value, list) else [value]
        return answers


class TellMe(Form):
    """Where to say that an answer is ready."""

    address = forms.EmailField(
        label=_("Your email address"),
        help_text=_("Please look at it twice. You cannot change it later."),
        max_length=254,
        # The browser must not remember it for whoever uses the device next.
        widget=OneLine(dir="ltr", inputmode="email", autocapitalize="none"),
        error_messages={
            "required": _("Write an email address, or press “No, thank you”."),
            "invalid": _("This does not look like an email address. Write it like this: name@example.org"),
            "max_length": _("This address is too long for us. Please use a shorter one."),
        },
    )
    safe = forms.ChoiceField(
        label=_("Is it safe for you to get a message there?"),
        help_text=_("Other people might see a message on your phone, or read your email."),
        choices=[(SAFE, _("Yes, it is safe")), (NOT_SAFE, _("No, or I am not sure"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two. If you are not sure, we keep nothing.")},
    )
    language = forms.ChoiceField(label=_("In which language?"), widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every language under its own name, the one of the page first chosen."""
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = languages.own_choices()
        # The language of this page, until they choose another.
        field.initial = get_language()

    @property
    def is_safe(self) -> bool:
        """Return whether a message may be sent there."""
        return bool(self.cleaned_data["safe"] == SAFE)
