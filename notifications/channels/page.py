"""The reader's own page: what is in the outbox is there, so there is nothing to send."""

from __future__ import annotations

from notifications.models import OutboxMessage


def connect() -> None:
    """Return no connection: none is needed."""


def close(connection: None) -> None:
    """Close nothing."""


def send(message: OutboxMessage, *, connection: None) -> None:
    """Leave the message where its reader finds it."""
