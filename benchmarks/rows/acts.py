"""Acts of staff at the same time: with the log, beside the same number of transactions with equal writes without it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measuring import UnmeasurableError
from benchmarks.registry import POSTGRESQL, Side, Sides, row
from benchmarks.rig import Rig
from tests.rig import processes


@contextlib.contextmanager
def _acting(variables: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start the process that does both sides; see `benchmarks.acting` for what it is told and answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.acting"],
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


def _side(process: subprocess.Popen[str], name: str) -> Side:
    def measure(seconds: float) -> float:
        if process.stdin is None or process.stdout is None:
            raise UnmeasurableError("the process that acts has no pipes")
        process.stdin.write(json.dumps([name, seconds]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise UnmeasurableError("the process that acts has ended")
        return float(answer)

    return measure


# SQLite has one writer: there acts wait for each other with the log and without it.
@row("acts", unit="acts per second", databases=(POSTGRESQL,), sides=("with the log", "without"))
def acts(rig: Rig) -> Sides:
    """Two hundred acts at once, beside two hundred transactions that write as much and keep no log."""
    process = rig.keep(_acting(rig.new_database("acts")))
    return Sides(_side(process, "logged"), _side(process, "bare"))
