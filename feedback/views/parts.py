"""The pages of the form, each with its questions and words; all but the words may be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback import forms
from feedback.forms.fields import WithoutCode

Note = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One page. `about` is what stands on the page before it, `fields` are the names in the note it fills."""

    name: str
    form: type[WithoutCode]
    title: str | Promise
    lead: str | Promise
    fields: tuple[str, ...]

    def is_filled(self, note: Note) -> bool:
        """Return whether something was said here."""
        return any(note.get(name) for name in self.fields)


CAN_BE_EMPTY = _("You can leave this empty and go on.")
CAN_CHANGE = _("You can change this later with your code.")
PARTS = {
    part.name: part
    for part in (
        Part("place", forms.Place, _("Where it was"), CAN_BE_EMPTY, ("place_id", "place")),
        Part("about", forms.About_, _("Who you are"), CAN_BE_EMPTY, ("about", "relation", "watched")),
        Part(
            "ratings",
            forms.Ratings,
            _("Say how true three sentences are"),
            _("You can leave out any of them."),
            ("ratings",),
        ),
        Part(
            "readers",
            forms.Readers,
            _("Who may read it"),
            _(
                "A small trained team reads what you wrote. Nobody else does unless you say so here. You can change"
                " your choice later with your code."
            ),
            ("for_team", "for_council", "for_public", "for_training", "keep_from"),
        ),
        Part(
            "notes",
            forms.Notes,
            _("A word of warning for readers"),
            _("Some things are hard to read. You can say it beforehand."),
            ("notes",),
        ),
        Part("face", forms.Faces, _("How was it?"), _("Choose a face."), ("face",)),
        Part("text", forms.OneText, _("What happened?"), CAN_BE_EMPTY, ("text",)),
        Part("helped", forms.OneHelped, _("What was good?"), CAN_BE_EMPTY, ("helped",)),
        Part("better", forms.OneBetter, _("What should change?"), CAN_BE_EMPTY, ("better",)),
        Part("keep_from", forms.OneKeepFrom, _("Who must not read it?"), CAN_BE_EMPTY, ("keep_from",)),
        Part("council", forms.OneCouncil, _("May the council read it?"), CAN_CHANGE, ("for_council",)),
        Part("public", forms.OnePublic, _("May everybody read it?"), CAN_CHANGE, ("for_public",)),
    )
}
# What stands on the page "A little more": each may be opened, none has to be.
OFFERED = ("place", "about", "ratings", "readers", "notes")
# Forms that lead through their pages one after another, by the mode in the note.
SEQUENCES: dict[str, tuple[str, ...]] = {
    "easy": ("text", "helped", "better", "keep_from", "council", "public"),
    "faces": ("face", "files"),
}


def after(mode: str, name: str) -> str:
    """Return what comes after a page: the next of its sequence, "code" at its end, the overview without one."""
    sequence = SEQUENCES.get(mode, ())
    if name not in sequence:
        return "hub"
    place = sequence.index(name) + 1
    return sequence[place] if place < len(sequence) else "code"


def before(mode: str, name: str) -> str:
    """Return what comes before a page or "code", the other way round; "start" before the first."""
    sequence = (*SEQUENCES.get(mode, ()), "code")
    if mode not in SEQUENCES or name not in sequence:
        return "hub"
    place = sequence.index(name)
    return sequence[place - 1] if place else "start"


def says_something(note: Note) -> bool:
    """Return whether there is anything to send: a word, a rating, a face or a file."""
    return any(note.get(name) for name in ("text", "helped", "better", "ratings", "face", "files"))
