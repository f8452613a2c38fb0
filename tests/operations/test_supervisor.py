"""Keeping processes running: a death is answered, an end leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.__main__ import wait_for_an_earlier_run
from embedded.supervisor import STOPPING
from tests.rig import processes

pytestmark = pytest.mark.slow

# A parent that supervises one shell, which has a helper of its own.
PROGRAM = """
import sys
from pathlib import Path
from embedded.supervisor import Child, Supervisor
folder = Path(sys.argv[1])
child = Child("sleeper", ("sh", "-c", f"sleep 300 & echo $! > '{folder}/helper.pid'; wait"))
def say(text):
    print(text, flush=True)
supervisor = Supervisor([child], {"PATH": "/usr/bin:/bin"}, cwd=Path.cwd(), pids=folder, say=say)
supervisor.start()
supervisor.watch()
"""


class Family:
    """A running supervisor with one child and that child's helper."""

    def __init__(self, parent: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
        self.parent = parent
        self.folder = folder
        self.log = log

    def pid(self, name: str) -> int:
        path = self.folder / f"{name}.pid"
        processes.wait_until(lambda: path.exists() and path.read_text().strip(), seconds=10, what=f"{name}.pid")
        return int(path.read_text())

    def wait_gone(self, *pids: int) -> None:
        processes.wait_until(lambda: not any(map(processes.alive, pids)), seconds=10, what=f"{pids} gone")


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    log = tmp_path / "log"
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with processes.running(command, env={}, log=log) as parent:
        yield Family(parent, tmp_path, log)


def test_supervisor_starts_again_what_was_killed(family: Family) -> None:
    first, helper = family.pid("sleeper"), family.pid("helper")
    os.kill(first, signal.SIGKILL)
    second = processes.wait_until(
        lambda: (now := family.pid("sleeper")) != first and now, seconds=10, what="a second sleeper"
    )
    assert processes.alive(second)
    family.wait_gone(helper)
    assert "sleeper ended (signal SIGKILL); starting it again in 0.5 s." in family.log.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_supervisor_asked_to_stop_ends_everything(family: Family, number: signal.Signals) -> None:
    pids = family.pid("sleeper"), family.pid("helper")
    family.parent.send_signal(number)
    assert family.parent.wait(15) == 0
    family.wait_gone(*pids)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_supervisor_killed_outright_takes_its_children_along(family: Family) -> None:
    child = family.pid("sleeper")
    family.parent.kill()
    family.parent.wait(5)
    family.wait_gone(child)


def test_start_waits_for_a_run_that_is_being_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stopping = tmp_path / "pids" / STOPPING
    stopping.parent.mkdir()
    wait_for_an_earlier_run(tmp_path)
    assert capsys.readouterr().out == ""
    stopping.touch()
    ended = threading.Timer(0.5, stopping.unlink)
    ended.start()
    wait_for_an_earlier_run(tmp_path, 30)
    ended.join()
    assert not stopping.exists()
    assert "An earlier run is still stopping" in capsys.readouterr().out


def test_start_does_not_wait_for_ever_for_what_was_killed_while_it_stopped(tmp_path: Path) -> None:
    stopping = tmp_path / "pids" / STOPPING
    stopping.parent.mkdir()
    stopping.touch()
    wait_for_an_earlier_run(tmp_path, 0.3)
    assert stopping.exists()
