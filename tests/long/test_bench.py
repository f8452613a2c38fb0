"""The rows of `make bench` can be measured: each once, for a moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks import registry
from benchmarks.rig import at_hand
from tests.rig import processes
from tests.rig.thorough import THOROUGH

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]
# One of each kind: what is started, filled, asked and compared. All of them with `THOROUGH=1`, in ten minutes more.
ONE_OF_EACH = {"acts", "first-page-en", "intake", "meeting", "memory"}


def test_rows_are_measured() -> None:
    rows = [row for row in registry.registered() if THOROUGH or row.name in ONE_OF_EACH]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", *(row.name for row in rows)],
        cwd=processes.ROOT,
        env=processes.clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    present = at_hand()
    expected = {f"{row.name} ({kind})" for row in rows for kind in row.databases if kind in present}
    measured = {line.partition(":")[0] for line in done.stdout.splitlines()}
    assert (done.returncode, expected - measured) == (0, set()), done.stderr
