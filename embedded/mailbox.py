"""A mail server for trying things out: takes every message over SMTP and keeps it as a file, delivers nothing.

Usage: `python -m embedded.mailbox --fd N --folder DIR` with N a listening socket inherited from the parent. Each
message becomes `DIR/<time in ns>-<random>.eml`, so that names sort in order of arrival; a half-written file is never
seen.
"""

import argparse
import asyncio
import secrets
import signal
import socket
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Keep:
    """Handler that writes what arrives into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name and arguments aiosmtpd calls with
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        content = envelope.content
        if not isinstance(content, bytes):
            content = str(content).encode()
        await asyncio.to_thread(self._write, name, content)
        return "250 Message kept"

    def _write(self, name: str, content: bytes) -> None:
        part = self.folder / f"{name}.part"
        part.write_bytes(content)
        # The page of sent messages looks for this name alone, and so never reads half a message.
        part.rename(self.folder / f"{name}.eml")


async def serve(listener: socket.socket, folder: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    handler = Keep(folder)
    server = await loop.create_server(
        # With a name of its own it need not ask the network what this machine is called.
        lambda: SMTP(handler, hostname="localhost", ident="Answerable mailbox", enable_SMTPUTF8=True, loop=loop),
        sock=listener,
    )
    async with server:
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    # Messages hold codes to sign in with.
    arguments.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(serve(socket.socket(fileno=arguments.fd), arguments.folder))


if __name__ == "__main__":
    main()
