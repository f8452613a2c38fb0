"""Which visit a page of the door belongs to, so that whoever leaves can tell the door.

All pages of a visit carry its random number, sealed: in their state, and in the form of the button for leaving, which
templates find as `request.leaving`.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from functools import partial

from django.http import HttpRequest

from feedback import form_state
from feedback.form_state import SealedState, State, VisitState

DAY_S = 24 * 60 * 60
# A tab that somebody has used for long remembers several visits.
MAX_LEFT_AT_ONCE = 50
NUMBER = "answerable.visit"


def here(request: HttpRequest) -> str:
    """Return the number of the visit that a request belongs to; a new one where it brought none."""
    return str(request.META.get(NUMBER) or _belong(request, secrets.token_hex(16)))


def _belong(request: HttpRequest, visit: str) -> str:
    request.META[NUMBER] = visit
    # A page that was only asked for shows nothing that anybody could leave behind. Sealed only where a page prints it.
    if request.method == "POST":
        request.leaving = partial(form_state.write, VisitState(visit=visit))  # type: ignore[attr-defined]
    return visit


def token(request: HttpRequest) -> str:
    """Return the number of the visit, sealed, for the form on the page for typing a code."""
    return form_state.write(VisitState(visit=here(request)))


def read(request: HttpRequest, kind: type[State], token: str, *, max_age: int) -> State:
    """Return the state that a request brings, as `form_state.read` does; from here on it is of the same visit."""
    state = form_state.read(kind, token, max_age=max_age)
    if state.visit:
        _belong(request, state.visit)
    return state


def write(request: HttpRequest, state: SealedState) -> str:
    """Seal a state for a page of the visit that a request belongs to."""
    return form_state.write(replace(state, visit=here(request)))


def arrive(request: HttpRequest) -> None:
    """Take up the visit of the page for typing a code, whose form has no other state."""
    token = request.POST.get("visit")
    if token is not None:
        read(request, VisitState, token, max_age=DAY_S)


def is_leaving(request: HttpRequest) -> bool:
    """Return whether the button for leaving was pressed, with or without a script."""
    return "leave" in request.POST or "quiet" in request.POST


def leave(request: HttpRequest) -> None:
    """Let nothing be shown again of the visits that a request names; what is not ours or too old names none."""
    left = set()
    for token in request.POST.getlist("visit")[:MAX_LEFT_AT_ONCE]:
        with suppress(form_state.ExpiredError, form_state.LeftError):
            left.add(form_state.read(VisitState, token, max_age=DAY_S).visit)
    if left:
        form_state.leave(*left)
