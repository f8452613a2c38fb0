"""The desk's list: what waits, narrowed by what the reader asked for."""

from __future__ import annotations

from datetime import date

from django.db.models import Case as CaseWhen
from django.db.models import DateField, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from core import organisation
from core.workingdays import add_working_days
from desk.enums import OPEN
from desk.models import Case
from desk.promises import ANSWER_DUE_SOON_WORKING_DAYS
from desk.queries.cases import with_unread

# What staff still have to do something with. Also what is closed and was added to since: nobody looks for it there.
WAITING = Q(status__in=OPEN) | Q(unread__gt=0)
NEXT_DUE_FIRST = F("next_due").asc(nulls_last=True)


def due_before(day: date) -> Q:
    """Return the condition that the next promise falls on a day before `day`."""
    unsaid = Q(acknowledged_on__isnull=True, acknowledge_by__lt=day)
    return Q(status__in=OPEN) & (unsaid | Q(answered_on__isnull=True, answer_by__lt=day))


def with_next_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add `next_due`: the day of the next promise that is still open, or None."""
    has_promise = Q(status__in=OPEN, answered_on__isnull=True)
    next_due = CaseWhen(
        When(has_promise & Q(acknowledged_on__isnull=True), then=F("acknowledge_by")),
        When(has_promise, then=F("answer_by")),
        default=Value(None),
        output_field=DateField(),
    )
    return cases.annotate(next_due=next_due)


def by_next_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Order by the next promise that is still open, the earliest first; what has none comes last."""
    # The key last, so that cases of one day keep their places from page to page.
    return with_next_due(cases).order_by(NEXT_DUE_FIRST, "id")


def search(cases: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Narrow to a reference, or to words in versions and content notes; never in what is sealed."""
    # What is kept from a reader is found by its reference only, or searching would tell its words.
    in_words = Q(is_kept_from=False) & (Q(shareable__icontains=words) | Q(content_note__icontains=words))
    by_reference = Q(reference__startswith=words.lower())
    return cases.annotate(reference=Cast("pk", TextField())).filter(in_words | by_reference)


def soon_until(today: date) -> date:
    """Return the first day whose promises are not yet due soon."""
    return add_working_days(today, ANSWER_DUE_SOON_WORKING_DAYS + 1, organisation.current().region)


def by_promise(cases: QuerySet[Case], promise: str) -> QuerySet[Case]:
    """Narrow to promises that are `late`, due `soon`, or `later`."""
    today = timezone.localdate()
    late = due_before(today)
    soon = due_before(soon_until(today))
    if promise == "late":
        return cases.filter(late)
    if promise == "soon":
        return cases.filter(soon).exclude(late)
    return cases.filter(status__in=OPEN, answered_on__isnull=True).exclude(soon)


def filtered(
    cases: QuerySet[Case], *, status: str = "", language: str = "", topic: str = "", promise: str = ""
) -> QuerySet[Case]:
    """Narrow to what was asked for. `cases` come from `cases.at_desk`."""
    if status:
        cases = cases.filter(status=status)
    if language:
        cases = cases.filter(language=language)
    if topic:
        # Topics are a JSON list; as text they can be searched the same way in every database.
        cases = (
            # What is kept from a reader never matches, or filtering would tell its topics.
            cases.filter(Q(is_kept_from=False))
            .annotate(topic_words=Cast("topics", TextField()))
            .filter(topic_words__contains=f'"{topic}"')
        )
    if promise:
        cases = by_promise(cases, promise)
    return cases


def needing_care() -> QuerySet[Case]:
    """Return what a promise falls due for, or what the person has added and nobody has opened."""
    # With what is in quarantine: its promises run like the others.
    return with_unread(Case.objects.all()).filter(due_before(soon_until(timezone.localdate())) | Q(unread__gt=0))
