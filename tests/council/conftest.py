"""A fixed day in the middle of the terms, and people who are signed in."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from tests.accounts.conftest import signed_in

__all__ = ["signed_in"]


@pytest.fixture(autouse=True)
def _in_june_2027() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 6, 15, 12, tzinfo=UTC), tick=False):
        yield
