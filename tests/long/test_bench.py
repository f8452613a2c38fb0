"""Every row of `make bench` can be measured: each once, for a moment."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks import registry
from benchmarks.rig import at_hand
from tests.rig import processes

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]
# Filling takes minutes; the same code is measured with less beside it. All of it with `THOROUGH=1`.
A_MILLION = "-1m"
# Read by the same process as the row of one meeting, from larger tables.
LARGE = {"board", "members", "meetings", "inviting"}


def test_every_row_is_measured() -> None:
    every = registry.registered()
    small = [row for row in every if row.name not in LARGE and not row.name.endswith(A_MILLION)]
    rows = every if os.environ.get("THOROUGH") else small
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
