"""Start the project's own processes for a test, wait for them, and end them by number."""

import contextlib
import http
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent.parent
# What a started process may know of the tester's own environment; nothing of the project's settings.
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**{name: os.environ[name] for name in KEPT if name in os.environ}, **(extra or {})}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(ask: Callable[[], T], *, seconds: float, what: str, every: float = 0.1) -> T:
    """Return the first true answer, or fail with `what` did not happen in time."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := ask():
            return answer
        if time.monotonic() > deadline:
            message = f"{what}: not within {seconds:g} s"
            raise TimeoutError(message)
        time.sleep(every)


def fetch(url: str, *, timeout: float = 10) -> tuple[int, str]:
    """Return status and text of a page; 0 and nothing when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as response:  # noqa: S310 - loopback
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def health(url: str) -> dict[str, str]:
    """Return what /healthz says, or nothing when nobody answers."""
    status, text = fetch(f"{url}/healthz")
    if not status or not text.startswith("{"):
        return {}
    answer: dict[str, str] = json.loads(text)
    return answer


def wait_healthy(url: str, *, seconds: float = 60) -> None:
    try:
        wait_until(
            lambda: fetch(f"{url}/healthz")[0] == http.HTTPStatus.OK, seconds=seconds, what=f"{url}/healthz green"
        )
    except TimeoutError as error:
        message = f"{error}; last answer: {fetch(f'{url}/healthz')}"
        raise TimeoutError(message) from None


def alive(pid: int) -> bool:
    """Say whether a process runs: one that has ended and waits to be collected does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False


def python(*arguments: str, env: Mapping[str, str], stdin: str | None = None, timeout: float = 120) -> str:
    """Run this project's Python and return what it printed; raise with both streams when it fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=clean_environment(env),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    if done.returncode:
        message = f"{' '.join(arguments)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        raise RuntimeError(message)
    return done.stdout


@contextlib.contextmanager
def running(
    command: Sequence[str], *, env: Mapping[str, str], log: Path, keep: Sequence[int] = (), patience: float = 20
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process in a group of its own with its output in `log`; end it, and whatever it left, afterwards.

    `keep` are open file numbers that the process inherits.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=clean_environment(env),
            pass_fds=keep,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
