"""Keep a few processes running: start in order, start again with a pause when one dies, end all together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MAX_PAUSE_S = 30.0  # between two starts of something that keeps dying
PAUSE_RESET_S = 60.0  # of life, after which a death counts as the first one
STOP_TIMEOUT_S = 12.0  # that a process has to end when asked to


@dataclass
class Child:
    """One process to keep running. `sockets` are inherited, so that no caller is refused while it restarts."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    sockets: tuple[socket.socket, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    deaths: int = 0
    due: float = 0.0


# In the folder of the pids, as long as a run is being stopped.
STOPPING = "stopping"


class Supervisor:
    """Watches its children until SIGTERM, SIGINT or SIGHUP arrives."""

    def __init__(
        self,
        children: Sequence[Child],
        environment: Mapping[str, str],
        *,
        cwd: Path,
        pids: Path,
        say: Callable[[str], None],
    ) -> None:
        self.children = children
        self.environment = {**environment, "ANSWERABLE_PARENT": str(os.getpid())}
        self.cwd = cwd
        self.pids = pids
        self.say = say
        self.asked_to_stop = 0

    def start(self) -> None:
        # SIGHUP comes when the window of the terminal is closed.
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        for child in self.children:
            self._start(child)

    def watch(self) -> None:
        """Return when everything has ended."""
        try:
            while not self.asked_to_stop:
                for child in self.children:
                    self._look_after(child)
                time.sleep(0.2)
        finally:
            self._end_all()

    def _stop(self, _number: int, _frame: object) -> None:
        self.asked_to_stop += 1

    def _start(self, child: Child) -> None:
        command = [sys.executable, "-m", "embedded.lifeline", str(self.pids / f"{child.name}.pid"), *child.command]
        child.born = time.monotonic()
        # A process group of its own: Ctrl-C at the terminal reaches this process alone, which ends the rest in order.
        child.process = subprocess.Popen(  # noqa: S603 - the project's own processes
            command,
            cwd=self.cwd,
            env={**self.environment, **child.environment},
            pass_fds=[listener.fileno() for listener in child.sockets],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.due:
                self._start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        # Its helpers may outlive it, and would go on beside those of the next.
        end_group(child.process.pid)
        child.process = None
        if now - child.born > PAUSE_RESET_S:
            child.deaths = 0
        child.deaths += 1
        pause = min(0.5 * 2 ** (child.deaths - 1), MAX_PAUSE_S)
        child.due = now + pause
        self.say(f"{child.name} ended ({describe(code)}); starting it again in {pause:g} s.")

    def _end_all(self) -> None:
        """Ask the leaders first: they end their own helpers in good order. Then end what is left of each group."""
        self.say("Stopping ... (again to stop at once)")
        # Whoever starts it again at once waits for this to end.
        (self.pids / STOPPING).touch()
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            if is_alive(process):
                process.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT_S
        while any(map(is_alive, running)):
            if time.monotonic() > deadline or self.asked_to_stop > 1:
                break
            time.sleep(0.05)
        for process in running:
            end_group(process.pid)
            process.wait()
        (self.pids / STOPPING).unlink(missing_ok=True)


def is_alive(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is None


def end_group(leader: int) -> None:
    """Kill whatever is left of a process group whose leader has ended."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def describe(code: int) -> str:
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
