"""Policy changes: for those who work on them, and for anyone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from desk.models import Case
from desk.queries.cases import settled
from policies.models import Clause, ClauseText, PolicyDocument
from tracker.enums import ChangeStatus
from tracker.models import Doubt, PolicyChange
from translations.models import in_language


def visible_to(user: User) -> QuerySet[PolicyChange]:
    """Return every change for staff, council and translators, nothing for others: they have the public pages."""
    # Also of what is public: the page of the work shows what members doubt, under the names they chose.
    if user.has_role(*STAFF, *COUNCIL, Role.TRANSLATOR):
        return _told(PolicyChange.objects.all())
    return PolicyChange.objects.none()


def _told(changes: QuerySet[PolicyChange]) -> QuerySet[PolicyChange]:
    return changes.select_related(
        "document__steward", "decision__recommendation", "signed_by__user__chosen_name"
    ).prefetch_related("texts")


def public() -> QuerySet[PolicyChange]:
    """Return every change that is or was in force. Anyone may read it."""
    # By the day, not by the state: a plan that was taken back was never public.
    return _told(PolicyChange.objects.filter(in_force_on__isnull=False))


def with_status(status: ChangeStatus) -> QuerySet[PolicyChange]:
    """Return the public changes of one state, the newest first."""
    return public().filter(status=status)


def newest_confirmed(language: str, limit: int) -> list[PolicyChange]:
    """Return the newest confirmed changes that are told in a language or can be told in their own."""
    found = with_status(ChangeStatus.CONFIRMED).filter(Q(texts__language=language) | Q(texts__state="source"))
    # Two texts of one change can fit: its original and its translation.
    return list(found.distinct().order_by("-signed_on", "-in_force_on", "id")[:limit])


def with_details(changes: QuerySet[PolicyChange]) -> QuerySet[PolicyChange]:
    """Add everything a change's own page tells."""
    return changes.select_related(
        "decision__recommendation__agenda_item__meeting", "before", "after", "signed_by__user__chosen_name"
    ).prefetch_related("decision__texts", "before__texts", "after__texts")


def sources_of(change: PolicyChange) -> QuerySet[Case]:
    """Return the feedback a change came from."""
    # Within a day by random ids: any other order would tell who spoke first.
    return change.decision.recommendation.sources.order_by("received_on", "id")


def public_quotes(change: PolicyChange) -> QuerySet[Case]:
    """Return the versions that their authors agreed anyone may see."""
    # What was published stays so, as people were told before they agreed to it.
    agreed = Q(feedback__for_public=True) | Q(published_on__isnull=False)
    return sources_of(change).filter(settled(), agreed)


@dataclass(frozen=True, slots=True)
class SourceCount:
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


def count_sources(change: PolicyChange) -> SourceCount:
    """Count whom a change came from; small numbers are hidden, so that nobody can be found behind them."""
    number = sources_of(change).count()
    # A true zero is said: the council raised it by itself, and there is nobody to be found.
    if 0 < number < settings.SMALL_CELL_THRESHOLD:
        return SourceCount(None)
    return SourceCount(number)


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause before and after, both in the same language, and how far it can be trusted."""

    before: str
    after: str
    language: str
    is_foreign: bool
    is_draft: bool


def _text(clause: Clause | None, language: str) -> ClauseText | None:
    if clause is None:
        return None
    return in_language(clause.texts.all(), language)


def wording_in(change: PolicyChange, language: str) -> Wording | None:
    """Return the clause before and after in exactly this language, or None where one of them is missing."""
    after = _text(change.after, language)
    if after is None:
        return None
    is_foreign = language != get_language()
    if change.before is None:
        return Wording("", after.text, language, is_foreign, after.is_draft)
    before = _text(change.before, language)
    # Never the two in different languages: nobody could see what is different.
    if before is None:
        return None
    return Wording(before.text, after.text, language, is_foreign, before.is_draft or after.is_draft)


def wording(change: PolicyChange) -> Wording | None:
    """Return the clause before and after for this reader: in their language, or else as it was written."""
    return wording_in(change, get_language() or "") or wording_in(change, change.document.language)


def of_document(document: PolicyDocument) -> QuerySet[PolicyChange]:
    """Return what changed or is to change in a policy."""
    changes = PolicyChange.objects.filter(document=document)
    return changes.select_related(
        "before", "after", "decision__recommendation", "signed_by__user__chosen_name"
    ).prefetch_related("texts")


def to_sign_and_doubted(documents: Collection[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Return the policies with a change that waits for a signature, and those with one that is doubted; one query."""
    in_force = PolicyChange.objects.filter(document__in=documents, status=ChangeStatus.IN_FORCE)
    to_sign = set()
    doubted = set()
    for document, is_doubted in in_force.values_list("document", Exists(Doubt.objects.filter(change=OuterRef("pk")))):
        to_sign.add(document)
        if is_doubted:
            doubted.add(document)
    return to_sign, doubted
