"""A log with four events to tamper with, and the words in which a break is named."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from accounts import audit
from accounts.models import AuditEvent, AuditHead, User


@transaction.atomic
def record(action: str, by: User | None = None) -> AuditEvent:
    return audit.record(action, "Thing 7", by=by, number=1, words=["ä", "ب"])


def linked(action: str) -> AuditEvent:
    """Record an event and link it, as happens after a commit."""
    event = record(action)
    audit.seal()
    event.refresh_from_db()
    return event


def head_row() -> dict[str, Any]:
    """Return the head as somebody may have copied it, to put it back later."""
    return dict(AuditHead.objects.values("count", "digest", "mac").get())


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def broken_at(event: AuditEvent) -> str:
    return f"event {event.pk} of {event.at.isoformat()} does not follow from the one before it"
