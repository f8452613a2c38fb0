"""The look of forms: Django's own field groups with our templates, and forms whose errors lead to their fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList


class Renderer(TemplatesSetting):
    """Renders forms and fields with the project's components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class Errors(ErrorList):
    """A list of errors that names the field it belongs to."""

    template_name = "components/error_list.html"


def anchor(field: BoundField) -> str:
    """Return the id an error summary must link to: the first choice of a group, the input otherwise."""
    grouped = isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{field.auto_id}_0" if grouped else str(field.auto_id)


class Form(forms.Form):
    """A form of this house: nothing is required unless it says so, and what was typed stays."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Use our list of errors and no colon behind labels."""
        kwargs.setdefault("error_class", Errors)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def error_links(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence) for each error, in the order of the form; "" for the whole form."""
        links = [("", str(error)) for error in self.non_field_errors()]
        return links + [(anchor(self[name]), str(error)) for name in self.fields for error in self[name].errors]
