"""Translations, written beside their originals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.enums import TextKind
from tracker.forms import fields
from tracker.forms.fields import Returning
from tracker.queries.texts import STATES, Job


class Filter(fields.Narrowing):
    """Which translations the list shows."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: [("", _("Every language")), *fields.languages()]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Everything that is not checked")), *STATES.items()]
    )


def words_of(kind: TextKind) -> dict[str, forms.CharField]:
    """Return one field for each text of a kind."""
    missing = _("Write the translation.")
    if kind == TextKind.REASON:
        return {"reason": fields.long_text(_("Reason"), required=missing, rows=8)}
    if kind == TextKind.CLAUSE:
        return {"text": fields.long_text(_("Words of the clause"), required=missing, rows=8)}
    return {
        "title": fields.line(_("In one line"), required=missing),
        "summary": fields.long_text(_("What is different now"), required=missing),
        "taken_back": fields.long_text(_("Why it was taken back"), required=missing),
    }


class Translate(Returning):
    """One translation. `seen` is the original that stood beside it."""

    is_checked = forms.BooleanField(
        label=_("I am qualified in both languages and I have checked every sentence"),
        help_text=_("Without this tick it is kept as a draft, and every page says so."),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, job: Job, may_vouch: bool, **kwargs: Any) -> None:
        """Offer the texts the original has, with the translation there is."""
        names = [name for name in words_of(job.kind) if getattr(job.source, name)]
        now = {name: getattr(job.text, name) for name in names} if job.text else {}
        super().__init__(*args, initial={"seen": job.source.hash_of_words(), **now}, **kwargs)
        for name in names:
            self.fields[name] = words_of(job.kind)[name]
            self.fields[name].widget.attrs |= {"lang": job.language}
        self.order_fields([*names, "is_checked", "seen"])
        if not may_vouch:
            del self.fields["is_checked"]
        self.names, self.job = names, job

    @property
    def words(self) -> dict[str, str]:
        """Return the translation, text by text."""
        return {name: self.cleaned_data[name] for name in self.names}

    @property
    def is_up_to_date(self) -> bool:
        """Return whether the original is still the one that stood beside it."""
        return bool(self.cleaned_data["seen"] == self.job.source.hash_of_words())

    def catch_up(self) -> None:
        """Keep what was typed, beside the original as it is now."""
        self.retype(seen=self.job.source.hash_of_words())
