"""What takes long to make and is the same each time, made once for all workers of a test run."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rig import hurry, processes, rate_limit

# As `make run` does before it starts anything, and nothing of what follows.
LAY_OUT = """
import os
from pathlib import Path
from embedded import __main__ as embedded
os.umask(0o077)
folder = Path(os.environ["DATA_DIR"])
embedded.prepare_folder(folder, fresh=False)
embedded.prepare_database(folder, {**os.environ, "ANSWERABLE_MODE": "embedded"})
"""


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that `make` has filled, in this worker or in the one that came first."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / f"prepared {name}", shared / f"prepared {name} done"
    with (shared / f"prepared {name} lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder


def embedded_data(folder: Path) -> None:
    """Fill a data folder of the embedded service: database, demo, static files, secrets."""
    processes.python("-c", LAY_OUT, env={"DATA_DIR": str(folder), **rate_limit.ROOMY, **hurry.CHEAP})
