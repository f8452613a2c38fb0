"""A day typed into three boxes, and a period between two days: what somebody knows by heart needs no calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = dict[str, _StrPromise]

# Letters of Django's date formats, and the box each belongs to.
_BOXES = {"d": "day", "j": "day", "m": "month", "n": "month", "F": "month", "M": "month", "N": "month", "E": "month"}
_BOXES |= {"Y": "year", "y": "year", "o": "year"}
_LABELS: Words = {
    # Translators: label of a box for the day of a month
    "day": _("Day"),
    # Translators: label of a box for a month
    "month": _("Month"),
    # Translators: label of a box for a year
    "year": _("Year"),
}
_WIDTHS = {"day": 2, "month": 2, "year": 4}
_MISSING: Words = {
    "day": _("Please add the day, such as 27."),
    "month": _("Please add the month, such as 3."),
    "year": _("Please add the year, such as 2026."),
}
_UNCLEAR: Words = {
    "day": _("Please write the day as a number from 1 to 31."),
    "month": _("Please write the month as a number from 1 to 12, or its name."),
    "year": _("Please write the year with four digits, such as 2026."),
}
_LIMITS = {"day": range(1, 32), "month": range(1, 13), "year": range(1900, 2200)}


class Typed(NamedTuple):
    """The words typed into the three boxes, as they are."""

    day: str = ""
    month: str = ""
    year: str = ""


class Period(NamedTuple):
    """Two days, both included; None where it has no beginning or no end."""

    start: date | None
    end: date | None


def order() -> list[str]:
    """Return the names of the three boxes as the language of the page writes a day."""
    letters = [letter for letter in formats.get_format("DATE_FORMAT") if letter in _BOXES]
    return list(dict.fromkeys(_BOXES[letter] for letter in letters))


def _month_named(text: str) -> int | None:
    """Return the number of a month from its name in the language of the page, or None."""
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if str(name).casefold().rstrip(".") == text.casefold().rstrip("."):
                return number
    return None


def _number(box: str, text: str) -> int:
    """Return what was typed into a box as a number, in whatever digits; raises with a sentence that names the box."""
    if not text:
        raise ValidationError(_MISSING[box], code=box)
    number = _month_named(text) if box == "month" else None
    if number is None and text.isdecimal():
        number = int(text)
    if number is None or number not in _LIMITS[box]:
        raise ValidationError(_UNCLEAR[box], code=box)
    return number


def _is_to_check(box: str, typed: Typed) -> bool:
    """Return whether a box is one to look at when the day is wrong: it itself, or each where none is wrong alone."""
    wrong = set()
    for name in Typed._fields:
        try:
            _number(name, getattr(typed, name))
        except ValidationError:
            wrong.add(name)
    return not wrong or box in wrong


class DayBoxes(forms.Widget):
    """Three boxes with a label each, in the order of the language; shows again what was typed, right or wrong."""

    template_name = "django/forms/widgets/day_boxes.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> Typed:
        """Return what was typed into each box."""
        return Typed(*(str(data.get(f"{name}_{box}", "")).strip() for box in Typed._fields))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        """Return whether none of the boxes was sent."""
        return all(f"{name}_{box}" not in data for box in Typed._fields)

    def id_for_label(self, id_: str) -> str:
        """Return the first box: the error summary leads there."""
        return f"{id_}_0"

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template prints: the three boxes with what was typed."""
        context = super().get_context(name, None, attrs)
        typed = _as_typed(value)
        given = context["widget"]["attrs"]
        context["widget"]["boxes"] = [
            {
                "name": f"{name}_{box}",
                "id": f"{given.get('id', f'id_{name}')}_{place}",
                "label": _LABELS[box],
                "value": getattr(typed, box),
                "width": _WIDTHS[box],
                # A month may be typed as a word.
                "numeric": box != "month",
                "invalid": "aria-invalid" in given and _is_to_check(box, typed),
            }
            for place, box in enumerate(order())
        ]
        return context


def _as_typed(value: object) -> Typed:
    if isinstance(value, Typed):
        return value
    if isinstance(value, date):
        return Typed(str(value.day), str(value.month), str(value.year))
    return Typed()


class KnownDay(forms.Field):
    """A day that somebody knows: three boxes, and errors that name the box to look at."""

    widget = DayBoxes

    def to_python(self, value: object) -> date | None:
        """Return the day, or None where nothing was typed."""
        typed = _as_typed(value)
        if not any(typed):
            return None
        numbers, errors = {}, []
        for box in order():
            try:
                numbers[box] = _number(box, getattr(typed, box))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        try:
            return date(**numbers)
        except ValueError:
            raise ValidationError(_("That month has fewer days. Please check the day."), code="day") from None

    def has_changed(self, initial: object, data: object) -> bool:
        """Return whether another day was typed."""
        return _as_typed(initial) != _as_typed(data)


class PeriodBoxes(forms.MultiWidget):
    """Two days from the browser's own calendar, each with its label."""

    template_name = "django/forms/widgets/period_boxes.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Make the two boxes."""
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            end: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for end in ("from", "until")
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Sequence[date | None] | None) -> list[date | None]:
        """Return the two days of a period."""
        return list(value or (None, None))

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template prints, a label with each box."""
        context = super().get_context(name, value, attrs)
        # Translators: labels of the first and of the last day of a period
        for box, label in zip(context["widget"]["subwidgets"], (_("From"), _("Until")), strict=True):
            box["label"] = label
        return context


class PeriodField(forms.MultiValueField):
    """A period of whole days; either end may be open."""

    widget = PeriodBoxes

    def __init__(self, **kwargs: Any) -> None:
        """Make the two fields; each end may lack, and what is not a day says how one is written."""
        sentence = {"invalid": _("Please write each day like this: 2026-03-27.")}
        start, end = (
            forms.DateField(required=False, input_formats=["%Y-%m-%d"], error_messages=sentence) for _end in range(2)
        )
        super().__init__(fields=(start, end), require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[date | None]) -> Period:
        """Return the period; raises when it ends before it begins."""
        period = Period(*(data_list or (None, None)))
        if period.start and period.end and period.end < period.start:
            raise ValidationError(_("“Until” is before “From”. Please check the two days."), code="order")
        return period
