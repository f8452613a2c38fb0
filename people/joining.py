"""What else happens when somebody accepts an invitation, by the apps that ask for it.

An invitation holds `then`, such as `{"seat": "<id>", "starts_on": "2027-01-01"}`. The app that knows what a seat is
registers a handler under "seat" in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core import signing

from accounts.models import User

# Does what was asked for; `by` is who sent the invitation, in whose name it is done. Raises Refused or Conflict where
# it cannot be done any more: the person is here all the same, and whoever invited them is told.
Handler = Callable[[User, Mapping[str, Any], User | None], object]
# Says in a sentence what will happen, for those who invite and for the person who is invited.
Describe = Callable[[Mapping[str, Any]], str]
# The councils that somebody may invite people for: their ids and names.
Councils = Callable[[User], list[tuple[str, str]]]

SALT = "people.then"
_handlers: dict[str, tuple[Handler, Describe | None]] = {}
_councils: list[Councils] = []


def register(name: str, handler: Handler, describe: Describe | None = None) -> None:
    """Say what happens with what an invitation holds under `name`. Called from `AppConfig.ready`."""
    _handlers[name] = (handler, describe)


def unregister(name: str) -> None:
    """Take a handler out again."""
    del _handlers[name]


def handlers_of(then: Mapping[str, Any]) -> Iterator[tuple[str, Handler]]:
    """Yield what is to be done with `then`, by name."""
    for name in sorted(then):
        if name in _handlers:
            yield name, _handlers[name][0]


def sentences_of(then: Mapping[str, Any]) -> list[str]:
    """Return in words what else will happen."""
    found = []
    for name in sorted(then):
        _handler, describe = _handlers.get(name, (None, None))
        if describe is not None and (sentence := describe(then)):
            found.append(sentence)
    return found


def offer_councils(councils: Councils) -> None:
    """Say which councils somebody may invite people for. Called from `AppConfig.ready`."""
    if councils not in _councils:
        _councils.append(councils)


def councils_of(user: User) -> list[tuple[str, str]]:
    """Return the councils that somebody may invite people for."""
    found = []
    for councils in _councils:
        found += councils(user)
    return found


def query(then: Mapping[str, Any]) -> str:
    """Return what is added to the address of the form that invites, so that the person also gets `then`."""
    return urlencode({"then": signing.dumps(dict(then), salt=SALT)})


def read_query(value: str) -> dict[str, Any]:
    """Return what `query` signed; nothing for what was changed on its way."""
    try:
        then = signing.loads(value, salt=SALT)
    except signing.BadSignature:
        return {}
    return dict(then)
