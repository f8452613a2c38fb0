"""People for tests. `PersonFactory(roles=[Role.MEMBER])` gives roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.enums import Need, Role
from accounts.models import AccessNeed, RoleGrant, User

PASSWORD = "a-long-throw-away-passphrase"


class PersonFactory(DjangoModelFactory[User]):
    """Somebody who can sign in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    name = factory.Sequence(lambda number: f"Person {number}")
    # The questions of the first sign-in are behind them.
    welcomed_on = date(2000, 1, 1)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        del model_class, args
        return User.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)

    @factory.post_generation
    def roles(self: Any, create: bool, extracted: list[Role] | None, **_kwargs: Any) -> None:  # noqa: FBT001
        if create:
            # From long ago: tests move the clock, also backwards.
            since = date(2000, 1, 1)
            RoleGrant.objects.bulk_create(RoleGrant(user=self, role=role, starts_on=since) for role in extracted or [])


class NeedFactory(DjangoModelFactory[AccessNeed]):
    """Something somebody needs."""

    class Meta:
        model = AccessNeed

    user = factory.SubFactory(PersonFactory)
    kind = Need.CAPTIONS
