"""Input about a question in writing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form


class WrittenReply(Form):
    """What somebody answers, and whether the other members may read it."""

    text = fields.long_text(_("Your answer, in your own words"), required=_("Write your answer."), rows=6)
    language = fields.language(_("Language of your answer"))
    is_shown = forms.BooleanField(
        label=_("Show my answer to the other members"),
        help_text=_("With the name you chose. You can change this until the question closes."),
        required=False,
    )


class Result(Form):
    """What came of a question."""

    result = fields.long_text(
        _("What came of it?"),
        help_text=_("Everyone who was asked reads this."),
        required=_("Write what came of it, also when it is not decided yet."),
    )
