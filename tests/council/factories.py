"""Councils, seats and terms for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.enums import Role
from accounts.models import ChosenName, User
from council.enums import LIVED, Office, SeatKind
from council.models import Council, Membership, Seat
from council.models import Office as OfficeHeld
from tests.accounts.factories import PersonFactory


def call(person: User, name: str) -> None:
    """Let everybody see a name for a person. In tests many people may be called the same."""
    everybody = {"to_members": True, "in_minutes": True, "in_public": True}
    values = {"name": name, "skeleton": f"{person.pk}", **everybody}
    ChosenName.objects.update_or_create(user=person, defaults=values)


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
        skip_postgeneration_save = True

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

    @factory.post_generation
    def alias(self: Any, create: bool, extracted: str | None, **_kwargs: Any) -> None:  # noqa: FBT001
        """Let everybody see a chosen name."""
        if create and extracted:
            call(self.user, extracted)

    @factory.post_generation
    def chairs(self: Any, create: bool, extracted: bool | None, **_kwargs: Any) -> None:  # noqa: FBT001
        """Let the member chair for the whole term."""
        if create and extracted:
            OfficeHeld.objects.create(
                membership=self, kind=Office.CHAIR, starts_on=self.starts_on, ends_on=self.ends_on
            )
