"""Where Django's form fields would speak, our own sentences stand; none of Django's is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core import validators
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from core.field_errors import OURS
from core.fields import Form

# Fields that no form of ours has: the test below says so.
NOT_USED = (
    forms.FloatField,
    forms.DecimalField,
    forms.DateTimeField,
    forms.DurationField,
    forms.ImageField,
    forms.FilePathField,
    forms.SplitDateTimeField,
    forms.GenericIPAddressField,
    forms.RegexField,
    forms.ComboField,
    forms.ModelMultipleChoiceField,
)


def sentences_of(fields: Any) -> Iterator[tuple[str, object]]:
    for field in fields:
        for code, sentence in field.default_error_messages.items():
            yield f"{field.__name__} {code}", sentence


def fields_in_use() -> list[type[forms.Field]]:
    found = [getattr(forms, name) for name in dir(forms) if name.endswith("Field")]
    classes = [field for field in found if isinstance(field, type) and issubclass(field, forms.Field)]
    return [field for field in classes if not issubclass(field, NOT_USED)]


def every_form(kind: type[forms.Form] = Form) -> Iterator[type[forms.Form]]:
    for form in kind.__subclasses__():
        yield form
        yield from every_form(form)


def test_every_sentence_of_every_field_in_use_has_one_of_ours() -> None:
    known = [theirs for theirs, _ours in OURS]
    missing = [told for told, sentence in sentences_of(fields_in_use()) if not any(sentence is one for one in known)]
    # "Both a file and a tick to clear it": no form of ours has such a tick.
    assert missing == ["FileField contradiction"]


def test_no_form_of_ours_has_a_field_whose_sentences_are_left_out() -> None:
    forms_of_ours = list(every_form())
    assert len(forms_of_ours) > 50
    used = [
        (form, name) for form in forms_of_ours for name, field in form.base_fields.items() if type(field) in NOT_USED
    ]
    assert used == []


class Everything(Form):
    """One field of each kind, with nothing said about errors."""

    words = forms.CharField(label=_("Day"), max_length=3, min_length=2)
    number = forms.IntegerField(label=_("Month"), min_value=5, max_value=9)
    day = forms.DateField(label=_("Day"))
    address = forms.EmailField(label=_("Email address"))
    choice = forms.ChoiceField(label=_("Language"), choices=[("a", "a")])
    tick = forms.BooleanField(label=_("Other"))
    file = forms.FileField(label=_("Other"))
    code = forms.SlugField(label=_("Reference"))
    page = forms.UUIDField(label="page", widget=forms.HiddenInput)


RIGHT = {"words": "abc", "number": "7", "day": "2026-12-01", "address": "a@b.org", "choice": "a", "tick": "on"}
RIGHT |= {"code": "a-b", "page": "6b6f3a53-5d09-4a5e-8b61-7c8f3f0a4a11"}


def errors(**data: str) -> dict[str, list[str]]:
    form = Everything({**RIGHT, **data}, {"file": SimpleUploadedFile("a.txt", b"a")})
    return {name: [str(error) for error in found] for name, found in form.errors.items()}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("words", "", "Please fill this in: “Day”."),
        ("words", "abcd", "There is room for 3 letters here. Please make it shorter: “Day”."),
        ("words", "a", "At least 2 letters are needed here. Please make it longer: “Day”."),
        ("words", "a\0", "There is a sign in it that we cannot store. Please type it again: “Day”."),
        ("number", "x", "Please write a whole number in figures, for example 15: “Month”."),
        ("number", "1", "Please write 5 or a larger number: “Month”."),
        ("number", "10", "Please write 9 or a smaller number: “Month”."),
        ("day", "soon", "Please write the day like this: 2026-03-27. The field is: “Day”."),
        ("choice", "b", "This choice is not offered any more. Please choose again: “Language”."),
        ("choice", "", "Please choose an answer: “Language”."),
        ("tick", "", "Please tick this box: “Other”."),
        ("code", "a b", "Please use only letters without accents, numbers and hyphens: “Reference”."),
        ("page", "", "Something on this page got lost. Please open the page again and try once more."),
    ],
)
def test_error_names_its_field_and_says_what_to_do(field: str, typed: str, sentence: str) -> None:
    assert errors(**{field: typed}) == {field: [sentence]}


def test_form_keeps_a_sentence_of_its_own() -> None:
    class Own(Form):
        name = forms.CharField(error_messages={"required": "Say your name."})

    assert Own({}).errors["name"] == ["Say your name."]


def test_validators_left_to_themselves_say_what_they_always_said() -> None:
    """Django's own sentences are not changed: other programs in this process may compare them."""
    assert str(validators.EmailValidator.message) == "Enter a valid email address."
