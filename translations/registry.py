"""Which texts are translated. Each app registers the kinds of its own texts; this app knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from translations.models import Translated


@dataclass(frozen=True, slots=True)
class TextKind:
    """One kind of text in several languages.

    `name` is part of addresses; `owner` is the foreign key of a text row to what the text belongs to, whose primary
    key is a UUID. `fields` returns a form field for each translatable column. `sources` returns the original texts
    that are to be translated, in the order of the list; `title` is the expression that names one of them there.
    `notify` is called with (id of the owner, language) after somebody wrote the first translation into a language.
    """

    name: str
    label: str | Promise
    order: int
    model: type[Translated]
    owner: str
    fields: Callable[[], dict[str, forms.CharField]]
    sources: Callable[[], QuerySet[Translated]]
    title: Combinable
    notify: Callable[[UUID, str], object] | None = None

    @property
    def owner_id(self) -> str:
        """Return the name of the column that holds the owner's id."""
        return f"{self.owner}_id"

    def texts_of(self, owner: UUID) -> QuerySet[Translated]:
        """Return every text of one owner."""
        return self.model._default_manager.filter(**{self.owner_id: owner})


# By name, so that registering twice changes nothing.
_kinds: dict[str, TextKind] = {}


def register(*kinds: TextKind) -> None:
    """Register kinds of texts. Called from `AppConfig.ready`."""
    for kind in kinds:
        _kinds[kind.name] = kind


def kinds() -> list[TextKind]:
    """Return every kind in the order of the translator's list."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def kind_named(name: str) -> TextKind | None:
    """Return a kind by its name, or None."""
    return _kinds.get(name)
