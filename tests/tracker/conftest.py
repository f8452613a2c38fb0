"""People at the desk and around it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests.feedback.conftest import visitor
from tests.tracker.factories import person


@pytest.fixture(autouse=True)
def _db(db: None) -> None:
    """Every test here uses the database."""


@pytest.fixture
def coordinator() -> User:
    return person(Role.COORDINATOR)


@pytest.fixture
def reader() -> User:
    return person(Role.READER)


@pytest.fixture
def desk(client: Client, reader: User) -> Client:
    """A browser of somebody who reads feedback."""
    client.force_login(reader)
    return client


__all__ = ["visitor"]
