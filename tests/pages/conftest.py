"""People who are signed in, and a key that the door seals to."""

from tests.accounts.conftest import signed_in
from tests.feedback.conftest import month_key

__all__ = ["month_key", "signed_in"]
