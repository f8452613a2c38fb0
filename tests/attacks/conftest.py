"""Who attacks: somebody at the door, and somebody at the desk."""

from tests.feedback.conftest import month_key, visitor
from tests.tracker.conftest import reader

__all__ = ["month_key", "reader", "visitor"]
