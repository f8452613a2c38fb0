"""Which module sends on which channel."""

from __future__ import annotations

from typing import Any, Protocol

from notifications.channels import email, page
from notifications.enums import Channel
from notifications.models import OutboxMessage


class Module(Protocol):
    """What a module of this folder can do; the kind of its connections is its own affair."""

    def connect(self) -> Any:
        """Return a connection for one batch."""

    def close(self, connection: Any) -> None:
        """Close a connection, whatever state it is in."""

    def send(self, message: OutboxMessage, *, connection: Any) -> None:
        """Send one message. Raises `errors.Unreachable` where none can be sent, and other errors for this one."""


# Letters and calls have none: people do them by hand and tick them.
MODULES: dict[str, Module] = {
    Channel.EMAIL: email,
    Channel.PAGE: page,
}
