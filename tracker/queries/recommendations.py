"""What councils asked for and what leaders answered."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from council.queries import seated
from desk.enums import CaseStatus
from desk.models import Case
from meetings.models import AgendaItem
from tracker.enums import AGREED
from tracker.models import AgendaQuote, Decision, Recommendation

# What waits for a decision, the earliest promise first; then what was decided, the newest first.
WAITING_FIRST = (F("decision__decided_on").desc(nulls_first=True), "answer_by", "made_on", "id")
WAITING = Q(decision__isnull=True)


def seats_today(user: User) -> list[UUID]:
    """Return the ids of the councils somebody sits on today."""
    return list(seated(user, timezone.localdate()).values_list("seat__council", flat=True))


def own_councils(user: User) -> list[UUID]:
    """Return the ids of the councils somebody sits on today, or coordinates alone."""
    seats = seats_today(user) if user.has_role(*COUNCIL) else []
    return [*seats, *user.councils_as(Role.COORDINATOR)]


def visible_to(user: User) -> QuerySet[Recommendation]:
    """Return every recommendation for staff and translators, those of one's own councils for all others."""
    found = Recommendation.objects.select_related("decision", "agenda_item__meeting__council")
    if user.has_role(*STAFF, Role.TRANSLATOR):
        return found
    return found.filter(agenda_item__meeting__council__in=own_councils(user))


def to_step_back_from(recommendation: Recommendation) -> tuple[str, UUID]:
    """Return in a word and an id what one steps back from: the recommendation, or the decision once it is taken."""
    decision = recommendation.answer
    if decision is None:
        return "recommendation", recommendation.pk
    return "decision", decision.pk


def touched(recommendation: Recommendation) -> list[UUID]:
    """Return the ids of a recommendation and of its decision, where there is one: one may step back from either."""
    decision = recommendation.answer
    return [recommendation.pk] if decision is None else [recommendation.pk, decision.pk]


def agenda_items_visible_to(user: User) -> QuerySet[AgendaItem]:
    """Return the agenda items somebody may look at for a recommendation."""
    found = AgendaItem.objects.select_related("meeting__council")
    if user.has_role(*STAFF):
        return found
    return found.filter(meeting__council__in=own_councils(user))


def sources_of(agenda_item: AgendaItem) -> QuerySet[Case]:
    """Return the feedback that is behind an agenda item."""
    quoted = AgendaQuote.objects.filter(agenda_item=agenda_item).values("case")
    found = Case.objects.filter(pk__in=quoted).select_related("feedback")
    return found.exclude(status=CaseStatus.ERASED).order_by("-shareable_on", "id")


def refused() -> QuerySet[Decision]:
    """Return decisions that change nothing, or nothing yet, the newest first. Anyone may read them."""
    return (
        # A no is published at the same size as a change, with its reason (ADR 8).
        Decision.objects.exclude(outcome__in=AGREED)
        .select_related("recommendation")
        .prefetch_related("texts")
        .order_by("-decided_on", "id")
    )


def agreed() -> QuerySet[Decision]:
    """Return decisions that something is to change, for a steward who plans how; the earliest day first."""
    # Also those that led to a change already: one decision can need several.
    return Decision.objects.filter(outcome__in=AGREED).select_related("recommendation").order_by("target_on", "id")


def overdue() -> Q:
    """Return the condition that an answer is late."""
    return WAITING & Q(answer_by__lt=timezone.localdate())


def search(found: QuerySet[Recommendation], words: str) -> QuerySet[Recommendation]:
    """Narrow to what is asked for in some words."""
    return found.filter(Q(title__icontains=words) | Q(text__icontains=words))


def with_details(found: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Add the decision's reasons and the changes that came of it."""
    return found.prefetch_related("decision__texts", "decision__changes__document", "decision__changes__texts")
