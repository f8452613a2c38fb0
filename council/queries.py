"""Reads about councils that more than one caller needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from accounts.queries import users_with_role
from council.enums import LIVED, SeatKind, Share
from council.models import Council, Membership, Seat


def visible_to(user: User) -> QuerySet[Council]:
    """Return the councils somebody may look at: members and staff see all, others none."""
    if not user.has_role(*COUNCIL, *STAFF):
        return Council.objects.none()
    return Council.objects.order_by("name", "pk")


def with_holders(councils: QuerySet[Council], on: date) -> QuerySet[Council]:
    """Return the councils with `seats_in_order`; each seat's `holders` lists its membership on a day, or nothing."""
    seats = Seat.objects.order_by("number").prefetch_related(Prefetch("memberships", running(on), to_attr="holders"))
    return councils.prefetch_related(Prefetch("seats", seats, to_attr="seats_in_order"))


def lived_share(memberships: Iterable[Membership]) -> Share:
    """Return how many of the people seated have lived experience or care for somebody who has, as a word."""
    kinds = [SeatKind(membership.seat.kind) for membership in memberships]
    total = len(kinds)
    lived = sum(kind in LIVED for kind in kinds)
    if lived == 0:
        return Share.NONE
    if lived == total:
        return Share.ALL
    if 2 * lived == total:
        return Share.HALF
    return Share.MOST if 2 * lived > total else Share.FEW


def running(on: date) -> QuerySet[Membership]:
    """Return the memberships whose term runs on a day, both ends included."""
    return Membership.objects.filter(starts_on__lte=on, ends_on__gte=on).select_related("seat", "user")


def trusted(on: date) -> QuerySet[Membership]:
    """Return the running terms of people who can sign in and are still trusted as member or chair."""
    # A seat alone is not enough: a role that is taken back ends its rights at once.
    return running(on).filter(user__in=users_with_role(*COUNCIL))


def seated(user: User, on: date) -> QuerySet[Membership]:
    """Return the terms by which a person sits on councils on a day, with all the rights that come with it."""
    return trusted(on).filter(user=user)


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the terms of one person, the newest first."""
    return Membership.objects.filter(user=user).select_related("seat__council", "user").order_by("-starts_on", "pk")


def my_terms(user: User, on: date) -> QuerySet[Membership]:
    """Return the terms of one person that run on a day or begin later, the earliest first."""
    return memberships_of(user).filter(ends_on__gte=on).order_by("starts_on", "pk")


def seats_to_fill(user: User) -> QuerySet[Seat]:
    """Return the seats somebody may fill: coordinators fill all, others none."""
    if not user.has_role(Role.COORDINATOR):
        return Seat.objects.none()
    return Seat.objects.select_related("council").order_by("council__name", "number")


def terms_of(seat: Seat) -> list[Membership]:
    """Return every term of a seat, the newest first. Asked about one of them, `is_taken` looks at these."""
    terms = Membership.objects.select_related("user").order_by("-starts_on")
    prefetch_related_objects([seat], Prefetch("memberships", terms))
    return list(seat.memberships.all())


def is_taken(seat: Seat, starts_on: date, ends_on: date) -> bool:
    """Return whether a term of a seat shares at least one day with a period. One query for all of its terms."""
    return any(term.starts_on <= ends_on and starts_on <= term.ends_on for term in seat.memberships.all())


def terms_to_manage(user: User) -> QuerySet[Membership]:
    """Return the terms somebody may end or renew: coordinators all, others none."""
    if not user.has_role(Role.COORDINATOR):
        return Membership.objects.none()
    return Membership.objects.select_related("seat__council", "user")


def candidates(seat: Seat, on: date) -> QuerySet[User]:
    """Return who can be appointed: people trusted as member or chair who hold no seat of this council from a day on."""
    # Later terms count too: whoever is to take a seat next month holds it already.
    holders = Membership.objects.filter(seat__council=seat.council_id, ends_on__gte=on).values("user")
    return users_with_role(*COUNCIL).exclude(pk__in=holders)
