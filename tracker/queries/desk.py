"""The desk's list: what waits, narrowed by what the reader asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from core.workingdays import add_working_days
from feedback.enums import Lane
from tracker.enums import OPEN
from tracker.models import Item
from tracker.models.promises import SOON
from tracker.queries.items import with_unread

FEW = 5


def waiting(items: QuerySet[Item]) -> QuerySet[Item]:
    """Narrow to what staff still have to do something with."""
    return items.filter(Q(status__in=OPEN) | Q(unread__gt=0))


def due_before(day: date) -> Q:
    """Return the condition that the next promise falls on a day before `day`."""
    unsaid = Q(acknowledged_on__isnull=True, acknowledge_by__lt=day)
    return Q(status__in=OPEN) & (unsaid | Q(answered_on__isnull=True, answer_by__lt=day))


def soon_until(today: date) -> date:
    """Return the first day whose promises are not yet due soon."""
    return add_working_days(today, SOON + 1, settings.REGION)


def by_promise(items: QuerySet[Item], promise: str) -> QuerySet[Item]:
    """Narrow to promises that are `late`, due `soon`, or `later`."""
    today = timezone.localdate()
    late, soon = due_before(today), due_before(soon_until(today))
    if promise == "late":
        return items.filter(late)
    if promise == "soon":
        return items.filter(soon).exclude(late)
    return items.filter(status__in=OPEN, answered_on__isnull=True).exclude(soon)


def narrowed(  # noqa: PLR0913 - one for each thing the list can be narrowed by
    items: QuerySet[Item], *, status: str = "", language: str = "", topic: str = "", promise: str = "", lane: str = ""
) -> QuerySet[Item]:
    """Narrow to what was asked for. No status means everything that waits; "all" means everything.

    What is held apart is shown where `lane` asks for it, and with everything. `items` come from `items.at_desk`.
    """
    if status and status != "all":
        items = items.filter(status=status)
    elif not status:
        items = waiting(items)
    if lane == Lane.HELD or status != "all":
        items = items.filter(held=lane == Lane.HELD)
    if language:
        items = items.filter(language=language)
    if topic:
        # Topics are a JSON list; as text they can be searched the same way in every database.
        items = (
            items.filter(Q(is_kept_from=False))
            .annotate(topic_words=Cast("topics", TextField()))
            .filter(topic_words__contains=f'"{topic}"')
        )
    return by_promise(items, promise) if promise else items


def needing_care() -> QuerySet[Item]:
    """Return what a promise falls due for, or what the person has added and nobody has opened."""
    return with_unread(Item.objects.all()).filter(due_before(soon_until(timezone.localdate())) | Q(unread__gt=0))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, as a sentence without numbers, and whether some of it is late."""

    text: str
    some_are_late: bool
    held: int = 0
    some_held_are_late: bool = False


def in_words(items: QuerySet[Item]) -> Waiting:
    """Say how much waits for the desk without counting it out; only what is held apart is counted."""
    number, is_late = waiting(items).count(), due_before(timezone.localdate())
    found = items.aggregate(
        late=CountOf("pk", filter=is_late & Q(held=False)),
        apart=CountOf("pk", filter=Q(status__in=OPEN, held=True)),
        apart_late=CountOf("pk", filter=is_late & Q(held=True)),
    )
    text = _("Several pieces of feedback are waiting. Take one at a time, and stop when you need to.")
    if number == 0:
        text = _("Nothing is waiting. Thank you.")
    elif number <= FEW:
        text = _("A few pieces of feedback are waiting. There is time for each of them.")
    return Waiting(text, bool(found["late"]), found["apart"], bool(found["apart_late"]))
