"""What staff type for somebody: the questions of the door, read out or copied as they are written."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from feedback import codes, steps
from feedback.content import NARRATIVE, FeedbackContent
from feedback.enums import Channel
from feedback.forms.fields import NoReceiptForm

BY_STAFF = (Channel.PHONE, Channel.PAPER)


class Enter(NoReceiptForm):
    """Every question of the door on one page, and the code: that of the paper form, or `fresh` where there is none."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a code and a number for this page, so that a second press is known as one."""
        initial = {"fresh": codes.new(), "submission": uuid.uuid4(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        for step in steps.STEPS:
            # The plain form asks every question once; the other modes ask some of them again in other words.
            if step.form and step.questions:
                self.fields.update(step.form().fields)

    def _code(self, name: str) -> str:
        typed = self.cleaned_data.get(name, "")
        if not typed:
            return ""
        try:
            return codes.read(typed)
        except codes.InvalidCodeError as error:
            raise ValidationError(
                _("This is not quite right. Please look at the code again: it has 20 letters and numbers.")
            ) from error

    def clean_paper_code(self) -> str:
        """Return the code of the paper form, in the one way of writing it; a typo is seen here."""
        return self._code("paper_code")

    def clean_fresh(self) -> str:
        """Return the code that this page made."""
        return self._code("fresh")

    def clean(self) -> dict[str, Any]:
        """Know which code it will be, keep it out of the words, and refuse a form without any words."""
        self.code = self.cleaned_data.get("paper_code") or self.cleaned_data.get("fresh", "")
        # Without the codes, because what is left is searched for codes that somebody wrote among the words.
        entered = {}
        for name in ("paper_code", "fresh"):
            entered[name] = self.cleaned_data.pop(name, None)
        data = super().clean()
        self.cleaned_data.update(entered)
        if not any(map(data.get, NARRATIVE)) and not self.errors:
            self.add_error("text", _("Write something in one of the first three boxes."))
        return {**data, **entered}

    def content(self) -> FeedbackContent:
        """Return what somebody said."""
        return FeedbackContent(
            answers=steps.complete(self.cleaned_data),
            channel=self.cleaned_data["channel"],
            language=self.cleaned_data["language"],
        )
