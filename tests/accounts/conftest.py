"""People who are signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import AuditEvent, User
from tests.accounts.chain import linked
from tests.accounts.factories import PersonFactory

SignedIn = Callable[..., tuple[User, Client]]


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """Return what makes a person with roles and their browser, as in `signed_in(Role.ADMIN)`."""

    def sign_in(*roles: Role, **fields: object) -> tuple[User, Client]:
        person = PersonFactory(roles=list(roles), **fields)
        client = Client()
        client.force_login(person)
        return person, client

    return sign_in


@pytest.fixture
def chain(db: None) -> list[AuditEvent]:
    return [linked(action) for action in ("first", "second", "third", "fourth")]
