"""Tell somebody that their second step was taken away."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from notifications.actions.outbox import queue
from notifications.enums import Kind
from notifications.keys import message_key
from notifications.models import OutboxMessage


@transaction.atomic
def tell_of_removed_second_step(person: UUID, event: int) -> OutboxMessage:
    """Queue the message, in the transaction of the act. At once, also at night: somebody else may have asked for it."""
    return queue(
        kind=Kind.SECOND_STEP_REMOVED,
        recipient=User.objects.get(pk=person),
        values={"path": reverse("mfa_index")},
        dedupe_key=message_key(Kind.SECOND_STEP_REMOVED, person, event),
        ignores_quiet_hours=True,
    )
