"""What staff type at the desk."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import DESK
from accounts.models import User
from accounts.queries import holders
from feedback.enums import Lane
from meetings.enums import Participation
from meetings.models import AgendaItem, Meeting
from tracker.enums import ItemStatus, Topic
from tracker.forms import fields
from tracker.models import Item

LATE, SOON, LATER = "late", "soon", "later"


class Filter(fields.Narrowing):
    """Which feedback the list shows."""

    status = forms.ChoiceField(
        label=_("Where it is"),
        required=False,
        choices=[("", _("Everything that waits")), *ItemStatus.choices, ("all", _("Everything there is"))],
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: [("", _("Every language")), *fields.languages()]
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", _("Every topic")), *Topic.choices])
    promise = forms.ChoiceField(
        label=_("Promise"),
        required=False,
        choices=[("", _("Every promise")), (LATE, _("Late")), (SOON, _("Due soon")), (LATER, _("Later"))],
    )
    lane = forms.ChoiceField(label=_("How it came"), required=False, choices=[("", Lane.OPEN.label), Lane.choices[1]])


class OnItem(fields.Returning):
    """An act on one item. It carries the revision its page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """Begin with the item as it is shown."""
        initial = {"revision": item.revision, **self.begin(item), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, prefix=type(self).__name__.lower(), **kwargs)
        self.item = item

    def begin(self, item: Item) -> dict[str, object]:
        """Return what the form begins with."""
        return {}

    def catch_up(self) -> None:
        """Keep what was typed, on top of the item as it is now."""
        self.retype(revision=str(self.item.revision))


class Press(OnItem):
    """A button and nothing else."""


class GiveTo(OnItem):
    """Who reads what the person wants kept from somebody."""

    reader = forms.ModelChoiceField(
        label=_("Who is to read it?"),
        help_text=_("From then on only this person and coordinators can open it."),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose who is to read it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the people of the desk."""
        super().__init__(*args, **kwargs)
        reader = self.fields["reader"]
        if isinstance(reader, forms.ModelChoiceField):
            reader.queryset = holders(*DESK)

    def begin(self, item: Item) -> dict[str, object]:
        """Begin with whoever reads it now."""
        return {"reader": item.reader_id}


class Sort(OnItem):
    """What something is about."""

    topics = forms.TypedMultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("Choose all that fit."),
        choices=Topic.choices,
        coerce=Topic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    content_note = fields.line(
        _("Content note"),
        help_text=_("What should somebody know before they read it? For example: “Restraint is described.”"),
    )

    def begin(self, item: Item) -> dict[str, object]:
        """Begin with what was said before."""
        return {"topics": item.topics, "content_note": item.content_note}


class Share(OnItem):
    """The version others may see."""

    shareable = fields.long_text(
        _("The version others may see"),
        help_text=_("Stay as close to the person’s own words as you can. Keep what matters to them."),
        required=_("Write the version that others may see."),
        rows=8,
    )
    language = fields.language(_("Language of this version"))
    taken_out = forms.BooleanField(
        label=_("I have taken out names, places, dates and everything that could tell who it was"), required=False
    )

    def begin(self, item: Item) -> dict[str, object]:
        """Begin with the version there is."""
        return {"shareable": item.shareable, "language": item.shareable_language or item.language}

    @property
    def is_preview(self) -> bool:
        """Return whether somebody wants to see it as the council will, before it is shared."""
        return "preview" in self.data

    def clean(self) -> dict[str, Any]:
        """Ask once more about names before it is shared."""
        data = super().clean() or self.cleaned_data
        if not self.is_preview and not data.pop("taken_out", False):
            self.add_error("taken_out", _("Read it once more and take out what could tell who it was. Then tick this."))
        return data


class Reply(OnItem):
    """A reply to the person."""

    text = fields.long_text(
        _("Your reply"),
        help_text=_("The person reads it with their code. Your name is not shown. Thank them, say what happens next."),
        required=_("Write your reply."),
        rows=8,
    )
    language = fields.language(_("Language of your reply"), _("The person wrote in the language chosen here."))
    answers = forms.BooleanField(
        label=_("This is our answer"),
        help_text=_("Tick this when the reply says what we do about it. It keeps the promise of an answer."),
        required=False,
    )
    asks = forms.BooleanField(
        label=_("I ask the person something"),
        help_text=_("Then it is headed as a question. They may answer, and they may leave it."),
        required=False,
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def begin(self, item: Item) -> dict[str, object]:
        """Begin in the person's language, and with a number that makes a second press harmless."""
        return {"language": item.language, "submission": uuid.uuid4()}


class Agenda(OnItem):
    """Where the council talks about it."""

    where = forms.ChoiceField(
        label=_("At which meeting?"), error_messages={"required": _("Choose a meeting or an agenda item.")}
    )
    title = fields.line(_("What it is about, in one line"), help_text=_("Only for a new agenda item."), max_length=160)
    background = fields.long_text(
        _("What the council should know before"),
        help_text=_("Only for a new agenda item. It begins with the version others may see."),
    )
    minutes = forms.IntegerField(label=_("How many minutes?"), min_value=5, max_value=180, initial=20)
    participation = forms.TypedChoiceField(
        label=_("What influence does the council have?"),
        choices=Participation.choices,
        coerce=Participation,
        initial=Participation.ASKED,
    )

    def __init__(self, *args: Any, meetings: list[Meeting], **kwargs: Any) -> None:
        """Offer each coming meeting, and what stands on its agenda already."""
        super().__init__(*args, **kwargs)
        self.places: dict[str, Meeting | AgendaItem] = {}
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        for meeting in meetings:
            here = [(f"meeting-{meeting.pk}", str(_("A new agenda item")))]
            here += [(f"item-{entry.pk}", entry.title) for entry in meeting.agenda.all()]
            self.places |= {f"meeting-{meeting.pk}": meeting}
            self.places |= {f"item-{entry.pk}": entry for entry in meeting.agenda.all()}
            groups.append((f"{meeting.title} · {meeting.day:%Y-%m-%d}", here))
        where = self.fields["where"]
        if isinstance(where, forms.ChoiceField):
            where.choices = groups

    def begin(self, item: Item) -> dict[str, object]:
        """Begin with the version others may see."""
        return {"background": item.shareable}

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a meeting or an agenda item; a new agenda item needs a title."""
        data = super().clean() or self.cleaned_data
        place = self.places.get(data.pop("where", ""))
        data["meeting"] = place if isinstance(place, Meeting) else None
        data["agenda_item"] = place if isinstance(place, AgendaItem) else None
        if data["meeting"] and not data.get("title"):
            self.add_error("title", _("Say in one line what it is about."))
        return data
