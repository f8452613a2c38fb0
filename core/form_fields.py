"""Fields and forms that several apps use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import language as languages
from core.day_boxes import KnownDay, PeriodField
from core.fields import Form

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

LONG = 5000


class FilterForm(Form):
    """What a list is narrowed to; sent as part of its address."""

    def criteria(self) -> dict[str, str]:
        """Return what was asked for; what is not a choice counts as not asked."""
        self.is_valid()
        if not self.is_bound:
            return {}
        # An empty day is None.
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class ConflictForm(Form):
    """A form that may have to be shown again because somebody else was faster."""

    def retype(self, **values: str) -> None:
        """Keep what was typed, but for these fields, which the page knows better by now."""
        data = QueryDict(mutable=True)
        for name in self.data:
            # Name by name with all its values: several ticked boxes share one.
            data.setlist(name, self.data.getlist(name) if isinstance(self.data, QueryDict) else [self.data[name]])
        for name, value in values.items():
            data[self.add_prefix(name)] = value
        self.data = data


def language(label: Words, help_text: Words = "") -> forms.ChoiceField:
    """Return a field for the language of some words."""
    return forms.ChoiceField(label=label, help_text=help_text, choices=languages.choices)


class Lines(forms.CharField):
    """Words of several lines: a line break counts once, and what is too long arrives whole and is refused kindly."""

    def to_python(self, value: object) -> str:
        """Return the words with line breaks of one letter, as people count them; browsers send two."""
        return str(super().to_python(value)).replace("\r\n", "\n")

    def run_validators(self, value: object) -> None:
        """Say by how much something is too long, and that nothing of it was cut off."""
        over = len(str(value)) - (self.max_length or len(str(value)))
        if over > 0:
            raise ValidationError(too_long(over), code="max_length")
        super().run_validators(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no limit for the browser, which would cut off what is pasted; the script counts with ours."""
        attributes: dict[str, Any] = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        if self.max_length:
            attributes["data-room"] = str(self.max_length)
        return attributes


def too_long(over: int) -> str:
    """Return what somebody is told whose words are so many letters too long."""
    letters = number_format(over, force_grouping=True)
    return ngettext(
        "That is %(letters)s letter too long. All of it is still here: please shorten it a little.",
        "That is %(letters)s letters too long. All of it is still here: please shorten it a little.",
        over,
    ) % {"letters": letters}


def long_text(label: Words, *, help_text: Words = "", required: Words = "", rows: int = 6) -> Lines:
    """Return a field for several lines; `required` is the sentence that asks for them, empty where they may lack."""
    return Lines(
        label=label,
        help_text=help_text,
        max_length=LONG,
        required=bool(required),
        # The browser looks at the text: people may write in another direction than the page's.
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"required": required},
    )


def line(
    label: Words,
    *,
    help_text: Words = "",
    required: Words = "",
    max_length: int = 160,
) -> Lines:
    """Return a field for one line; `required` is the sentence that asks for it, empty where it may lack."""
    return Lines(
        label=label,
        help_text=help_text,
        max_length=max_length,
        required=bool(required),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": required},
    )


def day(label: Words, *, help_text: Words = "", required: Words = "", invalid: Words = "") -> forms.DateField:
    """Return a field for a day, chosen from the browser's own calendar.

    `required` is the sentence that asks for it, empty where it may lack; `invalid` says how a day is written where
    there is no such calendar, empty for Django's own sentence.
    """
    sentences = {"required": required}
    if invalid:
        sentences["invalid"] = invalid
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=bool(required),
        # What browsers send, and the one way of typing it: 03/04 is another day on each side of the ocean.
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=sentences,
    )


def known_day(label: Words, *, help_text: Words = "", required: Words = "") -> KnownDay:
    """Return a field for a day that somebody knows by heart, typed into three boxes; its value is a date or None."""
    return KnownDay(label=label, help_text=help_text, required=bool(required), error_messages={"required": required})


def time(label: Words, *, help_text: Words = "", required: Words = "", invalid: Words = "") -> forms.TimeField:
    """Return a field for a time of day; `invalid` replaces the sentence that says how one is written."""
    return forms.TimeField(
        label=label,
        help_text=help_text,
        required=bool(required),
        # What browsers send, and what is typed where they have no clock of their own.
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": required, "invalid": invalid or _("Please write the time like this: 14:30.")},
    )


def period(label: Words, *, help_text: Words = "", required: Words = "") -> PeriodField:
    """Return a field for a period of whole days, either end open; its value is a `Period`."""
    return PeriodField(label=label, help_text=help_text, required=bool(required), error_messages={"required": required})
