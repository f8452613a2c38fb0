"""Councils, seats and terms for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.enums import Role
from council.enums import LIVED, SeatKind
from council.models import Council, Membership, Seat
from tests.accounts.factories import PersonFactory


class CouncilFactory(DjangoModelFactory[Council]):
    """A council with terms of 24 months that can be renewed once."""

    class Meta:
        model = Council

    name = factory.Sequence(lambda number: f"Council {number}")


class SeatFactory(DjangoModelFactory[Seat]):
    """A seat for lived experience."""

    class Meta:
        model = Seat

    council = factory.SubFactory(CouncilFactory)
    number = factory.Sequence(lambda number: number + 1)
    kind = SeatKind.LIVED_EXPERIENCE
    votes = factory.LazyAttribute(lambda seat: seat.kind in LIVED)


class MembershipFactory(DjangoModelFactory[Membership]):
    """A member with a term of the year 2027, in a new seat of `council` unless a `seat` is given."""

    class Meta:
        model = Membership

    class Params:
        council = None
        kind = SeatKind.LIVED_EXPERIENCE

    seat = factory.SubFactory(
        SeatFactory,
        council=factory.LazyAttribute(lambda seat: seat.factory_parent.council or CouncilFactory()),
        kind=factory.SelfAttribute("..kind"),
    )
    user = factory.SubFactory(PersonFactory, roles=[Role.MEMBER])
    starts_on = date(2027, 1, 1)
    ends_on = date(2027, 12, 31)
