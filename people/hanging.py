"""What hangs on somebody, and ways of leaving: every app registers its own in `AppConfig.ready`.

Something hangs on a person when nobody else sees to it: a policy they look after, a case they read, an office. Before
they go a page lists it all and asks who takes it over; what nobody takes over is left open where others see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise

from accounts.enums import Role
from accounts.models import User
from core.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Going:
    """Who goes, which roles they keep, and, where only a seat ends, of which council."""

    person: User
    kept: frozenset[Role] = field(default_factory=frozenset)
    council: UUID | None = None

    def loses(self, needs: frozenset[Role]) -> bool:
        """Return whether nobody of those roles is left in this person."""
        return not self.kept & needs


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that hangs on somebody, with its title in the reader's language."""

    pk: str
    title: str
    href: str = ""


class HandOver(Protocol):
    """Gives things to somebody else, or leaves them open where `to` is None."""

    def __call__(self, *, ids: Sequence[str], of: User, to: User | None, by: User | None) -> None:
        """Write it, in the transaction of whoever calls; `by` is None where nobody asked for it."""


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One kind of thing that can hang on somebody.

    `needs` are the roles without which nobody can see to it; `candidates` who could take it over, in order. Where
    `candidates` is None nobody does: it ends, and the page only says so. `left_open` says what becomes of it otherwise.
    """

    name: str
    label: str | Promise
    find: Callable[[Going], list[Thing]]
    left_open: str | Promise
    needs: frozenset[Role] = frozenset()
    candidates: Callable[[Going], Iterable[User]] | None = None
    hand_over: HandOver | None = None
    # Whether it belongs to a seat, and hangs on somebody whose seat ends.
    of_council: bool = False
    # Whether only administrators are to learn that there is such a thing.
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """A way of leaving: taking roles, switching off an account, ending a term.

    `data` is what the page that led here had been given, as text; it is in the address.
    """

    name: str
    may: Callable[[User, User, Mapping[str, str]], Verdict]
    going: Callable[[User, Mapping[str, str]], Going]
    # What the button does, in a sentence, and where the page came from.
    happens: Callable[[User, Mapping[str, str]], str]
    back: Callable[[User, Mapping[str, str]], str]
    perform: Callable[[User, Mapping[str, str], User], None]


# By name, so that registering twice changes nothing.
_responsibilities: dict[str, tuple[int, Responsibility]] = {}
_departures: dict[str, Departure] = {}


def register(responsibility: Responsibility, *, order: int = 0) -> None:
    """Say what can hang on somebody."""
    _responsibilities[responsibility.name] = (order, responsibility)


def register_departure(departure: Departure) -> None:
    """Say how somebody can leave."""
    _departures[departure.name] = departure


def departure(name: str) -> Departure | None:
    """Return a way of leaving."""
    return _departures.get(name)


def responsibilities() -> list[Responsibility]:
    """Return everything that can hang on somebody, in the order of the page."""
    ranked = sorted(_responsibilities.items(), key=lambda entry: (entry[1][0], entry[0]))
    return [responsibility for _name, (_order, responsibility) in ranked]


def concerning(going: Going) -> list[Responsibility]:
    """Return what can hang on somebody who goes like this."""
    if going.council is not None:
        return [one for one in responsibilities() if one.of_council]
    return [one for one in responsibilities() if going.loses(one.needs)]
