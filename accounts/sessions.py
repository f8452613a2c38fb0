"""Sessions end so many hours after signing in, however much somebody does in between, and at once for the switched off.

Django counts the hours from the last time that something was stored in the session.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.devices import device_of
from accounts.models import User

BEGAN = "signed_in_at"
DEVICE = "device"


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session of somebody, for them. `name` stands for its key, which no page shows."""

    name: str
    began: datetime
    device: list[str]
    is_this_one: bool


class SessionStore(db.SessionStore):
    """A session in the database whose end is fixed when somebody signs in."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Return when it ends."""
        began = self.get(BEGAN)
        if began is None:
            return super().get_expiry_date(**kwargs)
        return datetime.fromisoformat(began) + timedelta(seconds=settings.SESSION_COOKIE_AGE)


def begin(session: SessionBase, *, user_agent: str = "") -> None:
    """Count the hours from now, and note in the session itself what it was begun with."""
    session[BEGAN] = timezone.now().isoformat()
    # No place and no address of the network: nobody needs them to recognise a telephone.
    session[DEVICE] = device_of(user_agent)


def of_person(person: User, *, this_one: str | None) -> list[OwnSession]:
    """Return the sessions of a person, the newest first; `this_one` is the key of the one that asks."""
    found = []
    valid = person.get_session_auth_hash()
    for key, content in _of(person):
        # Of another password: it signs nobody in any more.
        if not constant_time_compare(content.get(HASH_SESSION_KEY) or "", valid):
            continue
        began = datetime.fromisoformat(content.get(BEGAN) or timezone.now().isoformat())
        found.append(OwnSession(_name(key), began, content.get(DEVICE) or ["", ""], key == this_one))
    return sorted(found, key=lambda session: (session.began, session.name), reverse=True)


def end(person: User, name: str) -> bool:
    """Destroy the session of a person that goes by a name; returns whether there was one."""
    keys = [key for key, _content in _of(person) if constant_time_compare(_name(key), name)]
    return _destroy(keys) > 0


def end_all(person: User, *, but: str | None = None) -> int:
    """Destroy every session of a person, so that none comes back with the account; returns how many."""
    return _destroy([key for key, _content in _of(person) if key != but])


def is_new(session: SessionBase, within: timedelta) -> bool:
    """Return whether somebody has signed in only a short time ago."""
    began = session.get(BEGAN)
    return began is not None and timezone.now() - datetime.fromisoformat(began) < within


def _of(person: User) -> Iterator[tuple[str, dict[str, Any]]]:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        # Whose it is can be read from its content alone.
        content = session.get_decoded()
        if content.get(SESSION_KEY) == str(person.pk):
            yield session.session_key, content


def _destroy(keys: list[str]) -> int:
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _name(key: str) -> str:
    """Return what stands for a key on a page and in an address: with the key itself anybody would be signed in."""
    return salted_hmac("accounts.sessions", key, algorithm="sha256").hexdigest()[:32]
