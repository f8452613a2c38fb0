"""Which messages about councils are still for their reader when they are sent."""

from __future__ import annotations

from uuid import UUID

from council.models import Membership
from notifications import wanted
from notifications.enums import Kind
from notifications.models import OutboxMessage


def register_checks() -> None:
    """Let the outbox ask before it sends. Called from `AppConfig.ready`."""
    wanted.register(Kind.TALK_OFFERED, has_left)


def has_left(message: OutboxMessage) -> bool:
    """Return whether whom a last talk is offered has no later term there since; every other talk is for its reader."""
    last_of = message.values.get("last_of")
    if last_of is None:
        return True
    term = Membership.objects.filter(pk=UUID(last_of)).select_related("seat").first()
    if term is None:
        return False
    later = Membership.objects.filter(seat__council=term.seat.council_id, user=term.user_id)
    return not later.filter(ends_on__gt=term.ends_on).exists()
