"""What hangs on somebody, who stands in for whom, and what was handed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import STAFF, Role
from accounts.models import User
from accounts.queries import users_with_role
from people import hanging
from people.hanging import Going, Responsibility, Thing
from people.models import Handover, StandIn

# Members have no stand-ins: a seat is one person's own.
WORKING = STAFF | {Role.TRANSLATOR}


@dataclass(frozen=True, slots=True)
class Group:
    """What hangs on somebody of one kind, who could take it over, and whom the page suggests."""

    responsibility: Responsibility
    things: list[Thing]
    candidates: list[User] = field(default_factory=list)
    suggested: User | None = None


def hanging_on(going: Going) -> list[Group]:
    """Return everything that hangs on somebody who goes like this, by kind; kinds without anything are left out."""
    groups = []
    stand_in = stand_in_of(going.person)
    for responsibility in hanging.concerning(going):
        things = responsibility.find(going)
        if things:
            groups.append(_group(responsibility, things, going, stand_in))
    return groups


def _group(responsibility: Responsibility, things: list[Thing], going: Going, stand_in: User | None) -> Group:
    if responsibility.candidates is None:
        return Group(responsibility, things)
    candidates = [person for person in responsibility.candidates(going) if person.pk != going.person.pk]
    suggested = None
    if stand_in in candidates:
        suggested = stand_in
    # Nobody else could: a choice of one.
    elif len(candidates) == 1:
        suggested = candidates[0]
    return Group(responsibility, things, candidates, suggested)


def hangs_on(going: Going) -> bool:
    """Return whether anything hangs on somebody: what another person could take over, or should know of."""
    return bool(hanging_on(going))


def running_stand_ins() -> QuerySet[StandIn]:
    """Return who stands in for whom today, as far as both can sign in or the one who is away could."""
    today = timezone.localdate()
    running = StandIn.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    return running.filter(stand_in__is_active=True).select_related("user", "stand_in")


def stand_in_of(person: User) -> User | None:
    """Return who stands in for somebody today."""
    found = running_stand_ins().filter(user=person).first()
    if found is None:
        return None
    return found.stand_in


def on_duty(person: User | None) -> User | None:
    """Return who is to be told of something that somebody sees to: they themselves, or their stand-in."""
    if person is None:
        return None
    # One step only: of two who stand in for each other nobody would be found.
    return stand_in_of(person) or person


def stands_in_for(user: User) -> frozenset[UUID]:
    """Return the ids of those for whom somebody stands in today."""
    return frozenset(running_stand_ins().filter(stand_in=user).values_list("user_id", flat=True))


def stand_ins_visible_to(user: User) -> QuerySet[StandIn]:
    """Return who stands in for whom: one's own for everybody, all of them for administrators and coordinators."""
    found = StandIn.objects.select_related("user", "stand_in").order_by("-starts_on", "pk")
    if user.has_role(Role.ADMIN, Role.COORDINATOR):
        return found
    return found.filter(Q(user=user) | Q(stand_in=user))


def handovers_visible_to(user: User) -> QuerySet[Handover]:
    """Return what was handed over: one's own, what was left open for coordinators, everything for administrators."""
    found = Handover.objects.select_related("left_by", "taken_by").order_by("-made_on", "pk")
    if user.has_role(Role.ADMIN):
        return found
    own = Q(left_by=user) | Q(taken_by=user)
    if user.has_role(Role.COORDINATOR):
        return found.filter(own | Q(taken_by=None))
    return found.filter(own)


def things_visible_to(user: User, handover: Handover) -> list[dict[str, str]]:
    """Return the things of a handover that a person may know of."""
    if user.has_role(Role.ADMIN) or user.pk in {handover.left_by_id, handover.taken_by_id}:
        return list(handover.things)
    return open_to_coordinators(handover.things)


def is_shown(user: User, handover: Handover) -> bool:
    """Return whether a person may know of anything in a handover."""
    return user.has_role(Role.ADMIN) or bool(things_visible_to(user, handover))


def open_to_coordinators(things: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return the things of which not only administrators may know."""
    restricted = {one.name for one in hanging.responsibilities() if one.is_restricted}
    return [thing for thing in things if thing["kind"] not in restricted]


def is_written_down(person: User, kind: str, pk: str) -> bool:
    """Return whether a handover of somebody names a thing already."""
    kept = Handover.objects.filter(left_by=person).values_list("things", flat=True)
    return any((thing["kind"], thing["id"]) == (kind, pk) for things in kept for thing in things)


def may_be_away(user: User) -> list[User]:
    """Return those for whom somebody may arrange a stand-in: themselves, and everybody who works here."""
    if user.has_role(Role.ADMIN, Role.COORDINATOR):
        return list(users_with_role(*WORKING))
    return [user]


def may_stand_in() -> list[User]:
    """Return who could stand in for somebody: whoever works here."""
    return list(users_with_role(*WORKING))
