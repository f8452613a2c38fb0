"""Translations, written beside their originals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core import language as languages
from core.form_fields import ConflictForm
from translations.queries import OpenJob


class Filter(fields.FilterForm):
    """Which translations the list shows."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: [("", _("Every language")), *languages.choices()]
    )


class Translate(ConflictForm):
    """One translation. `seen` is the hash of the original that was shown beside it."""

    is_checked = forms.BooleanField(
        label=_("I am qualified in both languages and I have checked every sentence"),
        help_text=_("Without this tick it is saved as a draft, and every page says so."),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, job: OpenJob, may_vouch: bool, **kwargs: Any) -> None:
        """Offer the texts the original has, with the present translation."""
        fields = job.kind.fields()
        # Only what the original has: a change that was never taken back has no reason for it to be translated.
        names = [name for name in fields if getattr(job.source, name)]
        now = {name: getattr(job.text, name, "") for name in names}
        super().__init__(*args, initial={"seen": job.source.hash_of_words(), **now}, **kwargs)
        for name in names:
            self.fields[name] = fields[name]
            self.fields[name].widget.attrs |= {"lang": job.language}
        self.order_fields([*names, "is_checked", "seen"])
        if not may_vouch:
            del self.fields["is_checked"]
        self.names = names
        self.job = job

    @property
    def words(self) -> dict[str, str]:
        """Return the translation, text by text."""
        return {name: self.cleaned_data[name] for name in self.names}

    @property
    def is_up_to_date(self) -> bool:
        """Return whether the original is still the one that was shown beside it."""
        return bool(self.cleaned_data["seen"] == self.job.source.hash_of_words())

    def catch_up(self) -> None:
        """Keep what was typed, beside the original as it is now."""
        self.retype(seen=self.job.source.hash_of_words())
