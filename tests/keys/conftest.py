"""People at the desk and around it."""

from tests.tracker.conftest import _db, coordinator, desk, reader, visitor

__all__ = ["_db", "coordinator", "desk", "reader", "visitor"]
