"""What councils asked for and what leaders answered."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from council.queries import seated
from meetings.models import AgendaItem
from tracker.enums import AGREED, ItemStatus
from tracker.models import AgendaLink, Decision, Item, Recommendation


def seats_today(user: User) -> list[UUID]:
    """Return the ids of the councils somebody sits on today."""
    return list(seated(user, timezone.localdate()).values_list("seat__council", flat=True))


def visible_to(user: User) -> QuerySet[Recommendation]:
    """Return every recommendation for staff and translators, those of one's own councils for members."""
    found = Recommendation.objects.select_related("decision", "agenda_item__meeting__council")
    if user.has_role(*STAFF, Role.TRANSLATOR):
        return found
    if user.has_role(*COUNCIL):
        return found.filter(agenda_item__meeting__council__in=seats_today(user))
    return found.none()


def agenda_items_visible_to(user: User) -> QuerySet[AgendaItem]:
    """Return the agenda items somebody may look at for a recommendation."""
    found = AgendaItem.objects.select_related("meeting__council")
    if user.has_role(*STAFF):
        return found
    if user.has_role(*COUNCIL):
        return found.filter(meeting__council__in=seats_today(user))
    return found.none()


def sources_of(agenda_item: AgendaItem) -> QuerySet[Item]:
    """Return the feedback that stood behind an agenda item."""
    links = AgendaLink.objects.filter(agenda_item=agenda_item).values("item")
    found = Item.objects.filter(pk__in=links).select_related("feedback")
    return found.exclude(status=ItemStatus.ERASED).order_by("-shareable_on", "id")


def refused() -> QuerySet[Decision]:
    """Return decisions that change nothing, or nothing yet, the newest first. Anyone may read them."""
    return (
        Decision.objects.exclude(outcome__in=AGREED)
        .select_related("recommendation")
        .prefetch_related("texts")
        .order_by("-decided_on", "id")
    )


def agreed() -> QuerySet[Decision]:
    """Return decisions that something is to change, for a steward who plans how; the earliest day first."""
    return Decision.objects.filter(outcome__in=AGREED).select_related("recommendation").order_by("target_on", "id")


def waiting_first(found: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Order by what waits for a decision, the earliest promise first; then what was decided, the newest first."""
    return found.order_by(F("decision__decided_on").desc(nulls_first=True), "answer_by", "made_on", "id")


def with_story(found: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Add the decision's reasons and the changes that came of it."""
    return found.prefetch_related("decision__texts", "decision__changes__document", "decision__changes__texts")
