"""Boxes and choices of the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from feedback import cleaning, codes

# Stands where bytes could not be read as letters.
NOT_READ = "\N{REPLACEMENT CHARACTER}"
CODE_IN_WORDS = _("Your private code is in your text. Please take it out, so that nobody else can use it.")


def area(rows: int) -> forms.Textarea:
    """Return a box for several lines, which remembers nothing."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off", "spellcheck": "false"})


def line() -> forms.TextInput:
    """Return a box for one line, which remembers nothing."""
    return forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "spellcheck": "false"})


class FreeText(forms.CharField):
    """Somebody's own words, up to 5,000 letters, cleaned of control characters only."""

    def __init__(self, **kwargs: Any) -> None:
        """Set the limit and say it kindly when it is passed."""
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", cleaning.MAX_LETTERS)
        # Stripped by `plain`, together with what Django does not know as space.
        super().__init__(strip=False, **kwargs)
        self.error_messages["max_length"] = _(
            "There is room for %(limit_value)d letters here, and these are %(show_value)d. Please shorten it a little."
            " You can add more later with your code."
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no limit for the browser: it would cut off what somebody pastes, and say nothing."""
        attributes: dict[str, Any] = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes

    def to_python(self, value: object) -> str:
        """Return the words as they will be kept."""
        # Bytes that are no letters of UTF-8 were read as this sign; to say so is better than to store it.
        text = str(value or "")
        if NOT_READ in text:
            raise ValidationError(_("Some letters did not reach us. Please look for the signs � and write them again."))
        return cleaning.plain(text.replace("\x00", ""))


class NoReceiptForm(Form):
    """A form in whose words the code of this visit does not belong."""

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        """Know the code of this visit, if there is one, so that it is not sent along by mistake."""
        super().__init__(*args, **kwargs)
        self.code = code

    def clean(self) -> dict[str, Any]:
        """Keep the code out of every box."""
        cleaned = super().clean() or self.cleaned_data
        for value in cleaned.values():
            if self.code and isinstance(value, str) and codes.contains_code(self.code, value):
                raise ValidationError(CODE_IN_WORDS)
        return cleaned
