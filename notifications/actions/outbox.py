"""Put messages into the outbox and take them out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.utils import resolve_callables
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.transitions import transition
from core.verdicts import Conflict
from notifications import queries, rules
from notifications.actions.nudging import nudge
from notifications.enums import BY_HAND, NEXT, Channel, Kind, Status
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
    channel: str = "",
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
    ignores_quiet_hours: bool = False,
) -> OutboxMessage:
    """Put a message into the outbox, in the caller's transaction; the same `dedupe_key` gives the same message.

    It goes by the channel its reader chose; one that is for the page is there at once. `channel` insists on one.
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
    # Asked only for a message that is not there yet.
    chosen = channel or partial(queries.channel_of, recipient)
    # What goes by its reader's own choice is one message, whichever channel that is in the end.
    key = on_channel(dedupe_key, channel or Channel.EMAIL)
    return _put(key, {"recipient": recipient}, {"channel": chosen, **fields})


@transaction.atomic
def queue_to_address(  # noqa: PLR0913 - what a message is
    *,
    kind: Kind,
    address: str,
    language: str,
    name: str,
    values: Mapping[str, object],
    dedupe_key: str,
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
) -> OutboxMessage:
    """Put a message to somebody who has no account into the outbox: by e-mail to `address`, in `language`.

    As `queue` in everything else. There are no wishes and no quiet hours: we do not know any, nor the person's zone.
    """
    fields = {
        "kind": kind,
        "values": {**values, "name": name},
        "due_at": due_at or timezone.now(),
        "useful_until": useful_until,
        "address": address,
        "language": language,
    }
    return _put(dedupe_key, {"channel": Channel.EMAIL}, fields)


def _put(key: str, fixed: Mapping[str, object], fields: Mapping[str, Any]) -> OutboxMessage:
    """Make the message of a key, or bring it back with new words where it had been dropped."""
    message, is_new = OutboxMessage.objects.get_or_create(dedupe_key=key, defaults={**fixed, **fields})
    # Wanted again: a person who had said that they do not come has changed their mind.
    if not is_new and message.status == Status.DROPPED:
        dropped = OutboxMessage.objects.filter(pk=message.pk, status=Status.DROPPED)
        values = dict(resolve_callables(fields))
        is_new = dropped.update(status=Status.PENDING, **RETRY_RESET, **values) == 1
        message.refresh_from_db()
    if is_new and message.channel == Channel.PAGE and message.due_at <= timezone.now():
        # There is nothing to send: it is on the page with the commit.
        transition(message, Status.SENT, NEXT, only_from=Status.PENDING, sent_at=timezone.now())
    # After the commit: a worker that looked earlier would find nothing.
    elif is_new:
        transaction.on_commit(nudge)
    return message


def drop(key: str) -> set[UUID]:
    """Take back what waits under a key and all longer ones; returns the ids of people who will not hear of it.

    `key` comes from `keys.message_key`. What is being sent right now, or was sent, stays as it is.
    """
    return set(take_back(key))


@transaction.atomic
def take_back(key: str) -> dict[UUID, Mapping[str, Any]]:
    """Do as `drop`, and return what was to be said to each person, by their ids: the values of the message."""
    dropped: dict[UUID, Mapping[str, Any]] = {}
    # With the separator, or the key of one thing would also begin that of another.
    covered = Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:")
    # In one order, so that two who drop at the same time wait for each other instead of for ever.
    for message in OutboxMessage.objects.filter(covered, status=Status.PENDING).order_by("pk"):
        # One by one: the sender may have claimed some of them since they were read.
        waiting = OutboxMessage.objects.filter(pk=message.pk, status=Status.PENDING)
        # Of somebody without an account there is no id.
        if waiting.update(status=Status.DROPPED) and message.recipient_id is not None:
            dropped[message.recipient_id] = message.values
    return dropped


@transaction.atomic
def drop_all(key: str) -> int:
    """Take back what waits under a key and all longer ones; returns how many messages it was."""
    covered = Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:")
    return OutboxMessage.objects.filter(covered, status=Status.PENDING).update(status=Status.DROPPED)


@transaction.atomic
def drop_for(*, person: User, key: str) -> int:
    """Take back what waits for one person under a key and all longer ones; returns how many messages it was.

    What is being sent right now, or was sent, stays as it is.
    """
    covered = Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:")
    waiting = OutboxMessage.objects.filter(covered, recipient=person, status=Status.PENDING)
    return waiting.update(status=Status.DROPPED)


@transaction.atomic
def forget_dropped(key: str) -> None:
    """Destroy what was taken back under a key and all longer ones, where that says something about its readers."""
    covered = Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:")
    OutboxMessage.objects.filter(covered, status=Status.DROPPED).delete()


@transaction.atomic
def hurry_for(*, person: User, kinds: Collection[Kind]) -> None:
    """Let what waits for one person be looked at now: it may have waited for them to come back."""
    waiting = OutboxMessage.objects.filter(recipient=person, status=Status.PENDING, kind__in=kinds)
    waiting.update(due_at=timezone.now())
    transaction.on_commit(nudge)


@transaction.atomic
def note_call(*, message: OutboxMessage, by: User) -> OutboxMessage:
    """Note that somebody was told on the phone what a message says, whatever becomes of the message itself."""
    rules.may_reach_by_hand(by).enforce()
    if message.recipient is None:
        raise Conflict
    if message.channel == Channel.PHONE:
        mark_done(message=message, by=by)
        return message
    # It goes on being sent: it may hold what cannot be said on the phone, such as a file for a calendar.
    call, _is_new = OutboxMessage.objects.get_or_create(
        dedupe_key=on_channel(message.dedupe_key.removesuffix(f":{message.channel}"), Channel.PHONE),
        defaults={
            "kind": message.kind,
            "recipient": message.recipient,
            "channel": Channel.PHONE,
            "values": message.values,
            "due_at": timezone.now(),
            "useful_until": message.useful_until,
        },
    )
    mark_done(message=call, by=by)
    return call


@transaction.atomic
def try_again(*, message: OutboxMessage, by: User) -> None:
    """Send a message that was given up once more, with all the attempts of a new one."""
    rules.may_try_again(by, message).enforce()
    transition(message, Status.PENDING, NEXT, only_from=Status.DEAD, due_at=timezone.now(), **RETRY_RESET)
    audit.record("tried a message again", message, by=by, kind=message.kind)
    transaction.on_commit(nudge)


@transaction.atomic
def mark_done(*, message: OutboxMessage, by: User) -> None:
    """Note that a letter was posted or a call made. Raises Conflict where it was noted already."""
    rules.may_mark_done(by, message).enforce()
    if message.channel not in BY_HAND:
        raise Conflict
    transition(message, Status.SENT, NEXT, only_from=Status.PENDING, sent_at=timezone.now())
    audit.record("sent a message by hand", message, by=by, kind=message.kind, channel=message.channel)


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
