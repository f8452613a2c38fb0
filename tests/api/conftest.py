"""Programmes that ask with a key."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import actions
from accounts.enums import Scope
from accounts.models import User
from tests.accounts.conftest import signed_in

__all__ = ["signed_in"]
Asking = Callable[..., Client]


@pytest.fixture(autouse=True)
def _no_counts_of_earlier_tests() -> None:
    cache.clear()


@pytest.fixture
def asking(db: None) -> Asking:
    """Return what makes a programme with a key of a person, as in `asking(person, Scope.POLICIES)`."""

    def programme(person: User, *scopes: Scope) -> Client:
        _token, key = actions.make_token(name="test", scopes=list(scopes), by=person)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return programme
