"""Input about the welcome of a council."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import Form
from council.forms.languages import InEachLanguage


class Step(InEachLanguage):
    """A step of the checklist in each language."""

    def label_in(self, name: str) -> str:
        """Return what the field of a language is called."""
        return _("The step in %(language)s") % {"language": name}


class NewAgreement(InEachLanguage):
    """A version of the agreement in each language."""

    rows = 10

    def label_in(self, name: str) -> str:
        """Return what the field of a language is called."""
        return _("The agreement in %(language)s") % {"language": name}


class Hours(Form):
    """How many hours a month somebody can give."""

    hours = forms.IntegerField(
        label=gettext_lazy("Hours a month, at most"),
        help_text=gettext_lazy("Leave this empty if you set no limit. You can change it at any time."),
        required=False,
        min_value=1,
        max_value=300,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Write a whole number, for example 6, or leave this empty."),
            "min_value": gettext_lazy("Write a number from 1 to 300, or leave this empty."),
            "max_value": gettext_lazy("Write a number from 1 to 300, or leave this empty."),
        },
    )


class Buddy(Form):
    """Who accompanies a member: another member, by the name that members see."""

    buddy = forms.ChoiceField(label=gettext_lazy("Buddy"), required=False)

    def __init__(self, *args: Any, fellows: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the other members of the council, and nobody."""
        super().__init__(*args, **kwargs)
        field = self.fields["buddy"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Nobody")), *fellows]
