"""Put messages into the outbox and take them out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.transitions import transition
from notifications import queries, rules
from notifications.actions.nudging import nudge
from notifications.enums import NEXT, Channel, Kind, Status
from notifications.keys import on_channel
from notifications.models import OutboxMessage

# What a message that is tried again from the beginning has in these fields.
RETRY_RESET: dict[str, Any] = {"attempts": 0, "first_failed_at": None, "last_error": ""}


@transaction.atomic
def queue(  # noqa: PLR0913 - what a message is
    *,
    kind: Kind,
    recipient: User,
    values: Mapping[str, object],
    dedupe_key: str,
    channel: str = Channel.EMAIL,
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
    ignores_quiet_hours: bool = False,
) -> OutboxMessage:
    """Put a message into the outbox, in the caller's transaction; the same `dedupe_key` gives the same message.

    `dedupe_key` comes from `keys.message_key`; on another channel it is another message. `values` are plain JSON. Read
    by the templates: `when` (an aware time, ISO 8601) is printed in the reader's zone; `day`, `answer_by` and
    `access_deadline` (ISO dates) in words; `path` and `answer_path` become whole addresses; `attachments` maps file
    names to text. Nothing from feedback belongs here.
    After `useful_until` it is not sent.
    """
    fields = {
        "kind": kind,
        "values": dict(values),
        "due_at": due_at or timezone.now(),
        "useful_until": useful_until,
        "ignores_quiet_hours": ignores_quiet_hours,
    }
    message, is_new = OutboxMessage.objects.get_or_create(
        dedupe_key=on_channel(dedupe_key, channel), defaults={"recipient": recipient, "channel": channel, **fields}
    )
    # Wanted again: a person who had said that they do not come has changed their mind.
    if not is_new and message.status == Status.DROPPED:
        dropped = OutboxMessage.objects.filter(pk=message.pk, status=Status.DROPPED)
        is_new = dropped.update(status=Status.PENDING, **RETRY_RESET, **fields) == 1
        message.refresh_from_db()
    # After the commit: a worker that looked earlier would find nothing.
    if is_new:
        transaction.on_commit(nudge)
    return message


@transaction.atomic
def drop(key: str) -> set[UUID]:
    """Take back what waits under a key and all longer ones; returns the ids of people who will not hear of it.

    `key` comes from `keys.message_key`. What is being sent right now, or was sent, stays as it is.
    """
    dropped = set()
    # With the separator, or the key of one thing would also begin that of another.
    covered = Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:")
    # In one order, so that two who drop at the same time wait for each other instead of for ever.
    for message in OutboxMessage.objects.filter(covered, status=Status.PENDING).order_by("pk"):
        # One by one: the sender may have claimed some of them since they were read.
        if OutboxMessage.objects.filter(pk=message.pk, status=Status.PENDING).update(status=Status.DROPPED):
            dropped.add(message.recipient_id)
    return dropped


@transaction.atomic
def drop_for(*, person: User, key: str) -> int:
    """Take back what waits for one person under a key and all longer ones; returns how many messages it was.

    What is being sent right now, or was sent, stays as it is.
    """
    covered = Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:")
    waiting = OutboxMessage.objects.filter(covered, recipient=person, status=Status.PENDING)
    return waiting.update(status=Status.DROPPED)


@transaction.atomic
def try_again(*, message: OutboxMessage, by: User) -> None:
    """Send a message that was given up once more, with all the attempts of a new one."""
    rules.may_try_again(by, message).enforce()
    transition(message, Status.PENDING, NEXT, only_from=Status.DEAD, due_at=timezone.now(), **RETRY_RESET)
    audit.record("tried a message again", message, by=by, kind=message.kind)
    transaction.on_commit(nudge)


@transaction.atomic
def try_all_again(*, by: User) -> int:
    """Send every message that was given up once more; returns their number."""
    rules.may_see_unsent(by).enforce()
    given_up = queries.unsent().filter(status=Status.DEAD).order_by().select_related(None)
    count = given_up.update(status=Status.PENDING, due_at=timezone.now(), **RETRY_RESET)
    audit.record("tried all messages again", "the outbox", by=by, count=count)
    transaction.on_commit(nudge)
    return count


def forget(numbers: Iterable[UUID]) -> None:
    """Destroy messages that are past their time; what was never sent is not among them."""
    # The states once more: what had been dropped may be wanted again since its id was read.
    OutboxMessage.objects.filter(pk__in=list(numbers), status__in=[Status.SENT, Status.DROPPED]).delete()
