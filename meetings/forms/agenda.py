"""Input about agenda items."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from core.form_fields import Lines
from meetings.enums import Participation
from meetings.forms.lengths import longest
from meetings.models import AgendaItem


class Item(Form):
    """An agenda item."""

    title = forms.CharField(
        label=_("What is it about, in one line?"),
        max_length=longest(AgendaItem, "title"),
        error_messages={"required": _("Say what it is about.")},
    )
    background = Lines(
        label=_("What should people know before?"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    language = forms.ChoiceField(label=_("Language of these words"), choices=settings.LANGUAGES)
    content_note = forms.CharField(
        label=_("Content note"),
        help_text=_("Is it hard to read? Say in a few words what it speaks of. People then choose when to open it."),
        max_length=longest(AgendaItem, "content_note"),
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("How many minutes?"),
        min_value=5,
        max_value=240,
        initial=20,
        error_messages={
            "required": _("Write how many minutes it takes."),
            "invalid": _("Write the minutes as a whole number, such as 20."),
            "min_value": _("Give it at least 5 minutes."),
            "max_value": _("Give it at most 240 minutes, or make two items of it."),
        },
    )
    # No default: how much influence people have is to be thought about for each item.
    participation = forms.ChoiceField(
        label=_("What influence does the council have?"),
        help_text=_("People are told this before the meeting."),
        choices=Participation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what influence the council has.")},
    )

    def clean_participation(self) -> Participation:
        """Return the fixed word."""
        return Participation(self.cleaned_data["participation"])
