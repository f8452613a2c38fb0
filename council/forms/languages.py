"""Words that are written once for each language."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from core import form_fields as fields
from core import language
from core.fields import Form


class InEachLanguage(Form):
    """One field for each language we ship; at least one is written. Their values are read with `texts`."""

    # What is asked for, in the reader's language; how long it may be, and in how many rows it is written.
    max_length: ClassVar[int] = 200
    rows: ClassVar[int] = 0

    def __init__(self, *args: Any, texts: dict[str, str] | None = None, **kwargs: Any) -> None:
        """Begin with the words there are."""
        super().__init__(*args, **kwargs)
        existing = texts or {}
        others = dict(self.fields)
        self.fields.clear()
        for code, name in language.choices():
            self.fields[f"text_{code}"] = self._field(self.label_in(name), code)
            self.initial[f"text_{code}"] = existing.get(code, "")
        self.fields.update(others)

    def label_in(self, name: str) -> str:
        """Return what the field of a language is called."""
        return _("Words in %(language)s") % {"language": name}

    @property
    def texts(self) -> dict[str, str]:
        """Return what was written, by language."""
        written: dict[str, str] = {}
        for code in language.codes():
            written[code] = self.cleaned_data.get(f"text_{code}", "")
        return written

    def clean(self) -> dict[str, Any]:
        """Ask for words in one language at least."""
        super().clean()
        if not any(text.strip() for text in self.texts.values()) and not self.errors:
            first = next(iter(language.codes()))
            self.add_error(f"text_{first}", _("Write it in one language at least."))
        return self.cleaned_data

    def _field(self, label: str, code: str) -> forms.Field:
        field: forms.Field = fields.line(label, max_length=self.max_length)
        if self.rows:
            field = fields.long_text(label, rows=self.rows)
        field.widget.attrs["lang"] = code
        return field
