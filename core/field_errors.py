"""What people read where Django's form fields would speak: our own sentences, which name the field and what to do.

Django's own are left where they are. They are replaced when they are raised: a form without faults pays nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_WRITE_A_NUMBER = _("Please write a whole number in figures, for example 15: “%(label)s”.")
_CHOOSE_AGAIN = _("This choice is not offered any more. Please choose again: “%(label)s”.")
_DAY = _("Please write the day like this: 2026-03-27. The field is: “%(label)s”.")
_TIME = _("Please write the time like this: 14:30. The field is: “%(label)s”.")
_NO_FILE = _("No file has come. Please choose a file again: “%(label)s”.")
# For what a page sends by itself, such as the number of its version: nobody has typed it.
_OPEN_AGAIN = _("Something on this page got lost. Please open the page again and try once more.")
# Django's sentence, which is one and the same object wherever it is raised, and ours for it.
OURS: list[tuple[object, _StrPromise]] = [
    (forms.Field.default_error_messages["required"], _("Please fill this in: “%(label)s”.")),
    (forms.IntegerField.default_error_messages["invalid"], _WRITE_A_NUMBER),
    (forms.DateField.default_error_messages["invalid"], _DAY),
    (forms.TimeField.default_error_messages["invalid"], _TIME),
    (forms.ChoiceField.default_error_messages["invalid_choice"], _CHOOSE_AGAIN),
    (forms.MultipleChoiceField.default_error_messages["invalid_choice"], _CHOOSE_AGAIN),
    (forms.MultipleChoiceField.default_error_messages["invalid_list"], _CHOOSE_AGAIN),
    (forms.ModelChoiceField.default_error_messages["invalid_choice"], _CHOOSE_AGAIN),
    (forms.MultiValueField.default_error_messages["invalid"], _OPEN_AGAIN),
    (forms.MultiValueField.default_error_messages["incomplete"], _("Please fill in each part: “%(label)s”.")),
    (forms.FileField.default_error_messages["invalid"], _NO_FILE),
    (forms.FileField.default_error_messages["missing"], _NO_FILE),
    (
        forms.FileField.default_error_messages["empty"],
        _("This file is empty. Please choose another file: “%(label)s”."),
    ),
    (
        forms.FileField.default_error_messages["max_length"],
        _("The name of this file is too long. Please give it a shorter name: “%(label)s”."),
    ),
    (
        forms.URLField.default_error_messages["invalid"],
        _("Please copy the whole link. It begins with https:// and belongs here: “%(label)s”."),
    ),
    (forms.UUIDField.default_error_messages["invalid"], _OPEN_AGAIN),
    (forms.JSONField.default_error_messages["invalid"], _OPEN_AGAIN),
    (
        validators.EmailValidator.message,
        _("Please check the email address. It looks like this: name@example.org. The field is: “%(label)s”."),
    ),
    (
        validators.validate_slug.message,
        _("Please use only letters without accents, numbers and hyphens: “%(label)s”."),
    ),
    (
        validators.URLValidator.message,
        _("Please copy the whole link. It begins with https:// and belongs here: “%(label)s”."),
    ),
    (
        validators.MaxLengthValidator.message,
        ngettext_lazy(
            "There is room for %(limit_value)d letter here. Please make it shorter: “%(label)s”.",
            "There is room for %(limit_value)d letters here. Please make it shorter: “%(label)s”.",
            "limit_value",
        ),
    ),
    (
        validators.MinLengthValidator.message,
        ngettext_lazy(
            "At least %(limit_value)d letter is needed here. Please make it longer: “%(label)s”.",
            "At least %(limit_value)d letters are needed here. Please make it longer: “%(label)s”.",
            "limit_value",
        ),
    ),
    (
        validators.MinValueValidator.message,
        _("Please write %(limit_value)s or a larger number: “%(label)s”."),
    ),
    (
        validators.MaxValueValidator.message,
        _("Please write %(limit_value)s or a smaller number: “%(label)s”."),
    ),
    (
        validators.ProhibitNullCharactersValidator.message,
        _("There is a sign in it that we cannot store. Please type it again: “%(label)s”."),
    ),
]
_CHOOSE = _("Please choose an answer: “%(label)s”.")
_TICK = _("Please tick this box: “%(label)s”.")


def in_our_words(error: ValidationError, field: forms.Field, label: str) -> ValidationError:
    """Return the error with our sentence in place of each one of Django's."""
    return ValidationError([_of_ours(one, field, label) for one in error.error_list])


def _of_ours(error: ValidationError, field: forms.Field, label: str) -> ValidationError:
    sentence = next((ours for theirs, ours in OURS if error.message is theirs), None)
    if sentence is None:
        return error
    if error.code == "required":
        sentence = _asked_for(field, sentence)
    params = {**(error.params or {}), "label": label}
    return ValidationError(sentence, code=error.code, params=params)


def _asked_for(field: forms.Field, sentence: _StrPromise) -> _StrPromise:
    """Return how a missing answer is asked for: what a page sends by itself nobody can fill in."""
    if field.widget.is_hidden:
        return _OPEN_AGAIN
    if isinstance(field, forms.BooleanField):
        return _TICK
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _CHOOSE
    if isinstance(field, forms.FileField):
        return _NO_FILE
    return sentence
