"""Feedback that is there already, and what staff's side tells about it: without going through the form."""

import datetime
import secrets
import uuid
from dataclasses import replace
from typing import Any

from feedback import actions, challenges, codes, form_state, queries, sealing, steps
from feedback.content import FeedbackContent, Notice
from feedback.enums import MessageKind
from feedback.form_state import AfterState, FormState
from feedback.models import Feedback, Message
from tests.feedback.conftest import MonthKey, Visitor


def today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def content(**answers: Any) -> FeedbackContent:
    """Return what somebody sends; what is no answer (files, language, channel, reread) by the same names."""
    about = {name: answers.pop(name) for name in ("files", "language", "channel", "reread") if name in answers}
    return FeedbackContent(answers=steps.complete(answers), **about)


def after_token(feedback: str = "", number: str = "") -> str:
    """Return what opens the two pages after sending, for a visit of its own unless its number is given."""
    feedback = feedback or str(uuid.uuid4())
    return form_state.write(AfterState(feedback=feedback, number=number or secrets.token_hex(16)))


def challenged(state: FormState) -> FormState:
    """Return a state with what is asked for it, as the page that asks to wait carries it."""
    return replace(state, challenge=challenges.challenge_for(state))


def given(visitor: Visitor, **words: Any) -> Feedback:
    """Keep what somebody said, and let the visitor have the code."""
    visitor.code, submission = codes.new(), uuid.uuid4()
    said = content(**{"text": "Nobody came at night.", **words})
    assert actions.submit(content=said, code=visitor.code, submission=submission, on=today())
    return Feedback.objects.get(submission=submission)


def told(feedback: Feedback, kind: MessageKind, body: str, **more: Any) -> Message:
    """Tell the receipt of a conversation something."""
    notice: Notice = {"language": "en", "texts": {"en": {"heading": str(kind.label), "body": body}}}
    notice |= more  # type: ignore[typeddict-item]
    message = actions.send_notice(
        feedback_id=feedback.pk, kind=kind, notice=notice, on=today(), submission=uuid.uuid4()
    )
    assert message is not None
    return message


def added(feedback: Feedback, month_key: MonthKey) -> list[dict[str, Any]]:
    """Open what the person added, as staff would, oldest first."""
    opened = []
    for message in queries.from_person([feedback.pk]):
        data_key = queries.key_of(message.pk)
        assert data_key is not None
        opened.append(sealing.open_from_person(message, data_key, month_key.private))
    return opened


def consents(feedback: Feedback) -> dict[str, bool]:
    """Return who may read a version without names, as it stands now."""
    feedback.refresh_from_db()
    return {name: getattr(feedback, name) for name in ("for_team", "for_council", "for_public", "for_training")}
