"""That a recommendation, or the answer to it, touches something that a member declared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import form_fields as fields
from core.fields import Form
from council.enums import RecusalAnswer
from council.models import Interest

NOT_DECLARED_YET = "new"
ANSWERS = [
    (RecusalAnswer.STEPS_BACK.value, gettext_lazy("I step back")),
    (RecusalAnswer.STAYS.value, gettext_lazy("I take part, and say so")),
]


class MyInterest(Form):
    """Which of their interests a member means, or a new one, and whether they step back."""

    interest = forms.ChoiceField(
        label=gettext_lazy("Which interest does it touch?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which interest it touches.")},
    )
    text = fields.long_text(
        gettext_lazy("If you have not declared it yet: what is it?"),
        help_text=gettext_lazy("Coordinators and the chair of your council can see it. Nothing about your health."),
        rows=3,
    )
    starts_on = fields.day(gettext_lazy("And since when?"))
    answer = forms.TypedChoiceField(
        label=gettext_lazy("What do you do?"),
        help_text=gettext_lazy("The members of your council see your answer. They do not see which interest it is."),
        choices=ANSWERS,
        coerce=RecusalAnswer,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether you step back.")},
    )

    def __init__(self, *args: Any, interests: Iterable[Interest], **kwargs: Any) -> None:
        """Offer what the member declared, and one more."""
        super().__init__(*args, **kwargs)
        self.interests = {str(interest.pk): interest for interest in interests}
        declared = [(pk, Truncator(interest.text).chars(80)) for pk, interest in self.interests.items()]
        _choices(self.fields["interest"], [*declared, (NOT_DECLARED_YET, _("Something I have not declared yet"))])

    def clean(self) -> dict[str, Any]:
        """Ask for words and a day where the interest is new."""
        data = super().clean() or self.cleaned_data
        if data.get("interest") == NOT_DECLARED_YET:
            self._check_new(data.get("text", ""), data.get("starts_on"))
        return data

    def _check_new(self, text: str, starts_on: date | None) -> None:
        if not text:
            self.add_error("text", _("Write what it is."))
        if starts_on is None and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Choose the day since when it is so."))
        elif starts_on is not None and starts_on > timezone.localdate():
            self.add_error("starts_on", _("Choose today or an earlier day."))

    @property
    def chosen(self) -> Interest | None:
        """Return which declared interest was chosen, or None for a new one."""
        return self.interests.get(self.cleaned_data["interest"])


class InterestOfAMember(Form):
    """Which interest of which member a recommendation may touch."""

    interest = forms.ChoiceField(
        label=gettext_lazy("Whose interest may it touch?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whose interest it may touch.")},
    )

    def __init__(self, *args: Any, interests: Iterable[tuple[str, Interest]], **kwargs: Any) -> None:
        """Offer what members declared, each with the name of the member."""
        super().__init__(*args, **kwargs)
        named = list(interests)
        self.interests = {str(interest.pk): interest for _name, interest in named}
        offered = [(str(interest.pk), _label(name, interest)) for name, interest in named]
        _choices(self.fields["interest"], offered)

    @property
    def chosen(self) -> Interest:
        """Return what was chosen."""
        return self.interests[self.cleaned_data["interest"]]


def _label(name: str, interest: Interest) -> str:
    return _("%(name)s – %(interest)s") % {"name": name, "interest": Truncator(interest.text).chars(80)}


def _choices(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
