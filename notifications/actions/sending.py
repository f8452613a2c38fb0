"""Send what is due: claim it, commit, send it, record the result. No crash in between loses a message."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from notifications import queries, wanted
from notifications.channels.errors import Unreachable
from notifications.channels.modules import MODULES, Module
from notifications.enums import BY_HAND, REMINDERS, Channel, Status
from notifications.models import OutboxMessage

BATCH_SIZE = 20
# Longer than a task may run (CELERY_TASK_TIME_LIMIT): a lease that ran out belongs to a worker that is gone.
LEASE = timedelta(minutes=5)
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# Then staff are shown it and can try again; nothing is ever thrown away unsent.
GIVE_UP_AFTER = timedelta(hours=72)
TIME_BUDGET_S = 120.0  # after which a run leaves the rest to the next one
# How many due messages are looked at for each that is claimed: some are in quiet hours, some no longer wanted.
LOOKED_AT_PER_CLAIM = 5


def send_due() -> int:
    """Send what is due, batch by batch; returns how many messages were sent. Leaves a channel that is down alone."""
    sent = 0
    down: set[str] = set()
    started = monotonic()
    while monotonic() - started < TIME_BUDGET_S:
        batch = claim(BATCH_SIZE, without=down)
        if not batch:
            break
        for channel, module in MODULES.items():
            count, is_reachable = _send_batch([message for message in batch if message.channel == channel], module)
            sent += count
            if not is_reachable:
                down.add(channel)
    return sent


def _send_batch(batch: list[OutboxMessage], module: Module) -> tuple[int, bool]:
    """Send claimed messages of one channel over one connection; returns how many, and whether the server was there."""
    sent = 0
    connection = module.connect()
    try:
        for number, message in enumerate(batch, 1):
            try:
                sent += deliver(message, connection=connection)
            except Unreachable as error:
                # The others would each wait for the same timeout.
                for other in batch[number:]:
                    put_off(other, error)
                return sent, False
    finally:
        module.close(connection)
    return sent, True


def claim(limit: int = BATCH_SIZE, *, without: Collection[str] = ()) -> list[OutboxMessage]:
    """Lease up to `limit` due messages; only the caller may send them until the lease runs out.

    None of them is on a channel of `without`. Committed when it returns, unless the caller opened a transaction.
    Messages in somebody's quiet hours are moved to their end, messages nobody wants any more are dropped.
    """
    now = timezone.now()
    _take_back(now)
    with transaction.atomic():
        claimed: list[OutboxMessage] = []
        for message in queries.due(now, without)[: LOOKED_AT_PER_CLAIM * limit]:
            if len(claimed) < limit and _sort(message, now):
                claimed.append(message)
        return claimed


def deliver(message: OutboxMessage, *, connection: Any = None) -> bool:
    """Send a claimed message and record how it went; returns whether it was sent.

    Raises `Unreachable`, after putting the message back, where the next one would fare no better.
    """
    # Too late: another worker may have claimed it by now.
    if message.lease_until is None or message.lease_until <= timezone.now():
        return False
    module = MODULES[message.channel]
    try:
        module.send(message, connection=connection or module.connect())
    except Unreachable as error:
        # Once the server is back, what it never saw must not wait for hours.
        (put_back if error.had_begun else put_off)(message, error)
        raise
    except Exception as error:  # noqa: BLE001 - one message that cannot be sent must not keep the others
        put_back(message, error)
        return False
    return _move(message, status=Status.SENT, sent_at=timezone.now(), lease_until=None, last_error="")


def put_back(message: OutboxMessage, error: Exception) -> None:
    """Try a claimed message again later, or give it up after three days. Stores the type of the error, not its text."""
    _again(message, error, pause_after(message.attempts), attempts=F("attempts") + 1)


def put_off(message: OutboxMessage, error: Exception) -> None:
    """Try a claimed message again in a minute, or give it up after three days: there was no server to try it with."""
    _again(message, error, SHORTEST_PAUSE)


def _again(message: OutboxMessage, error: Exception, pause: timedelta, **fields: object) -> None:
    now = timezone.now()
    # The text of an SMTP error can quote the address and the message.
    cause = error.__cause__ or error
    since = message.first_failed_at or now
    status = Status.PENDING
    if now - since >= GIVE_UP_AFTER:
        status = Status.DEAD
    _move(
        message,
        status=status,
        due_at=now + pause,
        first_failed_at=since,
        last_error=type(cause).__name__,
        lease_until=None,
        **fields,
    )


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after a failure that `attempts` others came before: 1, 2, 4 ... minutes, at most 6 h."""
    return min(SHORTEST_PAUSE * (1 << min(attempts, 10)), LONGEST_PAUSE)


@transaction.atomic
def _move(message: OutboxMessage, **fields: object) -> bool:
    """Write fields of a message under the lease it was claimed with; False when another worker has it by now."""
    # The end of the lease tells one claim from another: a worker that was stopped for minutes must change nothing.
    leased = OutboxMessage.objects.filter(pk=message.pk, status=Status.LEASED, lease_until=message.lease_until)
    return leased.update(**fields) == 1


@transaction.atomic
def _take_back(now: datetime) -> None:
    """Free what a worker claimed and never finished; give up messages that have crashed workers for three days."""
    expired = OutboxMessage.objects.filter(status=Status.LEASED, lease_until__lte=now)
    expired.filter(first_failed_at__lte=now - GIVE_UP_AFTER).update(status=Status.DEAD, lease_until=None)
    expired.update(
        status=Status.PENDING,
        lease_until=None,
        attempts=F("attempts") + 1,
        first_failed_at=Coalesce("first_failed_at", now),
        last_error="LeaseRanOut",
    )


def _sort(message: OutboxMessage, now: datetime) -> bool:
    """Lease a due message and return True; or move it to a better time, or drop it, and return False."""
    # As it was read: with another time it was moved by somebody else since.
    waiting = OutboxMessage.objects.filter(pk=message.pk, status=Status.PENDING, due_at=message.due_at)
    # Before the quiet hours: what nobody wants is not put off first.
    if not _wanted(message, now):
        waiting.update(status=Status.DROPPED)
        return False
    # Before the channel: a letter disturbs, too.
    if rests := wanted.rests_until(message):
        waiting.update(due_at=rests)
        return False
    message.channel = _channel_now(message)
    if message.channel in BY_HAND:
        waiting.update(channel=message.channel)
        return False
    if later := _quiet_end(message, now):
        waiting.update(due_at=later)
        return False
    message.status = Status.LEASED
    message.lease_until = now + LEASE
    leased = waiting.update(status=Status.LEASED, lease_until=message.lease_until, channel=message.channel)
    return leased == 1


def _wanted(message: OutboxMessage, now: datetime) -> bool:
    if message.useful_until is not None and message.useful_until <= now:
        return False
    if message.recipient is None:
        return wanted.is_still_for(message)
    reminders = queries.preference_of(message.recipient).reminders
    if not message.recipient.is_active or (message.kind in REMINDERS and not reminders):
        return False
    return wanted.is_still_for(message)


def _channel_now(message: OutboxMessage) -> str:
    """Return the channel of a message; of an e-mail the one that its reader has chosen by now."""
    if message.recipient is None or message.channel != Channel.EMAIL:
        return message.channel
    return queries.channel_of(message.recipient)


def _quiet_end(message: OutboxMessage, now: datetime) -> datetime | None:
    # A page makes no noise, and of somebody without an account no hours are known.
    if message.ignores_quiet_hours or message.recipient is None or message.channel == Channel.PAGE:
        return None
    return queries.preference_of(message.recipient).quiet_end(now, message.recipient.time_zone)
