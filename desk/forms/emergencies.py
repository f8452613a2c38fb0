"""What is typed when something restricted has to be opened in an emergency."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form


class Ask(Form):
    """Why it cannot wait for a coordinator to assign it."""

    reason = fields.line(
        _("Why can it not wait?"),
        help_text=_("The coordinator reads this, and whoever looks into it later. Write no names of patients."),
        required=_("Say why it cannot wait."),
        max_length=300,
    )


class Agree(Form):
    """What only somebody who has looked at the name can say."""

    neither = forms.BooleanField(
        label=_("The name is not that of the person who asks, nor mine, nor a team that one of us belongs to"),
        error_messages={"required": _("Tick this only if it is true. If it is not, do not agree.")},
    )


class Button(Form):
    """A button and nothing else."""
