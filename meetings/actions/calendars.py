"""How people want meetings in their own calendar, and the secret address it can fetch them from."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from meetings import queries
from meetings.models import CalendarChoice

SECRET_BYTES = 32


@transaction.atomic
def choose_calendar(*, is_discreet: bool, by: User) -> CalendarChoice:
    """Store whether the reader's own calendar says what meetings are about."""
    choice, _created = CalendarChoice.objects.update_or_create(user=by, defaults={"is_discreet": is_discreet})
    audit.record("chose what their calendar says", by, by=by)
    return choice


@transaction.atomic
def make_calendar_address(*, by: User) -> str:
    """Make a secret address for the reader's own calendar and return its secret; an earlier one ends."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    fields = {"digest": queries.digest_of(secret), "made_on": timezone.localdate()}
    CalendarChoice.objects.update_or_create(user=by, defaults=fields)
    audit.record("made a calendar address", by, by=by)
    return secret


@transaction.atomic
def revoke_calendar_address(*, by: User) -> None:
    """End the reader's own calendar address; ending what is not there does nothing."""
    ended = CalendarChoice.objects.filter(user=by, digest__isnull=False).update(digest=None, made_on=None)
    if ended:
        audit.record("ended a calendar address", by, by=by)
