"""Reads about councils that more than one caller needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from accounts.queries import holders
from council.enums import LIVED, SeatKind, Share
from council.models import Council, Membership, Seat


def visible_to(user: User) -> QuerySet[Council]:
    """Return the councils somebody may look at: members and staff see all, others none."""
    councils = Council.objects.order_by("name", "pk")
    return councils if user.has_role(*COUNCIL, *STAFF) else councils.none()


def with_holders(councils: QuerySet[Council], on: date) -> QuerySet[Council]:
    """Return the councils with `seats_in_order`; each seat's `holders` are who sits there on a day: nobody or one."""
    seats = Seat.objects.order_by("number").prefetch_related(Prefetch("memberships", running(on), to_attr="holders"))
    return councils.prefetch_related(Prefetch("seats", seats, to_attr="seats_in_order"))


def lived_share(memberships: Iterable[Membership]) -> Share:
    """Return how many of the people seated have lived experience or care for somebody who has, as a word."""
    lived = [SeatKind(membership.seat.kind) in LIVED for membership in memberships]
    if not any(lived):
        return Share.NONE
    if all(lived):
        return Share.ALL
    return {1: Share.MOST, 0: Share.HALF, -1: Share.FEW}[(2 * sum(lived) > len(lived)) - (2 * sum(lived) < len(lived))]


def running(on: date) -> QuerySet[Membership]:
    """Return the memberships whose term runs on a day, both ends included."""
    return Membership.objects.filter(starts_on__lte=on, ends_on__gte=on).select_related("seat", "user")


def trusted(on: date) -> QuerySet[Membership]:
    """Return the running terms of people who can sign in and are still trusted as member or chair."""
    return running(on).filter(user__in=holders(*COUNCIL))


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
    seats = Seat.objects.select_related("council").order_by("council__name", "number")
    return seats if user.has_role(Role.COORDINATOR) else seats.none()


def terms_of(seat: Seat) -> QuerySet[Membership]:
    """Return every term of a seat, the newest first."""
    return seat.memberships.select_related("seat__council", "user").order_by("-starts_on")


def terms_to_manage(user: User) -> QuerySet[Membership]:
    """Return the terms somebody may end or renew: coordinators all, others none."""
    terms = Membership.objects.select_related("seat__council", "user")
    return terms if user.has_role(Role.COORDINATOR) else terms.none()


def candidates(seat: Seat, on: date) -> QuerySet[User]:
    """Return who can be appointed: people trusted as member or chair who hold no seat of this council from a day on."""
    seated = Membership.objects.filter(seat__council=seat.council_id, ends_on__gte=on).values("user")
    return holders(*COUNCIL).exclude(pk__in=seated)


def overlapping(seat_id: UUID, starts_on: date, ends_on: date) -> QuerySet[Membership]:
    """Return the terms of a seat that share at least one day with a period."""
    return Membership.objects.filter(seat=seat_id, starts_on__lte=ends_on, ends_on__gte=starts_on)
