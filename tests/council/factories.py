"""Councils, seats and terms for tests."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.enums import Role
from accounts.models import ChosenName, RoleGrant, User
from council.enums import LIVED, Office, SeatKind
from council.models import Application, Council, CouncilRules, Membership, Seat
from council.models import Office as OfficeHeld
from tests.accounts.factories import PersonFactory


def call(person: User, name: str) -> None:
    """Let everybody see a name for a person. In tests many people may be called the same."""
    everybody = {"to_members": True, "in_minutes": True, "in_public": True}
    values = {"name": name, "skeleton": f"{person.pk}", **everybody}
    ChosenName.objects.update_or_create(user=person, defaults=values)


def grant(person: User, role: Role, council: Council) -> None:
    """Give a person a role for one council."""
    RoleGrant.objects.create(user=person, role=role, council=council.pk, starts_on=date(2000, 1, 1))


class ApplicationFactory(DjangoModelFactory[Application]):
    """Somebody who would like to join, to be reached by e-mail."""

    class Meta:
        model = Application

    council = factory.LazyFunction(lambda: CouncilFactory())  # noqa: PLW0108 - defined below
    name = "Rae"
    email = factory.Sequence(lambda number: f"rae{number}@example.org")
    token_digest = factory.Sequence(lambda number: hashlib.sha256(f"token{number}".encode()).digest())


class CouncilFactory(DjangoModelFactory[Council]):
    """A council with terms of 24 months that can be renewed once."""

    class Meta:
        model = Council

    name = factory.Sequence(lambda number: f"Council {number}")


class RulesFactory(DjangoModelFactory[CouncilRules]):
    """What a council agreed on; the defaults unless something else is said."""

    class Meta:
        model = CouncilRules

    council = factory.SubFactory(CouncilFactory)
    holds_from = date(2020, 1, 1)


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
