"""People who are signed in, and a mail server."""

from tests.accounts.conftest import signed_in
from tests.notifications.conftest import smtp

__all__ = ["signed_in", "smtp"]
