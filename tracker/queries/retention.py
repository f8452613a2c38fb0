"""What is past its time."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from feedback.enums import Status
from feedback.models import Draft, Feedback, File, Tally
from notifications.models import OutboxMessage
from notifications.queries import sent_before
from tracker.enums import Clock

# The day of the last step that something took.
SINCE = Max("steps__taken_on")


@dataclass(frozen=True, slots=True)
class Due:
    """A clock: how long it runs, in `unit`, and how many records are past it today."""

    clock: Clock
    length: int
    unit: str
    past: int


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def words_past(on: date) -> QuerySet[Feedback]:
    """Return finished feedback whose words are still there and past their time."""
    limit = months_before(on, settings.WORDS_MONTHS)
    return Feedback.objects.annotate(since=SINCE).filter(status=Status.CLOSED, since__lte=limit).exclude(body=b"")


def conversations_past(on: date) -> QuerySet[Feedback]:
    """Return feedback whose code is to open nothing any more: finished, or erased, long enough ago."""
    finished = Q(status=Status.CLOSED, since__lte=months_before(on, settings.CONVERSATION_MONTHS))
    erased = Q(status=Status.ERASED, since__lte=on - timedelta(days=settings.ERASED_DAYS))
    return Feedback.objects.annotate(since=SINCE).filter(finished | erased)


def erased_numbers() -> list[str]:
    """Return the numbers of feedback that people had erased, in no order that tells when. To keep beside backups."""
    return sorted(str(pk) for pk in Feedback.objects.filter(status=Status.ERASED).values_list("pk", flat=True))


def first_tally_kept(on: date) -> date:
    """Return the first month whose counts are still kept."""
    return months_before(on, 12 * settings.TALLY_YEARS).replace(day=1)


def messages_past(on: date) -> QuerySet[OutboxMessage]:
    """Return messages that were sent long enough ago."""
    return sent_before(on - timedelta(days=settings.MESSAGE_DAYS))


def clocks(on: date) -> list[Due]:
    """Return every clock and what is past it."""
    staged = File.objects.filter(feedback=None, kept_until__lt=on)
    old_tallies = Tally.objects.filter(month__lt=first_tally_kept(on))
    return [
        Due(Clock.DRAFTS, settings.DRAFT_DAYS, "days", Draft.objects.filter(kept_until__lt=on).count()),
        Due(Clock.STAGED_FILES, 1, "days", staged.count()),
        Due(Clock.WORDS, settings.WORDS_MONTHS, "months", words_past(on).count()),
        Due(Clock.CONVERSATIONS, settings.CONVERSATION_MONTHS, "months", conversations_past(on).count()),
        Due(Clock.TALLIES, settings.TALLY_YEARS, "years", old_tallies.count()),
        Due(Clock.MESSAGES, settings.MESSAGE_DAYS, "days", messages_past(on).count()),
    ]
