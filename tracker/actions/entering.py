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
from feedback import codes
from feedback.queries import by_lookup
from tracker.rules import entering as rules


@transaction.atomic
def enter(*, words: door.Words, code: str, submission: uuid.UUID, by: User, fresh: str = "") -> door.Sent:
    """Keep it sealed, as if it had come through the door. Pressed twice, it is kept once.

    `fresh` is the code that the page made itself. Where it was kept under that one, because the code on the paper was
    overlooked at first, `code` opens it from now on.

    The log says that something was entered, never which nor how it came: with the day of a call and the list of calls
    that would lead to somebody. Raises `NotKept` when the code opens other words, `Moved` when these words are kept
    under a code that the person has taken since, `NoKey` (also where this process is not given the secrets of
    receipts), `codes.Busy`.
    """
    rules.may_enter(by).enforce()
    if not getattr(settings, "RECEIPT_PEPPER", b""):
        # Without it we would hand over a code that opens nothing at the door.
        raise door.NoKey
    # Of exactly these words, as at the door: changed and sent once more they are others.
    said = json.dumps(asdict(words), sort_keys=True)
    number = uuid.uuid5(submission, said)
    try:
        with transaction.atomic():
            sent = door.submit(words=words, code=code, submission=number, on=timezone.localdate())
    except door.Moved:
        return _under(code, fresh=fresh, number=number)
    if sent:
        audit.record("entered feedback for somebody", "feedback", by=by)
    return sent


def _under(code: str, *, fresh: str, number: uuid.UUID) -> door.Sent:
    """Let the code on the paper open what was kept under the one that the page had made."""
    if not fresh:
        raise door.Moved
    opened = codes.opened(fresh)
    kept = by_lookup(opened.lookup, hold=True)
    if kept is None or kept.submission != number:
        raise door.Moved
    if not door.rotate(lookup=opened.lookup, wrap_key=opened.wrap_key, new_code=code):
        raise door.NotKept
    return door.Sent(kept.pk, new=False)
