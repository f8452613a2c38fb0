"""Who attacks, somebody at the door and somebody at the desk, and what is attacked."""

from tests.attacks.given import cluster, door, give, guarded
from tests.feedback.conftest import month_key, visitor
from tests.tracker.conftest import reader

__all__ = ["cluster", "door", "give", "guarded", "month_key", "reader", "visitor"]
