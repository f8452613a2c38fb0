"""A copy of the project in which a violation can be planted."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    *("accounts", "config", "core", "council", "feedback", "insights", "meetings", "notifications", "sanitiser"),
    "tracker",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's packages and settings of its tools, ready to be spoilt."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "manage.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("templates", "static", "locale"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.fixture
def plant(copy: Path) -> Callable[[str, str], None]:
    """Add a line to the end of a file of the copy, or make the file."""

    def add(path: str, line: str) -> None:
        target = copy / path
        before = target.read_text(encoding="utf-8") if target.exists() else ""
        target.write_text(f"{before}\n{line}\n", encoding="utf-8")

    return add


@pytest.fixture
def tool(copy: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run one of the project's tools in the copy."""

    def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).parent / name
        return subprocess.run([program, *arguments], cwd=copy, capture_output=True, text=True, check=False, timeout=120)

    return run
