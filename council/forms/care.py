"""Input about talks, plans and papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import form_fields as fields
from core.fields import Form

CERTIFICATE = "certificate"
LETTER = "letter"


class ExitTalk(Form):
    """What the council should learn, in the words of somebody who leaves."""

    for_the_council = fields.long_text(
        gettext_lazy("What should the council learn? (optional)"),
        help_text=gettext_lazy(
            "Coordinators of your council read this. Leave it empty if you like; you can change it later."
        ),
        rows=5,
    )


class Plan(Form):
    """What helps somebody when it gets heavy, and who may read it."""

    text = fields.long_text(
        gettext_lazy("What helps me when it gets heavy"),
        help_text=gettext_lazy(
            "For example: what others may notice, what helps then, what does not help, what I would like people to say."
        ),
        required=gettext_lazy("Write what helps, or destroy the plan if you do not want one."),
        rows=10,
    )
    first_reader = forms.ChoiceField(label=gettext_lazy("Who may read it?"), required=False)
    second_reader = forms.ChoiceField(label=gettext_lazy("Who else may read it?"), required=False)

    def __init__(self, *args: Any, readers: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the people whom the member meets, and nobody."""
        super().__init__(*args, **kwargs)
        for name in ("first_reader", "second_reader"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Nobody")), *readers]

    def clean(self) -> dict[str, Any]:
        """Ask for two different people."""
        super().clean()
        first = self.cleaned_data.get("first_reader")
        if first and first == self.cleaned_data.get("second_reader"):
            self.add_error("second_reader", _("Choose two different people, or one."))
        return self.cleaned_data


class Paper(Form):
    """Which paper somebody wants about their term, in which language, and with which name."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Which paper?"),
        choices=[
            (CERTIFICATE, gettext_lazy("A certificate: that you were a member, and when")),
            (LETTER, gettext_lazy("A reference letter: the same, and what members of a council do")),
        ],
        initial=CERTIFICATE,
        widget=forms.RadioSelect,
    )
    name = fields.line(
        gettext_lazy("The name on the paper"),
        help_text=gettext_lazy("Any name you want. It is printed and not kept."),
        required=gettext_lazy("Write the name that the paper should say."),
        max_length=120,
    )
    language = fields.language(gettext_lazy("Language of the paper"))


class PaperByStaff(Paper):
    """A paper that a coordinator makes for a member, with words of their own."""

    words = fields.long_text(
        gettext_lazy("What you would like to say about their work (optional)"),
        help_text=gettext_lazy("Printed in the letter as you write it. Say nothing about health or services."),
        rows=6,
    )
