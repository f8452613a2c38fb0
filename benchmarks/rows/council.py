"""Pages of many councils and of many meetings, each beside that of a few, and inviting many people."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measuring import UnmeasurableError
from benchmarks.reading import INVITE, MEETING
from benchmarks.registry import Side, Sides, row
from benchmarks.rig import Rig
from tests.rig import processes

COUNCILS = 200
SEATS = 25
FEW = 1
NAMES = (f"{COUNCILS} councils", "one council")
# Eight years of a council that meets every week, beside a quarter.
MEETINGS, A_FEW = 400, 12
GUESTS, SOME = 200, 20
LARGE, SMALL = 30, 3


@contextlib.contextmanager
def _reading(variables: dict[str, str], *counts: int) -> Iterator[subprocess.Popen[str]]:
    """Start the process that fills a database and asks for pages; see `benchmarks.reading`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.reading", *map(str, counts)],
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


def _both(
    rig: Rig,
    name: str,
    address: str,
    many_of: tuple[int, ...] = (COUNCILS, SEATS),
    few_of: tuple[int, ...] = (FEW, SEATS),
) -> Sides:
    """Return both sides: councils, seats of each and meetings of the first, many beside few."""
    many = rig.keep(_reading(rig.new_database(f"{name}-many"), *many_of))
    few = rig.keep(_reading(rig.new_database(f"{name}-few"), *few_of))
    return Sides(_side(many, address), _side(few, address))


@row("board", unit="ms, median of a page", sides=NAMES, is_rate=False)
def board(rig: Rig) -> Sides:
    """The board of 200 councils with 5,000 memberships, five a page, beside that of one."""
    return _both(rig, "board", "/council/board/")


@row("members", unit="ms, median of a page", sides=NAMES, is_rate=False)
def members(rig: Rig) -> Sides:
    """Who sits on 200 councils with 5,000 memberships, ten a page, beside one."""
    return _both(rig, "members", "/council/")


@row("meetings", unit="ms, median of a page", sides=(f"{MEETINGS} meetings", f"{A_FEW} meetings"), is_rate=False)
def meetings(rig: Rig) -> Sides:
    """The list of 400 meetings of one council, beside that of 12."""
    return _both(rig, "meetings", "/meetings/", (1, SEATS, MEETINGS), (1, SEATS, A_FEW))


@row("meeting", unit="ms, median of a page", sides=(f"{LARGE} members", f"{SMALL} members"), is_rate=False)
def meeting(rig: Rig) -> Sides:
    """One meeting of 30 members with what each needs and said, beside one of three."""
    return _both(rig, "meeting", MEETING, (1, LARGE, 1), (1, SMALL, 1))


@row("inviting", unit="ms, median of a request", sides=(f"{GUESTS} people", f"{SOME} people"), is_rate=False)
def inviting(rig: Rig) -> Sides:
    """Inviting 200 people, who are told through the outbox, beside inviting 20."""
    return _both(rig, "inviting", INVITE, (1, GUESTS), (1, SOME))
