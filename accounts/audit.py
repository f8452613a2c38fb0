"""The log of what was done: words, not foreign keys, linked with a key into a chain so that any change shows.

An act writes its event and waits for nobody; `seal` links it after the commit. See docs/adr/0023.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent, AuditHead, User

START = b"\0" * 32
SYSTEM = "the system"
# From its end, which nobody can choose: a name may hold brackets of its own.
_NAMED = re.compile(r"[0-9a-f-]{36} (?P<name>.*?)<(?P<email>[^<>]*)> \((?P<roles>[^()]*)\)$", re.DOTALL)
LINK = "UPDATE accounts_auditevent SET position = %s, previous = %s, digest = %s WHERE id = %s"
# One statement updates so many events; a larger one makes whoever links wait without making the whole faster.
BATCH = 200
# Whoever links goes on for what is committed meanwhile, but not for as long as others keep on writing.
BATCHES = 5
TURNS = 5
# One thread of a process links at a time.
_turn = threading.Lock()
_asked = threading.Event()


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the chain: how many events, the digest of the last one, and when that one happened."""

    count: int = 0
    digest: bytes = START
    event_at: datetime | None = None


def named(person: User | None) -> str:
    """Return a person in words that survive them: their id, which nobody can choose, then name, address and roles."""
    if person is None:
        return SYSTEM
    roles = ", ".join(sorted(Role(role).value for role in person.roles)) or "no role"
    return " ".join(filter(None, [str(person.pk), person.name, f"<{person.email or ''}>", f"({roles})"]))


@dataclass(frozen=True, slots=True)
class Name:
    """A person as `named` wrote them; where something else is written, all of it is the name."""

    name: str
    email: str = ""
    roles: list[str] = field(default_factory=list)


def read_name(words: str) -> Name:
    """Return what `named` put together."""
    found = _NAMED.match(words)
    if found is None:
        return Name(words)
    return Name(found["name"].strip(), found["email"], found["roles"].split(", "))


def mac(purpose: str, *parts: object) -> bytes:
    """Return the authentication code of some plain values. `purpose` keeps codes of different rows apart."""
    line = json.dumps([purpose, *parts], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(settings.AUDIT_KEY, line.encode(), hashlib.sha256)


def content_mac(event: AuditEvent) -> bytes:
    """Return the code of what an event says, wherever in the chain it is."""
    words = (event.actor, event.action, event.subject, event.details)
    return mac("event", bytes(event.nonce).hex(), event.at.isoformat(), *words)


def link_digest(previous: bytes, position: int, event_id: int, event_mac: bytes) -> bytes:
    """Return the digest that links an event to the one before it, at its position and under its id."""
    return mac("link", previous.hex(), position, event_id, event_mac.hex())


def label(subject: object) -> str:
    """Return a subject in words that survive it: its kind and id."""
    if isinstance(subject, str):
        return subject
    return f"{subject.__class__.__name__} {getattr(subject, 'pk', '')}"


def record(action: str, subject: object, *, by: User | None, **details: str | int | bool | list[str]) -> AuditEvent:
    """Add one event to the log, in the transaction of what it describes. Takes no lock.

    `subject` is kept as its kind and id, never as a link; `details` hold plain values and no words of feedback.
    """
    # Otherwise an act could be taken back and its event stay, or the other way round.
    if not connection.in_atomic_block:
        message = "An event is recorded in the transaction of what it describes."
        raise transaction.TransactionManagementError(message)
    event = AuditEvent(at=timezone.now(), actor=named(by), action=action, subject=label(subject), details=details)
    # Two acts in the same words at the same time are two events, and a copy of one is not a third.
    event.nonce = secrets.token_bytes(16)
    event.mac = content_mac(event)
    event.save(force_insert=True)
    _seal_soon()
    return event


def _seal_soon() -> None:
    """Link after the commit, so that nobody waits. With one writer, as in SQLite, at once: a second turn costs more."""
    if connection.features.has_select_for_update_skip_locked:
        # Robust: the act is done. What could not be linked now is linked with the next event or by the worker.
        transaction.on_commit(_seal_for_all, robust=True)
    else:
        seal()


def _seal_for_all() -> None:
    """Link what waits, also for the threads that commit meanwhile: each of them would only find the head locked."""
    _asked.set()
    for _time in range(TURNS):
        # Asked again after the last look at what waits, and before the turn was given back: then nobody would link.
        if not _asked.is_set() or not _turn.acquire(blocking=False):
            return
        try:
            _asked.clear()
            seal()
        finally:
            _turn.release()


def waiting() -> QuerySet[AuditEvent]:
    """Return the events that are not in the chain yet, the oldest first."""
    return AuditEvent.objects.filter(position=None).order_by("id")


def seal() -> int:
    """Link the committed events that wait, and return how many. Does nothing while somebody else links."""
    linked = 0
    for _batch in range(BATCHES):
        added = _link()
        linked += added
        if added < BATCH:
            break
    return linked


@transaction.atomic
def _link() -> int:
    """Link one batch under the lock of the head."""
    row = _locked_head()
    if row is None:
        return 0
    events = list(waiting().values_list("id", "mac")[:BATCH])
    if not events:
        return 0
    end = _end(row)
    links: list[tuple[int, bytes, bytes, int]] = []
    for event_id, event_mac in events:
        position = end.count + 1
        digest = link_digest(end.digest, position, event_id, bytes(event_mac))
        links.append((position, end.digest, digest, event_id))
        end = Point(position, digest)
    with connection.cursor() as cursor:
        # In one go and by hand: what the ORM writes for many different values takes longer than all the rest.
        cursor.executemany(LINK, links)
    AuditHead.objects.filter(pk=row.pk).update(count=end.count, digest=end.digest, mac=_head_mac(end))
    return len(events)


def _locked_head() -> AuditHead | None:
    """Return the head, locked; None when somebody else has locked it."""
    heads = AuditHead.objects.select_for_update(skip_locked=True)
    if row := heads.first():
        return row
    # Locked, or not there yet: only a look without the lock tells the two apart.
    if AuditHead.objects.exists():
        return None
    first = AuditHead(id=1, digest=START, mac=_head_mac(Point()))
    AuditHead.objects.bulk_create([first], ignore_conflicts=True)
    return heads.first()


def _end(row: AuditHead) -> Point:
    """Return where the chain goes on.

    With a head that is not ours, or behind the events, the next event starts from nothing: to go on from what is found
    there would make a chain of it that holds.
    """
    last = AuditEvent.objects.aggregate(last=Max("position"))["last"] or 0
    if is_head_genuine(row) and row.count >= last:
        return Point(row.count, bytes(row.digest))
    return Point(last, START)


def _head_mac(end: Point) -> bytes:
    return mac("head", end.count, end.digest.hex())


def is_head_genuine(row: AuditHead) -> bool:
    """Return whether the head was written with the key."""
    return hmac.compare_digest(bytes(row.mac), _head_mac(Point(row.count, bytes(row.digest))))


def head() -> tuple[int, bytes]:
    """Return how many events were linked and the digest of the last: a checkpoint to keep somewhere else."""
    end = AuditHead.objects.filter(id=1).first()
    return (end.count, bytes(end.digest)) if end else (0, START)
