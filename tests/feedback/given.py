"""Feedback that is there already, and what staff's side tells about it: without going through the form."""

import datetime
import uuid
from typing import Any

from feedback import actions, codes, queries, sealing
from feedback.enums import MessageKind
from feedback.models import Feedback, Message
from tests.feedback.conftest import MonthKey, Visitor


def today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def given(visitor: Visitor, **words: Any) -> Feedback:
    """Keep what somebody said, and let the visitor have the code."""
    visitor.code, submission = codes.new(), uuid.uuid4()
    said = actions.Words(**{"text": "Nobody came at night.", **words})
    assert actions.submit(words=said, code=visitor.code, submission=submission, on=today())
    return Feedback.objects.get(submission=submission)


def told(feedback: Feedback, kind: MessageKind, body: str, **news: Any) -> Message:
    """Tell the receipt of a conversation something."""
    said = {"language": "en", "texts": {"en": {"heading": str(kind.label), "body": body}}, **news}
    message = actions.tell(feedback_id=feedback.pk, kind=kind, news=said, on=today(), submission=uuid.uuid4())
    assert message is not None
    return message


def added(feedback: Feedback, month_key: MonthKey) -> list[dict[str, Any]]:
    """Open what the person added, as staff would, oldest first."""
    opened = []
    for message in queries.from_person([feedback.pk]):
        item_key = queries.key_of(message.pk)
        assert item_key is not None
        opened.append(sealing.open_from_person(message, item_key, month_key.private))
    return opened


def consents(feedback: Feedback) -> dict[str, bool]:
    """Return who may read a version without names, as it stands now."""
    feedback.refresh_from_db()
    return {name: getattr(feedback, name) for name in ("for_team", "for_council", "for_public", "for_training")}
