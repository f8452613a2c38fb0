"""A copy of the project in which a violation can be planted."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    *("accounts", "config", "core", "council", "demo", "desk", "drafts", "embedded", "feedback", "insights", "keys"),
    *("meetings", "notifications", "pages", "people", "policies", "retention", "sanitiser", "tracker", "translations"),
)


def copied(folder: Path) -> Path:
    """Copy the project's packages and the settings of its tools into a folder, and return it."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "manage.py"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("templates", "static", "locale"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def plant_in(folder: Path, path: str, line: str) -> None:
    """Add a line to the end of a file, or make the file."""
    target = folder / path
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    target.write_text(f"{before}\n{line}\n", encoding="utf-8")


def run_in(folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the project's tools in a folder."""
    program = Path(sys.executable).parent / name
    return subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's packages and settings of its tools, ready to be spoilt."""
    return copied(tmp_path)


@pytest.fixture
def plant(copy: Path) -> Callable[[str, str], None]:
    """Add a line to the end of a file of the copy, or make the file."""
    return partial(plant_in, copy)


@pytest.fixture
def tool(copy: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run one of the project's tools in the copy."""
    return partial(run_in, copy)
