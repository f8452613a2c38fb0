"""How we are doing, counted so that nobody can be found behind a number.

Counts of what people said go through `core.suppression`. All of them are taken over the same feedback, each divides it
once, and no two divide it in ways that could be subtracted from each other: whether a promise was kept is said in
words, because "answered" is also a sum of states. Decisions and changes are public one by one and are counted as they
are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.enums import STAFF
from accounts.models import User
from core.language import OWN_NAMES
from core.suppression import Table, suppress
from insights.enums import InTime
from tracker.enums import OPEN, PUBLIC, ChangeStatus, ItemStatus, Outcome
from tracker.models import Decision, Item, PolicyChange

STAFF_THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture: `share` is its length in hundredths of the longest, `shown` its number in words."""

    label: str
    value: int | None
    shown: str
    share: int | None


def threshold_for(user: User) -> int:
    """Return the smallest count this person may see."""
    return STAFF_THRESHOLD if user.has_role(*STAFF) else settings.SMALL_CELL_THRESHOLD


def _items() -> QuerySet[Item]:
    return Item.objects.exclude(status=ItemStatus.ERASED)


def _counted(things: QuerySet[Item] | QuerySet[Decision] | QuerySet[PolicyChange], field: str) -> dict[str, int]:
    rows = things.order_by().values_list(field).annotate(number=Count("pk"))
    return {str(value): number for value, number in rows}


def by_status(threshold: int) -> Table:
    """Return how many pieces of feedback are where, in the order of their life."""
    found = _counted(_items(), "status")
    return suppress({s.value: found.get(s, 0) for s in ItemStatus if s != ItemStatus.ERASED}, threshold)


def by_language(threshold: int) -> Table:
    """Return how many pieces of feedback came in which language: those we ship first, then the others."""
    found = _counted(_items(), "language")
    labels = [*OWN_NAMES, *sorted(set(found) - set(OWN_NAMES))]
    return suppress({label: found.get(label, 0) for label in labels}, threshold)


def in_time(threshold: int) -> InTime:
    """Return how many answers came as promised, in words; nothing when the answers are few."""
    answered = _items().filter(answered_on__isnull=False)
    counts = answered.aggregate(all=Count("pk"), kept=Count("pk", filter=Q(answered_on__lte=F("answer_by"))))
    total, kept = counts["all"], counts["kept"]
    if total < 2 * threshold:
        return InTime.TOO_FEW
    if kept in {0, total}:
        return InTime.ALL if kept else InTime.NONE
    if 10 * kept > 6 * total:
        return InTime.MOST
    return InTime.HALF if 10 * kept >= 4 * total else InTime.FEW


def some_are_late() -> bool:
    """Return whether somebody waits longer than promised for an answer."""
    waiting = _items().filter(status__in=OPEN, answered_on__isnull=True)
    return waiting.filter(answer_by__lt=timezone.localdate()).exists()


def decisions() -> dict[str, int]:
    """Return how many decisions had which outcome. Each is public."""
    found = _counted(Decision.objects.all(), "outcome")
    return {outcome.value: found.get(outcome, 0) for outcome in Outcome}


def decisions_without_reason() -> int:
    """Return how many decisions do not say why."""
    return Decision.objects.filter(texts__isnull=True).count()


def changes() -> dict[str, int]:
    """Return how many changes are in force, confirmed or taken back. Each is public."""
    found = _counted(PolicyChange.objects.filter(in_force_on__isnull=False), "status")
    return {status.value: found.get(status, 0) for status in ChangeStatus if status in PUBLIC}


def picture(table: Table, names: Mapping[str, str | Promise]) -> list[Bar]:
    """Return the bars of a table, or nothing where not one number can be shown."""
    found = bars(table, names)
    return found if any(bar.value is not None for bar in found) else []


def bars(table: Table | Mapping[str, int], names: Mapping[str, str | Promise]) -> list[Bar]:
    """Return what a picture shows. A hidden number is nowhere in it, not even as a length."""
    cells = [(cell.label, cell.value) for cell in table.cells] if isinstance(table, Table) else [*table.items()]
    longest = max((value for _label, value in cells if value), default=1)
    return [
        Bar(
            label=str(names.get(label, label)),
            value=value,
            # Translators: instead of a number that is so small that somebody could be recognised
            shown=_("not shown") if value is None else str(value),
            share=None if value is None else 100 * value // longest,
        )
        for label, value in cells
    ]
