"""Which feedback has an answer, and which exists still: read whole, so that no query names one of them.

Anyone who keeps the statements of a database would otherwise learn from them whose feedback a contact waits for.
"""

from __future__ import annotations

from uuid import UUID

from desk.models import Case
from feedback.enums import MessageKind, Status
from feedback.models import Feedback, Message

ANSWERS = (MessageKind.REPLY, MessageKind.DECISION, MessageKind.CHANGE)


def answered() -> set[UUID]:
    """Return the ids of all feedback that has an answer its code can open."""
    by_message = Message.objects.filter(kind__in=ANSWERS).order_by().values_list("feedback_id", flat=True)
    by_staff = Case.objects.filter(answered_on__isnull=False).order_by().values_list("feedback_id", flat=True)
    return {*by_message.distinct(), *by_staff}


def existing() -> set[UUID]:
    """Return the ids of all feedback that was not erased."""
    return set(Feedback.objects.exclude(status=Status.ERASED).values_list("pk", flat=True))
