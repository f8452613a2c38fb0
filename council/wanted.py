"""Which messages about councils are still for their reader when they are sent."""

from __future__ import annotations

from uuid import UUID

from council import queries
from notifications import wanted
from notifications.enums import Kind
from notifications.models import OutboxMessage


def register_checks() -> None:
    """Let the outbox ask before it sends. Called from `AppConfig.ready`."""
    wanted.register(Kind.TALK_OFFERED, has_left)


def has_left(message: OutboxMessage) -> bool:
    """Return whether whom a last talk is offered has not come back since; every other talk is for its reader."""
    term = message.values.get("last_of")
    return term is None or not queries.is_back(UUID(term))
