"""Policy changes: for those who work on them, and for anyone."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from tracker.enums import ChangeStatus
from tracker.models import Clause, ClauseText, Item, PolicyChange
from tracker.models.texts import in_language
from tracker.queries.items import settled


def visible_to(user: User) -> QuerySet[PolicyChange]:
    """Return every change for staff, council and translators; what was in force is public anyway."""
    found = _told(PolicyChange.objects.all())
    if user.has_role(*STAFF, *COUNCIL, Role.TRANSLATOR):
        return found
    return found.filter(in_force_on__isnull=False)


def _told(changes: QuerySet[PolicyChange]) -> QuerySet[PolicyChange]:
    return changes.select_related("document__steward", "decision__recommendation").prefetch_related("texts")


def public() -> QuerySet[PolicyChange]:
    """Return every change that is or was in force. Anyone may read it."""
    return _told(PolicyChange.objects.filter(in_force_on__isnull=False))


def with_status(status: ChangeStatus) -> QuerySet[PolicyChange]:
    """Return the public changes of one state, the newest first."""
    return public().filter(status=status)


def newest_confirmed(language: str, limit: int) -> list[PolicyChange]:
    """Return the newest confirmed changes that are told in a language or can be told in their own."""
    found = with_status(ChangeStatus.CONFIRMED).filter(Q(texts__language=language) | Q(texts__state="source"))
    return list(found.distinct().order_by("-signed_on", "-in_force_on", "id")[:limit])


def story(changes: QuerySet[PolicyChange]) -> QuerySet[PolicyChange]:
    """Add everything a change's own page tells."""
    return changes.select_related(
        "decision__recommendation__agenda_item__meeting", "before", "after", "signed_by__user"
    ).prefetch_related("decision__texts", "before__texts", "after__texts")


def sources_of(change: PolicyChange) -> QuerySet[Item]:
    """Return the feedback a change came from."""
    return change.decision.recommendation.sources.order_by("received_on", "id")


def voices(change: PolicyChange) -> QuerySet[Item]:
    """Return the versions that their authors agreed anyone may see."""
    agreed = Q(feedback__for_public=True) | Q(published_on__isnull=False)
    return sources_of(change).filter(settled(), agreed)


@dataclass(frozen=True, slots=True)
class Heard:
    """How many people a change came from: nobody, a few (the number is too small to show), or a number."""

    number: int | None

    @property
    def is_none(self) -> bool:
        """Return whether the council raised it by itself."""
        return self.number == 0

    @property
    def is_few(self) -> bool:
        """Return whether the number is too small to show."""
        return self.number is None


def how_many(change: PolicyChange) -> Heard:
    """Count whom a change came from; small numbers are hidden, so that nobody can be found behind them."""
    number = sources_of(change).count()
    return Heard(number if number == 0 or number >= settings.SMALL_CELL_THRESHOLD else None)


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause before and after, both in the same language, and how far it can be trusted."""

    before: str
    after: str
    language: str
    is_foreign: bool
    is_draft: bool


def _text(clause: Clause | None, language: str) -> ClauseText | None:
    return in_language(clause.texts.all(), language) if clause else None


def wording_in(change: PolicyChange, language: str) -> Wording | None:
    """Return the clause before and after in exactly this language, or None where one of them is missing."""
    before, after = _text(change.before, language), _text(change.after, language)
    if after is None or (change.before and before is None):
        return None
    return Wording(
        before.text if before else "",
        after.text,
        language,
        is_foreign=language != get_language(),
        is_draft=after.is_draft or (before is not None and before.is_draft),
    )


def wording(change: PolicyChange) -> Wording | None:
    """Return the clause before and after for this reader: in their language, or else as it was written."""
    return wording_in(change, get_language() or "") or wording_in(change, change.document.language)
