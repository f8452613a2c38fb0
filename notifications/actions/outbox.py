"""Put messages into the outbox and take them out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.verdicts import AlreadyMoved
from notifications import queries, rules
from notifications.actions.nudging import nudge
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage

AFRESH = {"attempts": 0, "first_failed_at": None, "last_error": ""}


@transaction.atomic
def queue(  # noqa: PLR0913 - what a message is
    *,
    kind: Kind,
    recipient: User,
    values: Mapping[str, object],
    dedupe_key: str,
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
    ignores_quiet_hours: bool = False,
) -> OutboxMessage:
    """Put a message into the outbox, in the caller's transaction; the same `dedupe_key` gives the same message.

    `values` are plain JSON. Read by the templates: `when` (an aware time, ISO 8601) is told in the reader's zone;
    `day`, `answer_by` and `access_deadline` (ISO dates) in words; `path` and `answer_path` become whole addresses;
    `attachments` maps file names to text. Nothing from feedback belongs here. After `useful_until` it is not sent.
    """
    fields = {
        "kind": kind,
        "values": dict(values),
        "due_at": due_at or timezone.now(),
        "useful_until": useful_until,
        "ignores_quiet_hours": ignores_quiet_hours,
    }
    message, is_new = OutboxMessage.objects.get_or_create(
        dedupe_key=dedupe_key, defaults={"recipient": recipient, **fields}
    )
    if not is_new and message.status == Status.DROPPED:
        dropped = OutboxMessage.objects.filter(pk=message.pk, status=Status.DROPPED)
        is_new = dropped.update(status=Status.PENDING, **AFRESH, **fields) == 1
        message.refresh_from_db()
    if is_new:
        transaction.on_commit(nudge)
    return message


@transaction.atomic
def drop(prefix: str) -> set[UUID]:
    """Take back what waits under keys that begin with `prefix`; returns the ids of people who will not hear of it.

    What is being sent right now, or was sent, stays as it is.
    """
    dropped = set()
    for message in OutboxMessage.objects.filter(dedupe_key__startswith=prefix, status=Status.PENDING).order_by("pk"):
        if OutboxMessage.objects.filter(pk=message.pk, status=Status.PENDING).update(status=Status.DROPPED):
            dropped.add(message.recipient_id)
    return dropped


@transaction.atomic
def try_again(*, message: OutboxMessage, by: User) -> None:
    """Send a message that was given up once more, with the whole patience of a new one."""
    rules.may_try_again(by, message).enforce()
    given_up = OutboxMessage.objects.filter(pk=message.pk, status=Status.DEAD)
    if given_up.update(status=Status.PENDING, due_at=timezone.now(), **AFRESH) != 1:
        raise AlreadyMoved
    audit.record("tried a message again", message, by=by, kind=message.kind)
    transaction.on_commit(nudge)


@transaction.atomic
def try_all_again(*, by: User) -> int:
    """Send everything that was given up once more; returns how much that is."""
    rules.may_see_unsent(by).enforce()
    given_up = queries.unsent().filter(status=Status.DEAD).order_by().select_related(None)
    count = given_up.update(status=Status.PENDING, due_at=timezone.now(), **AFRESH)
    audit.record("tried all messages again", "the outbox", by=by, count=count)
    transaction.on_commit(nudge)
    return count


def forget(numbers: Iterable[UUID]) -> None:
    """Destroy messages that are past their time; what was never sent is not among them."""
    OutboxMessage.objects.filter(pk__in=list(numbers), status__in=[Status.SENT, Status.DROPPED]).delete()
