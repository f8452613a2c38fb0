"""Keeping what somebody said by phone or wrote on paper."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from feedback import actions as door
from tracker.rules import entering as rules


@transaction.atomic
def enter(*, words: door.Words, code: str, submission: uuid.UUID, by: User) -> door.Sent:
    """Keep it sealed, as if it had come through the door. Pressed twice, it is kept once.

    The log says that something was entered, never which nor how it came: with the day of a call and the list of calls
    that would lead to somebody. Raises `NotKept` when the code opens other
    words, `NoKey` (also where this process is not given the secrets of receipts), `codes.Busy`.
    """
    rules.may_enter(by).enforce()
    if not getattr(settings, "RECEIPT_PEPPER", b""):
        # Without it we would hand over a code that opens nothing at the door.
        raise door.NoKey
    # Of exactly these words, as at the door: changed and sent once more they are others.
    said = json.dumps(asdict(words), sort_keys=True)
    sent = door.submit(words=words, code=code, submission=uuid.uuid5(submission, said), on=timezone.localdate())
    if sent:
        audit.record("entered feedback for somebody", "feedback", by=by)
    return sent
