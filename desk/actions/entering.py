"""Storing what somebody said by phone or wrote on paper."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from desk.rules import entering as rules
from feedback import actions as door
from feedback import codes
from feedback.queries import by_lookup


@transaction.atomic
def enter(
    *, content: door.FeedbackContent, code: str, submission: uuid.UUID, by: User, page_code: str = ""
) -> door.Sent:
    """Store it sealed, as if it had come through the door. Sent twice, it is stored once.

    `page_code` is the code that the page made itself. Where it was stored under that one, because the code on the
    paper was overlooked at first, `code` opens it from now on.

    The log says that something was entered, never which nor how it came: with the day of a call and the list of calls
    that would lead to somebody. Raises `NotStoredError` when the code opens other words, `CodeReplacedError` when these
    words are stored under a code that the person has taken since, `NoSealingKeyError` (also where this process is not
    given the secrets of receipts).
    """
    rules.may_enter(by).enforce()
    if not getattr(settings, "RECEIPT_PEPPER", b""):
        # Without it we would hand over a code that opens nothing at the door.
        raise door.NoSealingKeyError
    # Of exactly these words, as at the door: changed and sent once more they are others.
    words = json.dumps(asdict(content), sort_keys=True)
    submission = uuid.uuid5(submission, words)
    try:
        with transaction.atomic():
            sent = door.submit(content=content, code=code, submission=submission, on=timezone.localdate())
    except door.CodeReplacedError:
        return _replace_code(page_code, by=code, submission=submission)
    if sent:
        audit.record("entered feedback for somebody", "feedback", by=by)
    return sent


def _replace_code(page_code: str, *, by: str, submission: uuid.UUID) -> door.Sent:
    """Let the code on the paper open what was stored under the one that the page had made."""
    if not page_code:
        raise door.CodeReplacedError
    opened = codes.opened(page_code)
    stored = by_lookup(opened.lookup, for_update=True)
    # Only these very words move to another code; whatever else is stored under it is somebody's.
    if stored is None or stored.submission != submission:
        raise door.CodeReplacedError
    if not door.rotate(lookup=opened.lookup, wrap_key=opened.wrap_key, new_code=by):
        raise door.NotStoredError
    return door.Sent(stored.pk, new=False)
