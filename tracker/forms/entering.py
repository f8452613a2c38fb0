"""What staff type for somebody: the questions of the door, read out or copied as they stand."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback import codes
from feedback import forms as door
from feedback.actions import Words
from feedback.enums import Channel
from tracker.forms import fields

BY_STAFF = (Channel.PHONE, Channel.PAPER)
ANSWERS = (
    "channel", "language", "text", "helped", "better", "place_id", "place", "about", "relation", "watched",
    "for_team", "for_council", "for_public", "for_training", "keep_from",
)  # fmt: skip


class Enter(door.Readers, door.About_, door.Place, door.Words):
    """Everything on one page, and the code: that of the paper form, or `fresh` where there is none yet."""

    channel = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(channel.value, channel.label) for channel in BY_STAFF],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came.")},
    )
    language = fields.language(_("Language of the words"), _("The answer is written in this language."))
    paper_code = forms.CharField(
        label=_("Code on the paper form"),
        help_text=_("Leave this empty when there is none. Then a new code is made, for you to hand over."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    fresh = forms.CharField(widget=forms.HiddenInput, max_length=40)
    submission = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("channel", "language", "paper_code", *ANSWERS[2:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a code and a number for this page, so that a second press is known as one."""
        initial = {"fresh": codes.new(), "submission": uuid.uuid4(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)

    def _code(self, name: str) -> str:
        typed = self.cleaned_data.get(name, "")
        try:
            return codes.read(typed) if typed else ""
        except codes.NotACode as error:
            raise ValidationError(
                _("This is not quite right. Please look at the code again: it has 20 letters and numbers.")
            ) from error

    def clean_paper_code(self) -> str:
        """Return the code of the paper form, in the one way of writing it; a slip of the pen is seen here."""
        return self._code("paper_code")

    def clean_fresh(self) -> str:
        """Return the code that this page made."""
        return self._code("fresh")

    def clean(self) -> dict[str, Any]:
        """Know which code it will be, keep it out of the words, and refuse a form without any words."""
        self.code = self.cleaned_data.get("paper_code") or self.cleaned_data.get("fresh", "")
        told = {name: self.cleaned_data.pop(name, None) for name in ("paper_code", "fresh")}
        data = super().clean()
        self.cleaned_data.update(told)
        if not any(data.get(name) for name in ("text", "helped", "better")) and not self.errors:
            self.add_error("text", _("Write something in one of the first three boxes."))
        return {**data, **told}

    def words(self) -> Words:
        """Return what somebody said."""
        return Words(**{name: self.cleaned_data[name] for name in ANSWERS if name in self.cleaned_data})
