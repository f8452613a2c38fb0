"""Input about minutes: their words, sending, corrections, approval, publishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import form_fields as fields
from core.fields import Form
from core.form_fields import LONG, Lines
from core.moments import day_words
from meetings.enums import CorrectionStatus
from meetings.models import Meeting, Minutes, MinutesVersion
from meetings.queries.draft_minutes import Words

# Twenty pages of an agenda with all its notes; as much as a policy.
LONGEST = 200_000
ANSWERS = [choice for choice in CorrectionStatus.choices if choice[0] != CorrectionStatus.WAITING]


class Compare(Form):
    """Which two versions of minutes are laid side by side."""

    before = forms.ChoiceField(label=_("Earlier version"))
    after = forms.ChoiceField(label=_("Later version"))

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        """Offer the versions that there are."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.choices = [(str(number), str(number)) for number in numbers]


class Write(Form):
    """The words of minutes, with the version from which they were begun."""

    people = Lines(
        label=pgettext_lazy("minutes", "Who was there"),
        help_text=_("Only names that people chose for minutes. Everyone else is counted."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        max_length=LONGEST,
        required=False,
    )
    text = Lines(
        label=_("What we talked about and decided"),
        help_text=_("A line that begins with # is a heading. A line that begins with - is a part of a list."),
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto"}),
        max_length=LONGEST,
        required=False,
    )
    to_do = Lines(
        label=_("What is to be done"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=LONGEST,
        required=False,
    )
    what_changed = fields.line(
        _("What changed, in one line (optional)"),
        help_text=_("Members read it beside the version, and in the message if you tell them."),
        max_length=MinutesVersion._meta.get_field("what_changed").max_length or 0,
    )
    tell = forms.BooleanField(
        label=_("Tell members what changed"),
        help_text=_("Without this tick it is saved as a small correction, and nobody gets a message."),
        required=False,
    )
    # Not a hidden field: words that are kept after a lost signal go on from the version they were begun from, and
    # hidden ones begin again with what the page knows by then.
    base = forms.CharField(
        label="", required=False, widget=forms.TextInput(attrs={"hidden": True, "aria-label": _("Version")})
    )

    def __init__(self, data: Any = None, *, minutes: Minutes, version: MinutesVersion) -> None:
        """Begin with a version; before minutes are sent there is nobody to tell."""
        initial = {name: getattr(version, name) for name in ("people", "text", "to_do")}
        super().__init__(data, initial={**initial, "base": version.number})
        for name in ("people", "text", "to_do"):
            self.fields[name].widget.attrs["lang"] = minutes.language
        if not minutes.is_sent:
            del self.fields["tell"]

    def clean_base(self) -> int:
        """Return the number; what is none began from nothing."""
        typed = self.cleaned_data["base"]
        # Longer ones are no version of ours, and too large for the database.
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000000000") else 0

    def words(self) -> dict[str, Any]:
        """Return what the act takes."""
        said = self.cleaned_data
        return {
            "base": said["base"],
            "words": Words(said["people"].rstrip(), said["text"].rstrip(), said["to_do"].rstrip()),
            "what_changed": said["what_changed"],
            "tell": said.get("tell", False),
        }


class Send(Form):
    """Sending; `seen` is the version that was on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class AskCorrection(Form):
    """What a member would like to be corrected."""

    text = Lines(
        label=_("What is not right, and how should it read?"),
        help_text=_("Write in any language. The people who keep the minutes read it, and you get an answer."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=LONG,
        error_messages={"required": _("Say what should be corrected.")},
    )
    language = forms.ChoiceField(label=_("Language of these words"), choices=settings.LANGUAGES)


class AnswerCorrection(Form):
    """What becomes of a correction."""

    status = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    answer = Lines(
        label=_("What we tell the member"),
        help_text=_("Thank them. If it is not taken up, say kindly why not. It is sent to them."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=LONG,
        required=False,
    )

    def clean_status(self) -> CorrectionStatus:
        """Return the fixed word."""
        return CorrectionStatus(self.cleaned_data["status"])

    def clean(self) -> dict[str, Any]:
        """A no has its reason."""
        said = super().clean() or {}
        if said.get("status") == CorrectionStatus.NOT_TAKEN_UP and not said.get("answer"):
            self.add_error("answer", _("Write a few kind words. They are sent to the member."))
        return said


class Approve(Form):
    """Which later meeting approved the minutes, as they were on the page."""

    approved_in = forms.ChoiceField(label=_("Which meeting approved them?"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, later: Sequence[Meeting], **kwargs: Any) -> None:
        """Offer the later meetings, the next one first."""
        super().__init__(*args, **kwargs)
        self.later = {str(meeting.pk): meeting for meeting in later}
        choices = [(pk, f"{day_words(meeting.day)}: {meeting.title}") for pk, meeting in self.later.items()]
        self.fields["approved_in"].choices = choices  # type: ignore[attr-defined]

    def clean_approved_in(self) -> Meeting:
        """Return the meeting."""
        return self.later[self.cleaned_data["approved_in"]]


class Publish(Form):
    """How the council agreed that anyone may read its minutes."""

    because = fields.line(
        _("When and how did the council agree to this?"),
        help_text=_("For example: agreed on 3 May, under “Who reads our minutes”."),
        required=_("Say when and how the council agreed."),
        max_length=Minutes._meta.get_field("published_because").max_length or 0,
    )
