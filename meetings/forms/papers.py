"""Input about papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from core.form_fields import Lines
from meetings.enums import PaperSlot
from meetings.forms.lengths import longest
from meetings.models import AgendaItem, Paper
from sanitiser import run
from sanitiser.kinds import Kind, Why
from sanitiser.run import Cleaned

# As many letters as fifty pages.
LONGEST_WORDS = 150_000
TOO_LARGE = _(
    "This file is too large: we take up to 32 megabytes. Make it smaller or divide it. What you typed is still here."
)
_WHY_NOT = {
    Why.TOO_BIG: TOO_LARGE,
    Why.TOO_MANY_PAGES: _("This document has more than 20 pages. Divide it into two papers."),
    Why.TOO_LONG: _("This recording is longer than five minutes. Divide it into shorter ones."),
    Why.TOO_SLOW: _("This file took too long to open. Save it again in a simpler way, and try that."),
    Why.TOO_MANY_PIXELS: _("This picture is too large to open. Make it smaller and try again."),
}
_NOT_THIS = _("This is no PDF, picture or recording that we can open. Save it as a PDF and try again.")
_NOT_NOW = _("We cannot take files at the moment. Add the words of the paper now, and the file later.")
_NO_SOUND = _("For audio, choose a recording. For every other shape, choose a PDF or a picture.")


class PaperDetails(Form):
    """What a paper is called, and what it belongs to."""

    title = forms.CharField(
        label=_("What is the paper called?"),
        max_length=longest(Paper, "title"),
        error_messages={"required": _("Give the paper a name.")},
    )
    language = forms.ChoiceField(label=_("In which language was it written?"), choices=settings.LANGUAGES)
    item = forms.ChoiceField(label=_("What does it belong to?"), required=False)
    content_note = forms.CharField(
        label=_("Content note"),
        help_text=_("Is it hard to read? Say in a few words what it speaks of. People then choose when to open it."),
        max_length=longest(Paper, "content_note"),
        required=False,
    )

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        """Offer the whole meeting, and each of its items."""
        super().__init__(*args, **kwargs)
        self._items = {str(item.pk): item for item in items}
        choices = [("", _("The whole meeting")), *((pk, str(item)) for pk, item in self._items.items())]
        cast("forms.ChoiceField", self.fields["item"]).choices = choices

    def clean_item(self) -> AgendaItem | None:
        """Return the item, or None for the whole meeting."""
        return self._items.get(self.cleaned_data["item"])


class Version(Form):
    """A paper in one shape and one language. The file comes last: what is typed arrives before it."""

    slot = forms.ChoiceField(label=_("In which shape?"), choices=PaperSlot.choices)
    language = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)
    words = Lines(
        label=_("The words of the paper"),
        help_text=_(
            "With the words here, people can enlarge them and have them read aloud. A file alone is a picture to them."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        max_length=LONGEST_WORDS,
        required=False,
    )
    file = forms.FileField(
        label=_("A PDF, a picture or a recording"),
        help_text=_(
            "Up to 32 megabytes, 20 pages or five minutes. We draw it again, so that nothing hidden in it is kept."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*,audio/*"}),
    )

    def __init__(
        self, *args: Any, too_large: bool = False, has_file: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        """Know whether the file was so large that it was not read, and which shapes have a file already."""
        super().__init__(*args, **kwargs)
        self._too_large = too_large
        self._has_file = set(has_file)

    def clean_slot(self) -> PaperSlot:
        """Return the fixed word."""
        return PaperSlot(self.cleaned_data["slot"])

    def clean_file(self) -> Cleaned | None:
        """Return the file, drawn again by the sanitiser."""
        if self._too_large:
            raise ValidationError(TOO_LARGE)
        return safe_file(self.cleaned_data.get("file"))

    def clean(self) -> dict[str, Any]:
        """Ask for words or a file, and for a recording where it is to be heard."""
        super().clean()
        data = self.cleaned_data
        file, slot = data.get("file"), data.get("slot")
        if file is not None and slot and (slot == PaperSlot.AUDIO) != (file.kind == Kind.SOUND):
            self.add_error("file", _NO_SOUND)
        had = (slot, data.get("language")) in self._has_file
        if not (file or data.get("words") or had or self.errors):
            self.add_error("words", _("Write the words of the paper, or choose a file."))
        return data


class Ready(Form):
    """That people are told. What is not as promised is said by whoever goes on all the same."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    late_anyway = forms.BooleanField(
        label=_("I know that they come late"), error_messages={"required": _("Tick this if people are to be told now.")}
    )
    gaps_anyway = forms.BooleanField(
        label=_("I know that some people cannot read them yet"),
        error_messages={"required": _("Tick this if people are to be told now.")},
    )

    def __init__(self, *args: Any, late: bool, gaps: bool, **kwargs: Any) -> None:
        """Ask only for what is so."""
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["late_anyway"]
        if not gaps:
            del self.fields["gaps_anyway"]


def safe_file(file: Any) -> Cleaned | None:
    """Return a safe copy of an upload, None where there is none; refuse kindly what cannot be made safe."""
    if not file:
        return None
    data: bytes = file.read()
    # What was too large was let go of while it arrived: only its size is left.
    if file.size > len(data):
        raise ValidationError(TOO_LARGE)
    try:
        cleaned = run.clean(data)
    except run.NotIsolated:
        raise ValidationError(_NOT_NOW) from None
    if cleaned.ok:
        return cleaned
    raise ValidationError(_WHY_NOT.get(Why(cleaned.why) if cleaned.why else Why.BROKEN, _NOT_THIS))
