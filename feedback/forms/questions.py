"""What is asked of somebody who gives feedback. Nothing is required, and what was typed stays."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feedback import queries
from feedback.enums import About, ContentNote, Degree, Face, Rating, Relation
from feedback.forms.fields import FreeText, NoReceiptForm, area, line

NOT_LISTED = ""


class WhatHappened(NoReceiptForm):
    """The first page: what happened, what helped, what would make it better."""

    marked_optional: ClassVar[frozenset[str]] = frozenset({"helped", "better"})

    text = FreeText(
        # "What happened", and not what is wrong with somebody (docs/explanation/care.md).
        label=_("What happened?"),
        help_text=_("Write as much or as little as you like. Please leave out names, if you can."),
        widget=area(6),
    )
    helped = FreeText(label=_("What helped, or went well?"), widget=area(3))
    better = FreeText(label=_("What would make it better?"), widget=area(3))


class Place(NoReceiptForm):
    """Where it was: from the organisation's list, or in own words."""

    place_id = forms.ChoiceField(label=_("Choose a place"), required=False, widget=forms.RadioSelect)
    place = FreeText(
        label=_("Or say it in your own words"),
        help_text=_("For example the name of a ward, a clinic or a team."),
        max_length=200,
        widget=line(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the organisation's places; without any, ask for words alone."""
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        places = [(str(place.pk), place.name_in(language)) for place in queries.places()]
        # Without a list there is nothing to choose from, and one field is easier than two.
        if not places:
            del self.fields["place_id"]
            self.fields["place"].label = _("Where was it?")
            return
        field = self.fields["place_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*places, (NOT_LISTED, _("None of these, or I would rather not say"))]


class Speaker(NoReceiptForm):
    """Who is speaking, for whom, and who was there."""

    about = forms.ChoiceField(label=_("Who are you?"), choices=About.choices, required=False, widget=forms.RadioSelect)
    relation = forms.ChoiceField(
        label=_("Who do you speak for?"), choices=Relation.choices, required=False, widget=forms.Select
    )
    watched = forms.BooleanField(
        label=_("Someone from the service was in the room while I wrote this"),
        help_text=_("Then we read it with more care. Nobody there is told that you said so."),
        required=False,
    )


def _rating(item: Rating) -> forms.ChoiceField:
    return forms.ChoiceField(label=item.label, choices=Degree.choices, required=False, widget=forms.RadioSelect)


class Ratings(NoReceiptForm):
    """Three short sentences and how true they are. Each field has the name of its item."""

    SAFE1 = _rating(Rating.SAFE)
    EMP1 = _rating(Rating.CHOICE)
    TRU1 = _rating(Rating.KEPT_WORD)


class Readers(NoReceiptForm):
    """Who may read a version without names, and who is not to read it at all."""

    marked_optional: ClassVar[frozenset[str]] = frozenset({"keep_from"})

    # One by one and unticked: who agrees to one reader has agreed to no other.
    for_team = forms.BooleanField(label=_("The team it is about may read a version without names"), required=False)
    for_council = forms.BooleanField(
        label=_("The council may read a version without names"),
        help_text=_("The council is a group of people who have used services themselves or looked after someone."),
        required=False,
    )
    for_public = forms.BooleanField(
        label=_("A version without names may be shown to everyone"),
        help_text=_("Only when something changes because of it."),
        required=False,
    )
    for_training = forms.BooleanField(label=_("A version without names may be used to teach staff"), required=False)
    keep_from = FreeText(
        label=_("Is there a person or a team who should not read it?"),
        help_text=_(
            "Say who. A coordinator reads this line first and chooses someone else to read the rest. If it is about"
            " the coordinator, please leave it out and use one of the ways on the help page."
        ),
        max_length=200,
        widget=line(),
    )


class BriefReaders(Readers):
    """The same, where everybody passes by: few words, for a small phone and a tired person."""

    labels: ClassVar[dict[str, Any]] = {
        "for_team": _("The team it is about"),
        "for_council": _("The council: people who have used services or looked after someone"),
        "for_public": _("Everyone, if something changes because of it"),
        "for_training": _("Staff, to learn from it"),
        "keep_from": _("Who must not read it?"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the short labels in place of the long ones; only the line keeps its hint."""
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label
            if name != "keep_from":
                self.fields[name].help_text = ""


class Notes(NoReceiptForm):
    """What a reader should know before they read."""

    notes = forms.MultipleChoiceField(
        label=_("Is one of these in your words?"),
        help_text=_("Then whoever reads it knows before they begin. You do not have to choose any."),
        choices=ContentNote.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class Faces(NoReceiptForm):
    """The picture scale."""

    face = forms.ChoiceField(label=_("How was it?"), choices=Face.choices, required=False, widget=forms.RadioSelect)
