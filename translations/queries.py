"""What is to be translated: every original, in every language it is not in, with the state of its translation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from translations import registry
from translations.enums import TextState
from translations.models import Translated, source_of
from translations.registry import TextKind

# Those who write translations see what is to be translated.
TRANSLATORS = (Role.TRANSLATOR, Role.COORDINATOR)
MISSING = "missing"
# What a list can be asked for beside one of the states.
TO_DO = "to_do"
EVERYTHING = "all"
STATES: dict[str, str | Promise] = {
    MISSING: _("Not translated yet"),
    TextState.STALE.value: TextState.STALE.label,
    TextState.DRAFT.value: TextState.DRAFT.label,
    TextState.REVIEWED.value: TextState.REVIEWED.label,
}
TONES = {MISSING: "attention", TextState.STALE: "attention", TextState.DRAFT: "waiting", TextState.REVIEWED: "good"}
# In the order of the states above: what is missing comes first, what is checked last.
_RANKS = [When(translation_state=state, then=Value(rank)) for rank, state in enumerate(STATES)]


@dataclass(frozen=True, slots=True)
class Job:
    """One original and one language, and how far its translation is: a state of a text, or "missing"."""

    kind: TextKind
    owner_id: UUID
    title: str
    source_language: str
    language: str
    state: str

    @property
    def anchor(self) -> str:
        """Return the id of its row on a list."""
        return f"{self.kind.name}-{self.owner_id}-{self.language}"

    @property
    def state_label(self) -> str | Promise:
        """Return the state in words."""
        return STATES[self.state]

    @property
    def tone(self) -> str:
        """Return the tone of the state's tag."""
        return TONES[self.state]


@dataclass(frozen=True, slots=True)
class OpenJob(Job):
    """A job with its original, and its translation or None while there is none."""

    source: Translated
    text: Translated | None


def _rows(kind: TextKind, sources: QuerySet[Any], language: str) -> QuerySet[Any]:
    """Return (kind, owner, title, language of the original, language, state, ranks) of each original not in it."""
    # In the database, so that the whole list is one query, and a page of it needs no more than its rows.
    siblings = kind.model._default_manager.filter(**{kind.owner_id: OuterRef(kind.owner_id)}, language=language)
    state = Subquery(siblings.values("state")[:1], output_field=CharField())
    rows: QuerySet[Any] = (
        sources.filter(state=TextState.SOURCE)
        .exclude(language=language)
        # Without an order: SQLite refuses one inside a union.
        .order_by()
        .annotate(
            kind=Value(kind.name, CharField()),
            owner_key=F(kind.owner_id),
            # One type in every part of the union, whatever a kind makes its titles of.
            listed_title=Cast(kind.title, CharField()),
            target=Value(language, CharField()),
            translation_state=Coalesce(state, Value(MISSING, CharField())),
            state_rank=Case(*_RANKS, default=Value(len(_RANKS)), output_field=IntegerField()),
            kind_rank=Value(kind.order, IntegerField()),
        )
    )
    return rows


_COLUMNS = (
    "kind",
    "owner_key",
    "listed_title",
    "language",
    "target",
    "translation_state",
    "state_rank",
    "kind_rank",
)


def visible_to(user: User) -> QuerySet[Any] | list[Any]:
    """Return rows for `listed` of all that is not translated and checked, what is missing first, in one query."""
    return joined(parts_visible_to(user), TO_DO)


def parts_visible_to(user: User, *, language: str = "", words: str = "") -> list[QuerySet[Any]]:
    """Return what a list is a union of: the originals of each kind, for each language they are to be read in."""
    if not user.has_role(*TRANSLATORS):
        return []
    parts = []
    for kind in registry.kinds():
        # Once for all languages: some kinds ask the database which of their texts are shown anywhere.
        sources = kind.sources()
        for code, _name in settings.LANGUAGES:
            if language in {"", code}:
                parts.append(_rows(kind, sources, code).filter(listed_title__icontains=words))
    return parts


def joined(parts: Iterable[QuerySet[Any]], state: str) -> QuerySet[Any] | list[Any]:
    """Return rows for `listed`, what is missing first. `state` is one of a translation, `TO_DO` or `EVERYTHING`."""
    selected = [_wanted(rows, state).values_list(*_COLUMNS) for rows in parts]
    if not selected:
        return []
    # Down to the owner: rows that compare equal could be on two pages of the list, or on none.
    order = ("state_rank", "kind_rank", "listed_title", "target", "owner_key")
    # No row can be there twice, so the database need not look for doubles.
    return selected[0].union(*selected[1:], all=True).order_by(*order)


def count_by_state(parts: Iterable[QuerySet[Any]]) -> Counter[str]:
    """Return how many rows there are in each state, in one query."""
    counts: Counter[str] = Counter()
    counted = [
        rows.values("translation_state").annotate(number=Count("pk")).values_list("translation_state", "number")
        for rows in parts
    ]
    if counted:
        for state, number in counted[0].union(*counted[1:], all=True):
            counts[state] += number
    return counts


def _wanted(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == EVERYTHING:
        return rows
    if state == TO_DO:
        return rows.exclude(translation_state=TextState.REVIEWED)
    return rows.filter(translation_state=state)


def listed(rows: Iterable[tuple[Any, ...]]) -> list[Job]:
    """Return the jobs of rows of `visible_to`."""
    jobs = []
    for name, owner, title, source_language, target, state, *_ranks in rows:
        kind = registry.kind_named(name)
        if kind is not None:
            jobs.append(Job(kind, owner, title, source_language, target, state))
    return jobs


def _open_job(kind: TextKind, texts: list[Any], owner: UUID, language: str) -> OpenJob | None:
    """Return the job of one owner and language, or None where there is no original or it is in that language."""
    source = source_of(texts)
    if source is None or source.language == language:
        return None
    by_language = {text.language: text for text in texts}
    text = by_language.get(language)
    state = text.state if text else MISSING
    return OpenJob(kind, owner, source.listed_title, source.language, language, state, source, text)


def job(kind: TextKind, owner: UUID, language: str) -> OpenJob | None:
    """Return one job with its texts, or None where there is nothing to translate."""
    texts = list(kind.texts_of(owner).annotate(listed_title=Cast(kind.title, CharField())))
    return _open_job(kind, texts, owner, language)


def job_visible_to(user: User, kind: str, owner: UUID, language: str) -> OpenJob | None:
    """Return one job, or None where somebody may not see it or there is none."""
    text_kind = registry.kind_named(kind)
    if text_kind is None or not user.has_role(*TRANSLATORS) or language not in dict(settings.LANGUAGES):
        return None
    # A text can exist and not be for translation: a clause that was replaced and is shown nowhere.
    if not text_kind.sources().filter(**{text_kind.owner_id: owner}).exists():
        return None
    return job(text_kind, owner, language)


def jobs_of(user: User, owners: Iterable[tuple[TextKind, UUID]]) -> Iterator[OpenJob]:
    """Yield the jobs of some owners in every language, for those who work on translations: one query per owner."""
    if not user.has_role(*TRANSLATORS):
        return
    for kind, owner in owners:
        texts = list(kind.texts_of(owner).annotate(listed_title=Cast(kind.title, CharField())))
        for code, _name in settings.LANGUAGES:
            open_job = _open_job(kind, texts, owner, code)
            if open_job is not None:
                yield open_job
