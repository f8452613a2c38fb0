"""People who are signed in."""

from tests.accounts.conftest import signed_in

__all__ = ["signed_in"]
