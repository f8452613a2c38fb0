"""Fields that several forms of the tracker have."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.functional import Promise

from core.language import OWN_NAMES

LONG = 5000


def languages() -> list[tuple[str, str]]:
    """Return each language we ship under its own name."""
    return [(code, OWN_NAMES[code]) for code, _name in settings.LANGUAGES]


def language(label: str | Promise, help_text: str | Promise = "") -> forms.ChoiceField:
    """Return a field for the language of some words."""
    return forms.ChoiceField(label=label, help_text=help_text, choices=languages)


def long_text(
    label: str | Promise, *, help_text: str | Promise = "", required: str | Promise = "", rows: int = 6
) -> forms.CharField:
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
    label: str | Promise, *, help_text: str | Promise = "", required: str | Promise = "", max_length: int = 160
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


def day(label: str | Promise, *, help_text: str | Promise = "", required: str | Promise = "") -> forms.DateField:
    """Return a field for a day, chosen from the browser's own calendar."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=bool(required),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required},
    )
