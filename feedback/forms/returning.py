"""What is asked of people who come back with a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from feedback import codes
from feedback.enums import Different, Fitting
from feedback.forms.fields import FreeText, NoReceiptForm, OneLine, area
from feedback.forms.questions import Readers

NOT_QUITE_A_CODE = _("This is not quite right. Please look at the code again: it has 20 letters and numbers.")


class Code(Form):
    """Coming back: the code, in any writing."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("20 letters and numbers. Big or small letters, spaces and dashes make no difference."),
        max_length=200,
        strip=True,
        # The browser must not offer the code to whoever uses the device next.
        widget=OneLine(dir="ltr", autocapitalize="characters"),
        error_messages={
            "required": _("Type the code you kept. It has 20 letters and numbers."),
            "max_length": NOT_QUITE_A_CODE,
        },
    )

    def clean_code(self) -> str:
        """Return the code, or say what may be wrong with it. A typo is seen before anything is looked up."""
        try:
            # Its check symbol finds a typo here, before a slow key derivation and a look into the database.
            return codes.read(self.cleaned_data["code"])
        except codes.InvalidCodeError as error:
            raise ValidationError(NOT_QUITE_A_CODE) from error


class Addition(NoReceiptForm):
    """Something to add."""

    text = FreeText(
        label=_("Add something, or answer us"),
        widget=area(4),
        required=True,
        error_messages={"required": _("Write something first, even one word. Then press Send.")},
    )


class Choices(Readers):
    """Who may read a version without names. Whom to keep it from is not asked again."""

    # Django's way to leave an inherited field out.
    keep_from = None  # type: ignore[assignment]

    @property
    def consents(self) -> dict[str, bool]:
        """Return the choices, each said or not said."""
        return {name: bool(self.cleaned_data[name]) for name in self.fields}


class SaidOfChange(NoReceiptForm):
    """Whether something is really different now."""

    different = forms.ChoiceField(
        label=_("Has it really changed?"),
        choices=Different.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers first. Then press Send.")},
    )
    text = FreeText(label=_("More about it, if you like"), widget=area(3))


class SaidOfVersion(NoReceiptForm):
    """What the person says to the version others may read."""

    fitting = forms.ChoiceField(
        label=_("Is this right?"),
        choices=Fitting.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers first. Then press Send.")},
    )
    text = FreeText(label=_("What should be different in it?"), widget=area(3))

    def clean(self) -> dict[str, Any]:
        """Ask what to change where something is to be changed."""
        cleaned = super().clean()
        if cleaned.get("fitting") == Fitting.CHANGE and not cleaned.get("text"):
            self.add_error("text", _("Say what should be different, even in one word. Then press Send."))
        return cleaned
