"""The beat starts, whatever became of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.beat import Scheduler
from config.celery import app


def names(folder: Path) -> set[str]:
    scheduler = Scheduler(app=app, schedule_filename=str(folder / "beat-schedule"), lazy=False)
    found = set(scheduler.schedule)
    scheduler.close()
    return found


@pytest.mark.parametrize("rest", [0, 1, 40], ids=["nothing", "a byte", "a part"])
def test_file_that_was_cut_off_is_begun_anew(tmp_path: Path, rest: int) -> None:
    whole = names(tmp_path)
    assert "send what is due" in whole
    for path in tmp_path.glob("beat-schedule*"):
        if path.suffix in {".dat", ""}:
            path.write_bytes(path.read_bytes()[:rest])
    assert names(tmp_path) == whole
