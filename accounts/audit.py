"""The log of what was done: words, not foreign keys, chained with a key so that any change shows."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, AuditHead, User

START = b"\0" * 32
SYSTEM = "the system"


def named(person: User | None) -> str:
    """Return a person in words that survive them: their id, which nobody can choose, then name, address and roles."""
    if person is None:
        return SYSTEM
    roles = ", ".join(sorted(Role(role).value for role in person.roles)) or "no role"
    return " ".join(filter(None, [str(person.pk), person.name, f"<{person.email}>", f"({roles})"]))


def _digest(previous: bytes, at: datetime, *said: object) -> bytes:
    """Return the next link of the chain; `said` is actor, action, subject and details."""
    line = json.dumps([at.isoformat(), *said], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(settings.AUDIT_KEY, previous + line.encode(), hashlib.sha256)


def record(action: str, subject: object, *, by: User | None, **details: str | int | bool | list[str]) -> AuditEvent:
    """Add one event to the end of the chain, in the transaction of what it describes.

    `subject` is kept as its kind and id, never as a link; `details` hold plain values and no words of feedback.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "An event is recorded in the transaction of what it describes."
        raise transaction.TransactionManagementError(message)
    AuditHead.objects.get_or_create(id=1, defaults={"digest": START})
    head = AuditHead.objects.select_for_update().get(id=1)
    label = subject if isinstance(subject, str) else f"{subject.__class__.__name__} {getattr(subject, 'pk', '')}"
    at, actor = timezone.now(), named(by)
    previous = bytes(head.digest)
    digest = _digest(previous, at, actor, action, label, details)
    event = AuditEvent.objects.create(
        at=at, actor=actor, action=action, subject=label, details=details, previous=previous, digest=digest
    )
    AuditHead.objects.filter(id=1).update(digest=digest, count=head.count + 1)
    return event


def breaks(checkpoint: tuple[int, bytes] | None = None) -> Iterator[str]:
    """Yield a line for every place where the chain does not hold, first the earliest.

    `checkpoint` is (number of events, digest of the last of them) as kept somewhere else at an earlier time: somebody
    who may write the whole database can cut the end off and put the head back, but not change what was kept outside.
    """
    previous, count = START, 0
    for event in AuditEvent.objects.order_by("id").iterator():
        expected = _digest(previous, event.at, event.actor, event.action, event.subject, event.details)
        if bytes(event.previous) != previous or not hmac.compare_digest(bytes(event.digest), expected):
            yield f"event {event.id} of {event.at.isoformat()} does not follow from the one before it"
        previous, count = bytes(event.digest), count + 1
        if checkpoint and count == checkpoint[0] and previous != checkpoint[1]:
            yield f"event {event.id} of {event.at.isoformat()} is not the one of the checkpoint"
    recorded, last = head()
    if recorded != count or last != previous:
        yield f"the log ends after {count} events, but {recorded} were recorded"
    if checkpoint and count < checkpoint[0]:
        yield f"the log ends after {count} events, but the checkpoint was made after {checkpoint[0]}"


def head() -> tuple[int, bytes]:
    """Return how many events were recorded and the digest of the last: a checkpoint to keep somewhere else."""
    end = AuditHead.objects.filter(id=1).first()
    return (end.count, bytes(end.digest)) if end else (0, START)
