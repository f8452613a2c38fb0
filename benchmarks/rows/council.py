"""The board and the members of many councils: 200 of them with 5,000 memberships, beside a single one."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measuring import UnmeasurableError
from benchmarks.registry import Side, Sides, row
from benchmarks.rig import Rig
from tests.rig import processes

COUNCILS = 200
SEATS = 25
FEW = 1
NAMES = (f"{COUNCILS} councils", "one council")


@contextlib.contextmanager
def _reading(variables: dict[str, str], councils: int) -> Iterator[subprocess.Popen[str]]:
    """Start the process that fills a database and asks for pages; see `benchmarks.reading`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.reading", f"{councils}", f"{SEATS}"],
        cwd=processes.ROOT,
        env={**variables, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        # It ends when its input does.
        process.communicate()


def _side(process: subprocess.Popen[str], address: str) -> Side:
    def measure(seconds: float) -> float:
        if process.stdin is None or process.stdout is None:
            raise UnmeasurableError("the process that reads has no pipes")
        process.stdin.write(json.dumps([address, seconds]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise UnmeasurableError("the process that reads has ended")
        return float(answer)

    return measure


def _both(rig: Rig, name: str, address: str) -> Sides:
    many = rig.keep(_reading(rig.new_database(f"{name}-many"), COUNCILS))
    few = rig.keep(_reading(rig.new_database(f"{name}-few"), FEW))
    return Sides(_side(many, address), _side(few, address))


@row("board", unit="ms, median of a page", sides=NAMES, is_rate=False)
def board(rig: Rig) -> Sides:
    """The board of 200 councils with 5,000 memberships, five a page, beside that of one."""
    return _both(rig, "board", "/council/board/")


@row("members", unit="ms, median of a page", sides=NAMES, is_rate=False)
def members(rig: Rig) -> Sides:
    """Who sits on 200 councils with 5,000 memberships, ten a page, beside one."""
    return _both(rig, "members", "/council/")
