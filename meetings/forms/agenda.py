"""Input about agenda items."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from core.form_fields import LONG, Lines
from meetings.calendar.timetable import BREAK_MINUTES, EARLIER_MINUTES
from meetings.enums import Participation
from meetings.forms.lengths import longest
from meetings.models import AgendaItem


def _minutes(initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("How many minutes?"),
        min_value=5,
        max_value=240,
        initial=initial,
        error_messages={
            "required": _("Write how many minutes it takes."),
            "invalid": _("Write the minutes as a whole number, such as 20."),
            "min_value": _("Give it at least 5 minutes."),
            "max_value": _("Give it at most 240 minutes, or make two items of it."),
        },
    )


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
    heavy = forms.BooleanField(
        label=_("This may be heavy"),
        help_text=_("People are told, and offered a talk afterwards."),
        required=False,
    )
    presenter = forms.CharField(
        label=_("Who presents it? (optional)"),
        help_text=_("Write the name this person chose for others, or what they do here."),
        max_length=longest(AgendaItem, "presenter"),
        required=False,
    )
    minutes = _minutes(20)
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


class Correction(Item):
    """An item put right, from the revision that the page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class Break(Form):
    """A break."""

    minutes = _minutes(BREAK_MINUTES)


class Earlier(Form):
    """How long an agenda stays with earlier topics, and who speaks about them."""

    minutes = _minutes(EARLIER_MINUTES)
    presenter = forms.CharField(
        label=_("Who presents it? (optional)"), max_length=longest(AgendaItem, "presenter"), required=False
    )


class Proposal(Form):
    """What a member would like to talk about."""

    title = forms.CharField(
        label=_("What would you like to talk about, in one line?"),
        help_text=_("Please leave out names of patients and of people who work here."),
        max_length=longest(AgendaItem, "title"),
        error_messages={"required": _("Say what it is about.")},
    )
    background = Lines(
        label=_("What should others know before? (optional)"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=LONG,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of these words"), choices=settings.LANGUAGES)


class Acceptance(Item):
    """A proposed item as it comes on the agenda, and a word for the member."""

    answer = Lines(
        label=_("A word for the member (optional)"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=LONG,
        required=False,
    )


class Refusal(Form):
    """Why something does not come on this agenda."""

    answer = Lines(
        label=_("What we tell the member"),
        help_text=_("Thank them, say kindly why not this time, and what can be done instead. It is sent to them."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=LONG,
        error_messages={"required": _("Write a few kind words. They are sent to the member.")},
    )
