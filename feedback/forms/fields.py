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


class OneLine(forms.Textarea):
    """A box for one line that no password manager takes for a user name (ADR 29).

    Without a script the Enter key makes a new line in it: that is read as a space.
    """

    def __init__(self, **attrs: str) -> None:
        """Set the direction of what is typed, and what else the browser is told about it."""
        super().__init__({"rows": 1, "autocomplete": "off", "spellcheck": "false", "data-line": True, **attrs})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was typed, in one line."""
        typed = super().value_from_datadict(data, files, name)
        return " ".join(typed.split()) if isinstance(typed, str) else typed


def line() -> OneLine:
    """Return a box for one line of words, which remembers nothing."""
    return OneLine(dir="auto")


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
