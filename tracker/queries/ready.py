"""Which feedback has an answer, and which is still there: read whole, so that no query names one of them.

Who keeps the statements of a database would otherwise learn from them whose feedback a contact waits for.
"""

from __future__ import annotations

from uuid import UUID

from feedback.enums import MessageKind, Status
from feedback.models import Feedback, Message
from tracker.models import Item

ANSWERS = (MessageKind.REPLY, MessageKind.DECISION, MessageKind.CHANGE)


def answered() -> set[UUID]:
    """Return the ids of all feedback that has an answer its code can open."""
    said = Message.objects.filter(kind__in=ANSWERS).order_by().values_list("feedback_id", flat=True)
    marked = Item.objects.filter(answered_on__isnull=False).order_by().values_list("feedback_id", flat=True)
    return {*said.distinct(), *marked}


def there() -> set[UUID]:
    """Return the ids of all feedback that was not erased."""
    return set(Feedback.objects.exclude(status=Status.ERASED).values_list("pk", flat=True))
