"""The embedded service as `make run` starts it, for tests that ask real processes."""

import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.rig import hurry, processes, rate_limit


@dataclass
class EmbeddedSite:
    """A running service: SQLite, a folder as queue, its own mailbox. Demo people sign in with `password`."""

    url: str
    data_dir: Path
    log: Path
    pid: int
    environment: dict[str, str] = field(default_factory=dict)
    password: str = "demo-only-passphrase"

    def child(self, name: str) -> int:
        """Return the process number of `web`, `worker`, `beat` or `mailbox` as of now."""
        return int((self.data_dir / "pids" / f"{name}.pid").read_text(encoding="ascii"))

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Kill a child and return its process number; the service starts another."""
        pid = self.child(name)
        os.kill(pid, number)
        return pid

    def mails(self) -> list[EmailMessage]:
        """Return everything the mailbox has taken, in order of arrival."""
        found = []
        for path in sorted((self.data_dir / "mail").glob("*.eml")):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        """Run `manage.py` on the same data and return what it printed."""
        return processes.python("manage.py", *arguments, env=self.environment, stdin=stdin)


@contextlib.contextmanager
def embedded_site(
    folder: Path, extra: dict[str, str] | None = None, *, prepared: Path | None = None, seconds: float = 180
) -> Iterator[EmbeddedSite]:
    """Start the service with its data under `folder` (a space in the path is wanted), yield when /healthz is green.

    With a copy of a `prepared` data folder it is not the first start, which makes the demo and takes its time.
    """
    data_dir, log = folder / "data here", folder / "embedded.log"
    if prepared:
        shutil.copytree(prepared, data_dir)
    port = processes.free_port()
    told = {**rate_limit.ROOMY, **hurry.CHEAP, **hurry.QUICK, **(extra or {})}
    environment = {"DATA_DIR": str(data_dir), "PORT": str(port), **told}
    command = [sys.executable, "-m", "embedded"]
    url = f"http://127.0.0.1:{port}"
    with processes.running(command, env=environment, log=log) as process:
        manage = {**environment, "ANSWERABLE_MODE": "embedded", "SITE_URL": url}
        site = EmbeddedSite(url, data_dir, log, process.pid, manage)
        try:
            processes.wait_healthy(url, seconds=seconds)
        except TimeoutError as error:
            message = f"{error}\n{log.read_text(encoding='utf-8')[-4000:]}"
            raise TimeoutError(message) from None
        yield site
