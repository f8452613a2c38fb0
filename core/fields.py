"""The look of forms: Django's own field groups with our templates, and forms whose errors lead to their fields."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from core.field_errors import in_our_words

# The code of an error that says: the object was changed concurrently. The answers of the form may be quite right.
CONFLICT_CODE = "conflict"


class Renderer(TemplatesSetting):
    """Renders forms and fields with the project's components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class Errors(ErrorList):
    """A list of errors that names the field it belongs to."""

    template_name = "components/error_list.html"


class ShownAgain(QueryDict):
    """What was typed, for a page that shows it once more and performs nothing.

    A form that is given it is never valid and has no errors. `is_used` says afterwards whether a form took it.
    """

    is_used = False

    @classmethod
    def of(cls, data: QueryDict) -> ShownAgain:
        """Return what was sent, to be shown again."""
        again = cls(mutable=True)
        for name in data:
            again.setlist(name, data.getlist(name))
        return again


class Form(forms.Form):
    """The base of every form here: its errors link to their fields, and labels end without a colon."""

    # A browser that refuses to send would keep our own sentences, in the page's language, from being read.
    use_required_attribute = False
    # Fields whose label says "(optional)": for forms whose other fields seem to be expected.
    marked_optional: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Use our list of errors and no colon behind labels."""
        kwargs.setdefault("error_class", Errors)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        # Noted now: a form may be given other data later, to catch up with a change.
        self.is_shown_again = isinstance(self.data, ShownAgain)

    @property
    def is_conflict(self) -> bool:
        """Return whether the form is shown again because of a conflict."""
        return self.has_error(NON_FIELD_ERRORS, CONFLICT_CODE)

    def is_valid(self) -> bool:
        """Return whether all is answered well; never where it is only shown again."""
        # Asked first: it looks at the fields, also where the answer is known.
        valid = super().is_valid()
        return valid and not self.is_shown_again

    def full_clean(self) -> None:
        """Look at every answer, but for a form that is only shown again: nobody has sent it yet."""
        if not isinstance(self.data, ShownAgain):
            super().full_clean()
            return
        self.data.is_used = True
        self._fill_hidden(self.data)
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def add_error(self, field: str | None, error: Any) -> None:
        """Keep an error of a field or, where `field` is None, of the form; Django's own sentences become ours."""
        if field in self.fields and isinstance(error, ValidationError) and not hasattr(error, "error_dict"):
            error = in_our_words(error, self.fields[field], str(self[field].label))
        super().add_error(field, error)

    def _fill_hidden(self, data: ShownAgain) -> None:
        """Begin again with the hidden values that are not kept with typed words, such as the number of a page."""
        for name, field in self.fields.items():
            if field.widget.is_hidden and self.add_prefix(name) not in data:
                value = field.prepare_value(self.get_initial_for_field(field, name))
                data[self.add_prefix(name)] = str(value or "")
