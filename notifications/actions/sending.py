"""Send what is due: claim it, commit, send it, say how it went. A message is lost by nothing that happens between."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from notifications import queries
from notifications.channels import email
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage

BATCH = 20
# Longer than a task may run (CELERY_TASK_TIME_LIMIT): a lease that ran out belongs to a worker that is gone.
LEASE = timedelta(minutes=5)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
PATIENCE = timedelta(hours=72)
BUDGET = 120.0  # seconds after which a run leaves the rest to the next one


def send_due() -> int:
    """Send what is due, batch by batch; returns how many messages were sent. Stops where no mail can be sent."""
    sent, started = 0, monotonic()
    while monotonic() - started < BUDGET and (batch := claim(BATCH)):
        connection = email.connect()
        try:
            for number, message in enumerate(batch):
                try:
                    sent += deliver(message, connection=connection)
                except email.Unreachable as error:
                    for other in batch[number + 1 :]:
                        put_back(other, error)
                    return sent
        finally:
            email.close(connection)
    return sent


def claim(limit: int = BATCH) -> list[OutboxMessage]:
    """Lease up to `limit` messages that are due; only the caller may send them until the lease runs out.

    Committed when it returns, unless the caller opened a transaction. Messages in somebody's quiet hours are moved to
    their end, messages nobody wants any more are dropped.
    """
    now = timezone.now()
    _take_back(now)
    with transaction.atomic():
        claimed: list[OutboxMessage] = []
        for message in queries.due(now)[: 5 * limit]:
            if len(claimed) < limit and _sort(message, now):
                claimed.append(message)
        return claimed


def deliver(message: OutboxMessage, *, connection: BaseEmailBackend | None = None) -> bool:
    """Send a claimed message and record how it went; returns whether it was sent.

    Raises `email.Unreachable`, after putting the message back, where the next one would fare no better.
    """
    if message.lease_until is None or message.lease_until <= timezone.now():
        return False
    try:
        email.send(message, connection=connection or email.connect())
    except email.Unreachable as error:
        put_back(message, error)
        raise
    except Exception as error:  # noqa: BLE001 - one message that cannot be sent must not keep the others
        put_back(message, error)
        return False
    return _move(message, status=Status.SENT, sent_at=timezone.now(), lease_until=None, last_error="")


def put_back(message: OutboxMessage, error: Exception) -> None:
    """Try a claimed message again later, or give it up after three days. Keeps the kind of error, not its words."""
    now = timezone.now()
    cause = error.__cause__ or error
    since = message.first_failed_at or now
    given_up = now - since >= PATIENCE
    _move(
        message,
        status=Status.DEAD if given_up else Status.PENDING,
        due_at=now + pause_after(message.attempts),
        first_failed_at=since,
        attempts=F("attempts") + 1,
        last_error=type(cause).__name__,
        lease_until=None,
    )


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after a failure that `attempts` others came before: 1, 2, 4 ... minutes, at most 6 h."""
    return min(SHORTEST_PAUSE * (1 << min(attempts, 10)), LONGEST_PAUSE)


@transaction.atomic
def _move(message: OutboxMessage, **fields: object) -> bool:
    """Move a message on under the lease it was claimed with; False when somebody else has it by now."""
    mine = OutboxMessage.objects.filter(pk=message.pk, status=Status.LEASED, lease_until=message.lease_until)
    return mine.update(**fields) == 1


@transaction.atomic
def _take_back(now: datetime) -> None:
    """Free what a worker claimed and never finished; give up what has ended workers for three days."""
    left = OutboxMessage.objects.filter(status=Status.LEASED, lease_until__lte=now)
    left.filter(first_failed_at__lte=now - PATIENCE).update(status=Status.DEAD, lease_until=None)
    left.update(
        status=Status.PENDING,
        lease_until=None,
        attempts=F("attempts") + 1,
        first_failed_at=Coalesce("first_failed_at", now),
        last_error="LeaseRanOut",
    )


def _sort(message: OutboxMessage, now: datetime) -> bool:
    """Lease a due message and return True; or move it to a better time, or drop it, and return False."""
    waiting = OutboxMessage.objects.filter(pk=message.pk, status=Status.PENDING, due_at=message.due_at)
    if not _wanted(message, now):
        waiting.update(status=Status.DROPPED)
        return False
    if later := _quiet_end(message, now):
        waiting.update(due_at=later)
        return False
    message.status, message.lease_until = Status.LEASED, now + LEASE
    return waiting.update(status=Status.LEASED, lease_until=message.lease_until) == 1


def _wanted(message: OutboxMessage, now: datetime) -> bool:
    preference = queries.preference_of(message.recipient)
    return (
        message.recipient.is_active
        and preference.email
        and (preference.reminders or message.kind != Kind.MEETING_REMINDER)
        and (message.useful_until is None or now < message.useful_until)
    )


def _quiet_end(message: OutboxMessage, now: datetime) -> datetime | None:
    if message.ignores_quiet_hours:
        return None
    return queries.preference_of(message.recipient).quiet_end(now, message.recipient.time_zone)
