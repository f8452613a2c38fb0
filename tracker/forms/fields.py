"""Fields that several forms of the tracker have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.http import QueryDict

from core.fields import Form
from core.language import OWN_NAMES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

LONG = 5000


class Narrowing(Form):
    """What a list is narrowed to; sent as part of its address."""

    def asked(self) -> dict[str, str]:
        """Return what was asked for; what is not a choice counts as not asked."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name, "")) for name in self.fields} if self.is_bound else {}


class Returning(Form):
    """A form that may have to be shown again because somebody else was faster."""

    def retype(self, **values: str) -> None:
        """Keep what was typed, but for these fields, which the page knows better by now."""
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, self.data.getlist(name) if isinstance(self.data, QueryDict) else [self.data[name]])
        for name, value in values.items():
            data[self.add_prefix(name)] = value
        self.data = data


def languages() -> list[tuple[str, str]]:
    """Return each language we ship under its own name."""
    return [(code, OWN_NAMES[code]) for code, _name in settings.LANGUAGES]


def language(label: Words, help_text: Words = "") -> forms.ChoiceField:
    """Return a field for the language of some words."""
    return forms.ChoiceField(label=label, help_text=help_text, choices=languages)


def long_text(label: Words, *, help_text: Words = "", required: Words = "", rows: int = 6) -> forms.CharField:
    """Return a field for several lines; `required` is the sentence that asks for them, empty where they may lack."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONG,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"required": required},
    )


def line(
    label: Words,
    *,
    help_text: Words = "",
    required: Words = "",
    max_length: int = 160,
) -> forms.CharField:
    """Return a field for one line; `required` is the sentence that asks for it, empty where it may lack."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=max_length,
        required=bool(required),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": required},
    )


def day(label: Words, *, help_text: Words = "", required: Words = "") -> forms.DateField:
    """Return a field for a day, chosen from the browser's own calendar."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=bool(required),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required},
    )
