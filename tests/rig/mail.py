"""A mail server inside the test process that keeps what arrives and misbehaves on request."""

import asyncio
import email
import email.policy
import threading
from collections import deque
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.rig.processes import free_port, wait_until

REFUSE_FOR_NOW = "451 4.3.0 Try again later"
REFUSE_FOR_GOOD = "550 5.1.1 No such person"


@dataclass
class SmtpSink:
    """What arrived, and what to answer next.

    `faults` is a queue of answers given instead of taking a message, one per message: an SMTP answer such as
    REFUSE_FOR_NOW, or "accept-then-drop", which takes the message, forgets it and closes the connection without an
    answer. `down()` and `up()` stop and start listening on the same port.
    """

    port: int = field(default_factory=free_port)
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    faults: deque[str] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """The value for EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def up(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True)
        self._controller.start()

    def down(self) -> None:
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None

    def clear(self) -> None:
        with self._lock:
            self.messages.clear()
            self.envelopes.clear()
            self.faults.clear()

    def to(self, address: str) -> list[EmailMessage]:
        with self._lock:
            pairs = list(zip(self.messages, self.envelopes, strict=True))
        return [message for message, (_sender, recipients) in pairs if address in recipients]

    def wait_for(self, address: str, *, count: int = 1, seconds: float = 60) -> list[EmailMessage]:
        """Return the messages to an address once there are `count` of them."""
        wait_until(lambda: len(self.to(address)) >= count, seconds=seconds, what=f"{count} message(s) to {address}")
        return self.to(address)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as aiosmtpd calls it
        with self._lock:
            fault = self.faults.popleft() if self.faults else ""
            if fault == "accept-then-drop":
                assert isinstance(server.transport, asyncio.Transport)
                server.transport.abort()
                return "421 gone"
            if fault:
                return fault
            content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.envelopes.append((envelope.mail_from or "", tuple(envelope.rcpt_tos)))
        return "250 OK"


def text_of(message: EmailMessage) -> str:
    """Return the plain text of a message."""
    body = message.get_body(("plain",))
    assert body is not None, "a message without plain text"
    content: str = body.get_content()
    return content
