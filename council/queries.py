"""Reads about councils that more than one caller needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import RoleGrant, User
from council.enums import LIVED, Office, SeatKind, Share
from council.models import Council, Membership, Pause, Seat
from council.models import Office as OfficeHeld

CHAIRING = frozenset({Office.CHAIR, Office.CO_CHAIR})


def visible_to(user: User) -> QuerySet[Council]:
    """Return the councils somebody may look at: staff see all, members those they sit on, others none."""
    councils = Council.objects.order_by("name", "pk")
    if user.has_role(*STAFF):
        return councils
    # By grants and not by seats alone: a role that is taken ends its rights at once.
    own = user.councils_as(*COUNCIL, Role.COORDINATOR)
    seated_in = Membership.objects.filter(user=user, ends_on__gte=_today()).values("seat__council")
    if user.has_role(*COUNCIL):
        return councils.filter(Q(pk__in=own) | Q(pk__in=seated_in))
    return councils.filter(pk__in=own)


def role_scopes() -> list[tuple[UUID, str]]:
    """Return the councils that roles can be given for, by name; also closed ones, whose roles may still be listed."""
    return [(council.pk, str(council)) for council in Council.objects.order_by("name", "pk")]


def coordinated_by(user: User) -> QuerySet[Council]:
    """Return the councils that somebody coordinates: all of them, or those they hold the role for."""
    councils = Council.objects.order_by("name", "pk")
    if user.has_role(Role.COORDINATOR):
        return councils
    return councils.filter(pk__in=user.councils_as(Role.COORDINATOR))


def with_holders(councils: QuerySet[Council], on: date) -> QuerySet[Council]:
    """Return the councils with `seats_in_order`; each seat's `holders` lists its membership on a day, or nothing."""
    seats = Seat.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on)).order_by("number")
    seats = seats.prefetch_related(Prefetch("memberships", running(on), to_attr="holders"))
    return councils.prefetch_related(Prefetch("seats", seats, to_attr="seats_in_order"), "rules")


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


def with_names(terms: QuerySet[Membership]) -> QuerySet[Membership]:
    """Return terms with what the name of each, its offices and its pauses are read from: no query for each row."""
    return terms.select_related("seat", "user__chosen_name").prefetch_related("offices", "pauses")


def running(on: date) -> QuerySet[Membership]:
    """Return the memberships whose term runs on a day, both ends included."""
    return with_names(Membership.objects.filter(starts_on__lte=on, ends_on__gte=on))


def trusted(on: date) -> QuerySet[Membership]:
    """Return the running terms of people who can sign in and are still trusted as member or chair."""
    # A seat alone is not enough: a role that is taken back ends its rights at once.
    held = RoleGrant.objects.filter(
        Q(council=None) | Q(council=OuterRef("seat__council")),
        Q(ends_on=None) | Q(ends_on__gte=on),
        user=OuterRef("user"),
        role__in=COUNCIL,
        starts_on__lte=on,
    )
    return running(on).filter(Exists(held), user__is_active=True)


def taking_part(on: date) -> QuerySet[Membership]:
    """Return the terms of those trusted who are in no pause on a day: whom to invite and to remind."""
    paused = Pause.objects.filter(starts_on__lte=on, ends_on__gte=on)
    return trusted(on).exclude(pk__in=paused.values("membership"))


def chairing(terms: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    """Narrow to terms whose holder chairs the council on a day, alone or with another."""
    held = OfficeHeld.objects.filter(kind__in=CHAIRING, starts_on__lte=on, ends_on__gte=on)
    return terms.filter(pk__in=held.values("membership"))


def seated(user: User, on: date) -> QuerySet[Membership]:
    """Return the terms by which a person sits on councils on a day, with all the rights that come with it."""
    return trusted(on).filter(user=user)


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the terms of one person, the newest first."""
    return with_names(Membership.objects.filter(user=user)).select_related("seat__council").order_by("-starts_on", "pk")


def my_terms(user: User, on: date) -> QuerySet[Membership]:
    """Return the terms of one person that run on a day or begin later, the earliest first."""
    return memberships_of(user).filter(ends_on__gte=on).order_by("starts_on", "pk")


def seats_to_fill(user: User) -> QuerySet[Seat]:
    """Return the seats somebody may fill: coordinators fill those of their councils, others none."""
    councils = coordinated_by(user).values("pk")
    return Seat.objects.filter(council__in=councils).select_related("council").order_by("council__name", "number")


def terms_of(seat: Seat) -> list[Membership]:
    """Return every term of a seat, the newest first. Asked about one of them, `is_taken` looks at these."""
    terms = with_names(Membership.objects.all()).order_by("-starts_on")
    prefetch_related_objects([seat], Prefetch("memberships", terms))
    return list(seat.memberships.all())


def is_taken(seat: Seat, starts_on: date, ends_on: date, *, but: Membership | None = None) -> bool:
    """Return whether a term of a seat, other than `but`, shares at least one day with a period. One query for all."""
    others = (term for term in seat.memberships.all() if but is None or term.pk != but.pk)
    return any(term.starts_on <= ends_on and starts_on <= term.ends_on for term in others)


def terms_to_manage(user: User) -> QuerySet[Membership]:
    """Return the terms somebody may end or renew: coordinators those of their councils, others none."""
    councils = coordinated_by(user).values("pk")
    return with_names(Membership.objects.filter(seat__council__in=councils)).select_related("seat__council")


def candidates(seat: Seat, on: date) -> QuerySet[User]:
    """Return who can be appointed: people who can sign in and hold no seat of this council from a day on."""
    # Later terms count too: whoever is to take a seat next month holds it already.
    holders = Membership.objects.filter(seat__council=seat.council_id, ends_on__gte=on).values("user")
    return User.objects.filter(is_active=True).exclude(pk__in=holders).order_by("name", "email")


def _today() -> date:
    return timezone.localdate()
