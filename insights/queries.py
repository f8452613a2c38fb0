"""How we are doing, counted so that nobody can be recognised behind a number.

Counts of what people said go through `core.suppression`. All of them are taken over the same feedback, each divides it
once, and no two divide it in ways that could be subtracted from each other: whether a promise was kept is said in
words, because "answered" is also a sum of states. They are rounded, because yesterday's page can be subtracted from
today's. Decisions and changes are public one by one and are counted as they
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
from core.language import codes
from core.suppression import Table, rounded, suppress
from desk.enums import OPEN, CaseStatus
from desk.models import Case
from insights.enums import InTime
from tracker.enums import PUBLIC, ChangeStatus, Outcome
from tracker.models import Decision, PolicyChange

# Below the threshold of the council, which a deployment may raise: staff must see where the work is.
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
    if user.has_role(*STAFF):
        return STAFF_THRESHOLD
    return int(settings.SMALL_CELL_THRESHOLD)


def _cases() -> QuerySet[Case]:
    return Case.objects.exclude(status=CaseStatus.ERASED)


def _counted(objects: QuerySet[Case] | QuerySet[Decision] | QuerySet[PolicyChange], field: str) -> dict[str, int]:
    return dict(objects.order_by().values_list(field).annotate(number=Count("pk")))


def by_status(threshold: int) -> Table:
    """Return how many pieces of feedback are where, in the order of their life."""
    every_status = dict.fromkeys(CaseStatus.values, 0) | _counted(_cases(), "status")
    # Nothing about what people had erased, not even how many did.
    del every_status[CaseStatus.ERASED]
    return rounded(suppress(every_status, threshold), threshold)


def by_language(threshold: int) -> Table:
    """Return how many pieces of feedback came in which language: those we ship first, then the others."""
    counts = _counted(_cases(), "language")
    # Languages we ship come first, also those that nobody used.
    every_language = dict.fromkeys(codes(), 0) | dict(sorted(counts.items()))
    return rounded(suppress(every_language, threshold), threshold)


def at_least(*tables: Table) -> int | None:
    """Return how many pieces there are at least, as tables over the same feedback show; None where none shows any."""
    totals = [table.total for table in tables if table.total is not None]
    return max(totals, default=None)


def in_time(threshold: int) -> InTime:
    """Return how many answers came as promised, in words; `TOO_FEW` when there are not enough answers to say."""
    answered = _cases().filter(answered_on__isnull=False)
    counts = answered.aggregate(all=Count("pk"), in_time=Count("pk", filter=Q(answered_on__lte=F("answer_by"))))
    total = counts["all"]
    in_time = counts["in_time"]
    if total < 2 * threshold:
        return InTime.TOO_FEW
    if in_time == 0:
        return InTime.NONE
    if in_time == total:
        return InTime.ALL
    # From 40 to 60 per cent is "about half"; whole numbers, so that the borders are exact.
    if 10 * in_time > 6 * total:
        return InTime.MOST
    if 10 * in_time >= 4 * total:
        return InTime.HALF
    return InTime.FEW


def some_are_late() -> bool:
    """Return whether somebody waits longer than promised for an answer."""
    # Whether and not how many: one person who waits could recognise themselves in a "1".
    waiting = _cases().filter(status__in=OPEN, answered_on__isnull=True)
    return waiting.filter(answer_by__lt=timezone.localdate()).exists()


def decisions() -> dict[str, int]:
    """Return how many decisions had which outcome. Each is public."""
    return dict.fromkeys(Outcome.values, 0) | _counted(Decision.objects.all(), "outcome")


def decisions_without_reason() -> int:
    """Return how many decisions do not say why."""
    return Decision.objects.filter(texts__isnull=True).count()


def changes() -> dict[str, int]:
    """Return how many changes are in force, confirmed or taken back. Each is public."""
    counts = _counted(PolicyChange.objects.filter(in_force_on__isnull=False), "status")
    return {status.value: counts.get(status, 0) for status in ChangeStatus if status in PUBLIC}


def picture(table: Table, names: Mapping[str, str | Promise]) -> list[Bar]:
    """Return the bars of a table, or nothing where not one number can be shown."""
    if set(table.counts.values()) <= {None}:
        return []
    return bars(table.counts, names)


def bars(counts: Mapping[str, int | None], names: Mapping[str, str | Promise]) -> list[Bar]:
    """Return a bar for each count, None for one that must not be shown; `names` are the labels that people read.

    A hidden number is nowhere in its bar, not even as a length.
    """
    # Of the numbers that are shown: a hidden one must not decide how long the others are.
    longest = max(filter(None, counts.values()), default=1)
    found = []
    for label, value in counts.items():
        name = str(names.get(label, label))
        found.append(_bar(name, value, longest))
    return found


def _bar(label: str, value: int | None, longest: int) -> Bar:
    if value is None:
        # Translators: instead of a number that is so small that somebody could be recognised
        return Bar(label, None, _("not shown"), None)
    return Bar(label, value, str(value), 100 * value // longest)
