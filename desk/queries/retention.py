"""Which feedback is past its time, and what has to be remembered beside a backup."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from desk.models import Case
from desk.queries.cases import with_added
from feedback.actions.forgetting import FREE_TEXT
from feedback.enums import CONSENTS, Status
from feedback.models import DataKey, Feedback, File, Message

# The day of the last step that a case took.
SINCE = Max("steps__taken_on")


def _finished(on: date, months: int) -> Q:
    """Return the condition that something is finished for so long, and nothing was added that nobody has seen yet."""
    # By what is really there, not by what the desk knows: nothing that nobody has read is destroyed (ADR 19).
    unseen = with_added(Case.objects.all()).filter(Q(added__gt=F("messages_seen"))).values("feedback")
    return Q(status=Status.CLOSED, since__lte=on - relativedelta(months=months)) & ~Q(pk__in=unseen)


def words_due(on: date) -> QuerySet[Feedback]:
    """Return finished feedback of which words, files or free text are still there and past their time."""
    # Not the first words alone: what was said after they had gone has its time, too.
    parts = (
        DataKey.objects.filter(feedback=OuterRef("pk")),
        File.objects.filter(feedback=OuterRef("pk")),
        Message.objects.filter(feedback=OuterRef("pk"), kind__in=FREE_TEXT).exclude(sealed=b""),
    )
    left = ~Q(body=b"")
    for part in parts:
        left |= Q(Exists(part))
    return Feedback.objects.annotate(since=SINCE).filter(_finished(on, settings.WORDS_MONTHS), left)


def conversations_due(on: date) -> QuerySet[Feedback]:
    """Return feedback whose code is to open nothing any more: finished, or erased, long enough ago."""
    finished = _finished(on, settings.CONVERSATION_MONTHS)
    erased = Q(status=Status.ERASED, since__lte=on - timedelta(days=settings.ERASED_DAYS))
    return Feedback.objects.annotate(since=SINCE).filter(finished | erased)


def erased_ids() -> list[str]:
    """Return the ids of feedback that people had erased, in no order that tells when. To keep beside backups."""
    return sorted(map(str, Feedback.objects.filter(status=Status.ERASED).values_list("pk", flat=True)))


def given_consents() -> list[tuple[str, list[str]]]:
    """Return (id, names of the consents that are given) of feedback that is not erased. To keep likewise."""
    rows = []
    # Also where nothing was agreed to: after a restore only what is on the list is held to it.
    for feedback in Feedback.objects.exclude(status=Status.ERASED).only("pk", *CONSENTS):
        given = [name for name in CONSENTS if getattr(feedback, name)]
        rows.append((str(feedback.pk), given))
    return sorted(rows)


def first_kept_tally(on: date) -> date:
    """Return the first month whose counts are still kept."""
    return (on - relativedelta(years=settings.TALLY_YEARS)).replace(day=1)
