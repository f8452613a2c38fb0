"""What was opened, in plain words. It comes from the door, which may be taken over: nothing in it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feedback.enums import (
    About,
    Channel,
    ContentNote,
    Degree,
    Different,
    Face,
    Fitting,
    MessageKind,
    Rating,
    Relation,
)
from feedback.models import Message, Place
from tracker.models import Item

Words = dict[str, Any]


def _label(choices: type[TextChoices], value: object) -> str:
    return str(choices(value).label) if value and value in choices.values else ""


def _text(words: Words, name: str) -> str:
    value = words.get(name, "")
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said first. `facts` are (term, value, is it in their own words), `ratings` (sentence, degree)."""

    text: str
    helped: str
    better: str
    language: str
    keep_from: str
    watched: bool
    notes: list[str] = field(default_factory=list)
    ratings: list[tuple[str, str]] = field(default_factory=list)
    facts: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def warning(self) -> str:
        """Return what a reader should know before they read, in one line."""
        return "; ".join(self.notes)


def _place(value: str) -> str:
    try:
        place = Place.objects.filter(pk=UUID(value)).first()
    except ValueError:
        return ""
    return (place.names.get(get_language()) or place.names.get("en") or place.code) if place else ""


def _ratings(given: object) -> list[tuple[str, str]]:
    if not isinstance(given, dict):
        return []
    found = [(str(item.label), _label(Degree, given.get(item.value))) for item in Rating]
    return [(sentence, degree) for sentence, degree in found if degree]


def of(words: Words) -> Said:
    """Return opened words as a reader needs them."""
    notes = words.get("notes")
    facts = [
        (_("Where it was"), _place(_text(words, "place_id")), False),
        (_("Where it was, in their words"), _text(words, "place"), True),
        (_("Who is speaking"), _label(About, words.get("about")), False),
        (_("For whom they speak"), _label(Relation, words.get("relation")), False),
        (_("How it was, from five faces"), _label(Face, words.get("face")), False),
        (_("How it came in"), _label(Channel, words.get("channel")), False),
    ]
    return Said(
        text=_text(words, "text"),
        helped=_text(words, "helped"),
        better=_text(words, "better"),
        language=_text(words, "language"),
        keep_from=_text(words, "keep_from"),
        watched=words.get("watched") is True,
        notes=[label for note in notes if (label := _label(ContentNote, note))] if isinstance(notes, list) else [],
        ratings=_ratings(words.get("ratings")),
        facts=[fact for fact in facts if fact[1]],
    )


@dataclass(frozen=True, slots=True)
class Added:
    """What somebody added later. `fitting` is their answer to the version of `asked_on`, `different` to a change.

    `is_stop` when they want nobody to see it; `is_old` when a newer version replaces the one they answered.
    """

    on: date
    is_readable: bool
    text: str
    language: str
    fitting: str = ""
    different: str = ""
    asked_on: date | None = None
    is_stop: bool = False
    is_old: bool = False


def additions(item: Item, opened: list[tuple[Words, date]]) -> list[Added]:
    """Return what was added, as a reader needs it; `opened` are (words, day), without words where unreadable."""
    kinds = [MessageKind.SHAREABLE, MessageKind.CHANGE]
    asked = Message.objects.filter(feedback=item.feedback_id, kind__in=kinds).defer("sealed").order_by("position")
    known = {str(message.pk): message for message in asked}
    versions = [pk for pk, message in known.items() if message.kind == MessageKind.SHAREABLE]
    return [_added(words, on, known, versions) for words, on in opened]


def _added(words: Words, on: date, known: dict[str, Message], versions: list[str]) -> Added:
    about = _text(words, "about")
    kind = known[about].kind if about in known else ""
    fitting = _label(Fitting, words.get("fitting")) if kind == MessageKind.SHAREABLE else ""
    different = _label(Different, words.get("different")) if kind == MessageKind.CHANGE else ""
    return Added(
        on=on,
        is_readable=bool(words),
        text=_text(words, "text"),
        language=_text(words, "language"),
        fitting=fitting,
        different=different,
        asked_on=known[about].written_on if kind else None,
        is_stop=bool(fitting) and words.get("fitting") == Fitting.STOP,
        is_old=bool(fitting) and about not in versions[-1:],
    )
