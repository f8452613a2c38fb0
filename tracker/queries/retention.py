"""What is past its time."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from feedback.actions.forgetting import FREE_TEXT
from feedback.enums import CONSENTS, Status
from feedback.models import Contact, Draft, Feedback, File, ItemKey, Message, Tally
from notifications.models import OutboxMessage
from notifications.queries import sent_before
from tracker.enums import Clock
from tracker.models import Item
from tracker.queries.items import with_added

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


def _finished(on: date, months: int) -> Q:
    """Return the condition that something is finished for so long, and nothing was added that nobody has seen yet."""
    unseen = with_added(Item.objects.all()).filter(Q(added__gt=F("messages_seen"))).values("feedback")
    return Q(status=Status.CLOSED, since__lte=months_before(on, months)) & ~Q(pk__in=unseen)


def words_past(on: date) -> QuerySet[Feedback]:
    """Return finished feedback of which words, files or free text are still there and past their time."""
    parts = (
        ItemKey.objects.filter(feedback=OuterRef("pk")),
        File.objects.filter(feedback=OuterRef("pk")),
        Message.objects.filter(feedback=OuterRef("pk"), kind__in=FREE_TEXT).exclude(sealed=b""),
    )
    left = ~Q(body=b"")
    for part in parts:
        left |= Q(Exists(part))
    return Feedback.objects.annotate(since=SINCE).filter(_finished(on, settings.WORDS_MONTHS), left)


def conversations_past(on: date) -> QuerySet[Feedback]:
    """Return feedback whose code is to open nothing any more: finished, or erased, long enough ago."""
    finished = _finished(on, settings.CONVERSATION_MONTHS)
    erased = Q(status=Status.ERASED, since__lte=on - timedelta(days=settings.ERASED_DAYS))
    return Feedback.objects.annotate(since=SINCE).filter(finished | erased)


def erased_numbers() -> list[str]:
    """Return the numbers of feedback that people had erased, in no order that tells when. To keep beside backups."""
    return sorted(str(pk) for pk in Feedback.objects.filter(status=Status.ERASED).values_list("pk", flat=True))


def agreed() -> list[tuple[str, list[str]]]:
    """Return the numbers of feedback that is not erased, each with its consents that are given. To keep likewise."""
    there = Feedback.objects.exclude(status=Status.ERASED).only("pk", *CONSENTS)
    return sorted((str(one.pk), [name for name in CONSENTS if getattr(one, name)]) for one in there)


def first_tally_kept(on: date) -> date:
    """Return the first month whose counts are still kept."""
    return months_before(on, 12 * settings.TALLY_YEARS).replace(day=1)


def messages_past(on: date) -> QuerySet[OutboxMessage]:
    """Return messages that were sent long enough ago."""
    return sent_before(on - timedelta(days=settings.MESSAGE_DAYS))


def clocks(on: date) -> list[Due]:
    """Return every clock and what is past it."""
    staged = File.objects.filter(feedback=None, kept_until__lt=on)
    contacts = Contact.objects.filter(kept_until__lt=on)
    old_tallies = Tally.objects.filter(month__lt=first_tally_kept(on))
    return [
        Due(Clock.DRAFTS, settings.DRAFT_DAYS, "days", Draft.objects.filter(kept_until__lt=on).count()),
        Due(Clock.STAGED_FILES, 1, "days", staged.count()),
        Due(Clock.CONTACTS, settings.CONTACT_DAYS, "days", contacts.count()),
        Due(Clock.WORDS, settings.WORDS_MONTHS, "months", words_past(on).count()),
        Due(Clock.CONVERSATIONS, settings.CONVERSATION_MONTHS, "months", conversations_past(on).count()),
        Due(Clock.TALLIES, settings.TALLY_YEARS, "years", old_tallies.count()),
        Due(Clock.MESSAGES, settings.MESSAGE_DAYS, "days", messages_past(on).count()),
    ]
