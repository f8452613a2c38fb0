"""Whom a planner has told by phone."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from meetings import rules
from meetings.models import Meeting
from notifications import actions as outbox
from notifications.models import OutboxMessage


@transaction.atomic
def note_call(*, meeting: Meeting, message: OutboxMessage, by: User) -> None:
    """Note that somebody was told on the phone what a message about a meeting says."""
    rules.may_plan_for(by, meeting.council).enforce()
    outbox.note_call(message=message, by=by)
