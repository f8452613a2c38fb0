"""Sessions end so many hours after signing in, however much somebody does in between, and at once for the switched off.

Django counts the hours from the last time that something was stored in the session.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User

BEGAN = "signed_in_at"


class SessionStore(db.SessionStore):
    """A session in the database whose end is fixed when somebody signs in."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Return when it ends."""
        began = self.get(BEGAN)
        if began is None:
            return super().get_expiry_date(**kwargs)
        return datetime.fromisoformat(began) + timedelta(seconds=settings.SESSION_COOKIE_AGE)


def begin(session: SessionBase) -> None:
    """Count the hours from now."""
    session[BEGAN] = timezone.now().isoformat()


def end_all(person: User) -> int:
    """Destroy every session of a person, so that none comes back with the account. Returns how many there were."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        # Whose it is can be read from its content alone.
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()
            ended += 1
    return ended


def is_new(session: SessionBase, within: timedelta) -> bool:
    """Return whether somebody has signed in only a short time ago."""
    began = session.get(BEGAN)
    return began is not None and timezone.now() - datetime.fromisoformat(began) < within
