"""Which messages about joining are still for their reader when they are sent."""

from __future__ import annotations

from django.utils import timezone

from accounts import queries
from notifications import wanted
from notifications.enums import Kind
from notifications.models import OutboxMessage
from people.enums import InvitationStatus
from people.models import Invitation


def register_checks() -> None:
    """Let the outbox ask before it sends. Called from `AppConfig.ready`."""
    wanted.register(Kind.JOIN_INVITATION, is_open)
    wanted.register(Kind.NEED_REVIEW, is_due)


def is_open(message: OutboxMessage) -> bool:
    """Return whether the link in a message still opens an invitation."""
    pk = message.values.get("invitation")
    if pk is None:
        return True
    # Sent again since: the link of this message is an earlier one.
    still = Invitation.objects.filter(pk=pk, times_sent=message.values["times_sent"], status=InvitationStatus.SENT)
    return still.exists()


def is_due(message: OutboxMessage) -> bool:
    """Return whether somebody still has a need that they have not confirmed since."""
    if message.recipient is None:
        return False
    today = timezone.localdate()
    return any(need.review_due <= today for need in queries.needs_of(message.recipient))
