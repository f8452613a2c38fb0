"""Once a year people are asked whether what they need is still the same."""

from __future__ import annotations

from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts import queries
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key


@transaction.atomic
def ask_about_needs() -> int:
    """Ask everybody who told us a year ago; returns how many were asked. Whoever does not answer keeps every need."""
    today = timezone.localdate()
    asked = 0
    for person, needs in groupby(queries.needs_to_review(today), key=lambda need: need.user):
        outbox.queue(
            kind=Kind.NEED_REVIEW,
            recipient=person,
            values={"path": reverse("accounts:needs")},
            dedupe_key=message_key(Kind.NEED_REVIEW, person.pk, today),
        )
        accounts.note_review_asked(needs=needs)
        asked += 1
    return asked
