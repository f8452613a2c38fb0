"""The mutation check: each guard of the door is switched off in turn, and a test must fail.

In a copy of the tree, by ordinary tests, each time in a process of its own. While every guard is on, the same tests
pass.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.long.guards import GUARDS, Guard
from tests.rig import processes, services

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", "__pycache__", ".*_cache", ".hypothesis")
COUNTED = re.compile(r"(\d+) (passed|failed|skipped|error)")
# What a mutation that is badly written would end with: such a failure says nothing about the guard.
SLIP = re.compile(r"^E\s+(?:NameError|SyntaxError|IndentationError|ImportError|ModuleNotFoundError)\b", re.MULTILINE)
FAILED = 1  # pytest's own; 2 to 5 are other troubles than a test that failed
QUICKLY = 240  # seconds


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run of pytest ended: its exit status, how many passed, failed and so on, and what it printed."""

    status: int
    counts: Counter[str]
    said: str


def run(folder: Path, tests: Iterable[str], *options: str, postgres: bool) -> Outcome:
    """Run tests in a folder, on a fresh database."""
    environment = {"TEST_DATABASE": "" if postgres else "sqlite", "RIG_DATABASE_URL": services.GIVEN_DATABASE}
    environment |= {name: value for name, value in os.environ.items() if name.startswith("PG")}
    command = [
        sys.executable,
        "-m",
        "pytest",
        *tests,
        "-q",
        "-m",
        "",
        "-n0",
        "-p",
        "no:cacheprovider",
        "--tb=short",
        *options,
    ]
    done = subprocess.run(
        # The models alone make a database on SQLite in half the time; PostgreSQL's roles stand in the migrations.
        command if postgres else [*command, "--no-migrations"],
        cwd=folder, env=processes.clean_environment(environment), capture_output=True, text=True, check=False,
        timeout=QUICKLY,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    counts = Counter({name: int(number) for number, name in COUNTED.findall(lines[-1] if lines else "")})
    return Outcome(done.returncode, counts, done.stdout + done.stderr)


@contextmanager
def switched_off(folder: Path, guard: Guard) -> Iterator[None]:
    """Switch a guard off. Its file gets its time back too: Python tells by it which compiled file is the right one."""
    path = folder / guard.file
    before, stat = path.read_text(encoding="utf-8"), path.stat()
    assert before.count(guard.text) == 1
    path.write_text(before.replace(guard.text, guard.instead), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as it lies here, ready to be spoilt."""
    folder = tmp_path_factory.mktemp("mutations") / "copy"
    shutil.copytree(processes.ROOT, folder, ignore=LEFT_OUT, symlinks=True)
    return folder


def each(guards: Iterable[Guard]) -> list:
    needs = {True: [pytest.mark.needs_postgres], False: []}
    return [pytest.param(guard, marks=needs[guard.postgres], id=guard.name) for guard in guards]


def test_every_guard_stands_where_the_table_says() -> None:
    """Not left for the long tests: whoever moves a guard shall see at once that its row moves along."""
    moved = [
        guard.name
        for guard in GUARDS
        if (processes.ROOT / guard.file).read_text(encoding="utf-8").count(guard.text) != 1
        or not all(_is_there(test) for test in guard.tests)
    ]
    assert moved == []
    assert len({guard.name for guard in GUARDS}) == len(GUARDS) >= 24


def _is_there(test: str) -> bool:
    path, _colons, function = test.partition("[")[0].partition("::")
    return f"\ndef {function}(" in (processes.ROOT / path).read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("postgres", [False, pytest.param(True, marks=pytest.mark.needs_postgres)])
def test_with_every_guard_on_the_named_tests_pass(copy: Path, *, postgres: bool) -> None:
    named = {test: None for guard in GUARDS if guard.postgres is postgres for test in guard.tests}
    outcome = run(copy, named, postgres=postgres)
    assert outcome.status == 0, outcome.said
    assert set(outcome.counts) == {"passed"}, outcome.said


@pytest.mark.long
@pytest.mark.parametrize("guard", each(GUARDS))
def test_with_a_guard_off_a_test_fails(copy: Path, guard: Guard) -> None:
    with switched_off(copy, guard):
        outcome = run(copy, guard.tests, "-x", postgres=guard.postgres)
    assert outcome.status == FAILED, outcome.said
    assert (outcome.counts["failed"], outcome.counts["error"]) == (1, 0), outcome.said
    assert not SLIP.search(outcome.said), outcome.said
