"""What somebody said, in the words of the page that shows it to them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import forms, queries
from feedback.enums import CONSENTS, About, ContentNote, Degree, Face, Rating, Relation

WORDS = (
    ("text", gettext_lazy("What happened")),
    ("helped", gettext_lazy("What helped")),
    ("better", gettext_lazy("What would make it better")),
)


def words(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the boxes that have words in them, each with its heading."""
    return [(str(label), said[name]) for name, label in WORDS if said.get(name)]


def answers(said: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Return everything else that was answered, each with its question, in the language of the page."""
    return [(str(question), str(answer)) for question, answer in _answers(said, language) if answer]


def _answers(said: Mapping[str, Any], language: str) -> Iterator[tuple[str | Promise, str | Promise | None]]:
    if said.get("face"):
        yield _("How it was"), Face(said["face"]).label
    yield _("Where it was"), queries.place_named(said.get("place_id", ""), language) or said.get("place", "")
    yield _("Who you are"), About(said["about"]).label if said.get("about") else ""
    yield _("For whom you speak"), Relation(said["relation"]).label if said.get("relation") else ""
    if said.get("watched"):
        yield _("Who was there"), forms.About_.base_fields["watched"].label
    for item, degree in said.get("ratings", {}).items():
        yield Rating(item).label, Degree(degree).label
    yield _("Who may read it"), _readers(said)
    yield _("Who must not read it"), said.get("keep_from", "")
    yield _("A word of warning for readers"), "; ".join(str(ContentNote(note).label) for note in said.get("notes", []))


def _readers(said: Mapping[str, Any]) -> str:
    chosen = [str(forms.Readers.base_fields[name].label) for name in CONSENTS if said.get(name)]
    return ". ".join([_("A small trained team reads what you wrote"), *chosen]) + "."
