"""Taking back what was just done: one mechanism for every act that can be.

After an act a page offers `undo` for it. What is needed to take it back is signed, and shown once to the one who acted.
Whether it can still be taken back is asked when the button is pressed, by the act's own function:
it raises `Conflict` once somebody else has seen or used what was done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.functional import Promise

from accounts.models import User
from accounts.queries import MemberRequest
from core.verdicts import Conflict

SALT = "accounts.undo"
# For so long the page that follows an act may lie open and its button still work.
UNDO_SECONDS = 60 * 60
SESSION_KEY = "undo"

Perform = Callable[[User, Mapping[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Undo:
    """An act that can be taken back: what takes it back, and what is said afterwards."""

    perform: Perform
    success: str | Promise


_known: dict[str, Undo] = {}


def declare(name: str, perform: Perform, success: str | Promise) -> None:
    """Say how an act is taken back. Called from `AppConfig.ready`."""
    _known[name] = Undo(perform, success)


def declared() -> list[str]:
    """Return the names of all acts that can be taken back."""
    return sorted(_known)


def offer(request: MemberRequest, name: str, back: str, **data: Any) -> None:
    """Offer on the next page to take back what was just done. `data` must fit into JSON; `back` is a path of ours."""
    if name not in _known:
        raise LookupError(name)
    request.session[SESSION_KEY] = signing.dumps([str(request.user.pk), name, back, data], salt=SALT)


def take_offer(request: HttpRequest) -> str:
    """Return what the next page offers to undo, once; empty where there is nothing."""
    session = getattr(request, "session", None)
    if session is None or SESSION_KEY not in session:
        return ""
    return str(session.pop(SESSION_KEY))


@dataclass(frozen=True, slots=True)
class Undone:
    """What was said after taking something back, and where to go."""

    success: str
    back: str


def undo(*, offered: str, by: User) -> Undone:
    """Take back what was offered.

    Raises `Conflict` when it is too late, was undone already, or was offered to somebody else.
    """
    try:
        person, name, back, data = signing.loads(offered, salt=SALT, max_age=UNDO_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Conflict from error
    if person != str(by.pk) or name not in _known:
        raise Conflict
    _known[name].perform(by, data)
    return Undone(str(_known[name].success), back)
