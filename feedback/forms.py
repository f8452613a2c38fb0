"""What the door asks. Nothing is required but one word of your own, and what was typed stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from feedback import cleaning, codes
from feedback.enums import About

# Stands where bytes could not be read as letters.
NOT_READ = "\N{REPLACEMENT CHARACTER}"
NOT_QUITE_A_CODE = _("This is not quite right. Please look at the code again: it has 20 letters and numbers.")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off", "spellcheck": "false"})


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "spellcheck": "false"})


class Speech(forms.CharField):
    """Somebody's own words, up to 5,000 letters, cleaned of control characters only."""

    def __init__(self, **kwargs: Any) -> None:
        """Set the limit and say it kindly when it is passed."""
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", cleaning.MAX_LETTERS)
        super().__init__(strip=False, **kwargs)
        self.error_messages["max_length"] = _(
            "There is room for %(limit_value)d letters here, and these are %(show_value)d. Please shorten it a little."
            " You can add more later with your code."
        )

    def to_python(self, value: object) -> str:
        """Return the words as they will be kept."""
        text = str(value or "")
        if NOT_READ in text:
            raise ValidationError(_("Some letters did not reach us. Please look for the signs � and write them again."))
        return cleaning.plain(text.replace("\x00", ""))


class Words(Form):
    """The first page: what happened, what helped, what would make it better."""

    text = Speech(
        label=_("What happened?"),
        help_text=_("Write as much or as little as you like. Please leave out names, if you can."),
        widget=_area(6),
    )
    helped = Speech(label=_("What helped, or went well?"), widget=_area(3))
    better = Speech(label=_("What would make it better?"), widget=_area(3))

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        """Know the code of this visit, if there is one, so that it is not sent along by mistake."""
        super().__init__(*args, **kwargs)
        self.code = code

    def clean(self) -> dict[str, Any]:
        """Ask for one word in any of the three boxes, and keep the code out of them."""
        cleaned = super().clean() or self.cleaned_data
        said = [cleaned.get(name, "") for name in ("text", "helped", "better")]
        if not self.errors and not any(said):
            self.add_error("text", _("Write something in one of the boxes, even one word. Then press Continue."))
        if self.code and any(codes.stands_in(self.code, part) for part in said):
            raise ValidationError(
                _("Your private code is in your text. Please take it out, so that nobody else can use it.")
            )
        return cleaned


class More(Form):
    """The second page: all of it can be left out."""

    place = Speech(
        label=_("Where was it?"),
        help_text=_("For example the name of a ward, a clinic or a team. You can leave it empty."),
        max_length=200,
        widget=_line(),
    )
    about = forms.ChoiceField(
        label=_("Who are you?"), choices=About.choices, required=False, widget=forms.RadioSelect, initial=""
    )
    for_council = forms.BooleanField(
        label=_("The council may read a version of it without names"),
        help_text=_("The council is a group of people who have used services themselves or looked after somebody."),
        required=False,
    )
    for_public = forms.BooleanField(
        label=_("A version without names may be shown to everybody"),
        help_text=_("Only when something changes because of it."),
        required=False,
    )


class Kept(Form):
    """The third page: the code was written down, or is not wanted."""

    KEPT = "kept"
    NOT_WANTED = "not_wanted"
    kept = forms.ChoiceField(
        label=_("Your code"),
        choices=[(KEPT, _("I have kept my code")), (NOT_WANTED, _("I do not want to come back"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the two, so that you do not lose your code by accident. Then press Send.")
        },
    )


class Code(Form):
    """Coming back: the code, in any writing."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("20 letters and numbers. Big or small letters, spaces and dashes make no difference."),
        max_length=200,
        strip=True,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={
            "required": _("Type the code you kept. It has 20 letters and numbers."),
            "max_length": NOT_QUITE_A_CODE,
        },
    )

    def clean_code(self) -> str:
        """Return the code, or say what may be wrong with it. A slip of the pen is seen before anything is looked up."""
        try:
            return codes.read(self.cleaned_data["code"])
        except codes.NotACode as error:
            raise ValidationError(NOT_QUITE_A_CODE) from error


class Addition(Form):
    """Something to add."""

    text = Speech(
        label=_("Add something, or answer us"),
        widget=_area(4),
        required=True,
        error_messages={"required": _("Write something first, even one word. Then press Send.")},
    )

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        """Know the code that was presented."""
        super().__init__(*args, **kwargs)
        self.code = code

    def clean_text(self) -> str:
        """Keep the code out of the words."""
        text = str(self.cleaned_data["text"])
        if self.code and codes.stands_in(self.code, text):
            raise ValidationError(
                _("Your private code is in your text. Please take it out, so that nobody else can use it.")
            )
        return text
