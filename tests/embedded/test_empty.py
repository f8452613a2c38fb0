"""`make run EMPTY=1`: nobody is in it, and a link leads to the set-up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import variables
from embedded import __main__ as embedded
from tests.rig import processes
from tests.rig.embedded import embedded_site

LINK = re.compile(r"http://127\.0\.0\.1:\d+/setup/[-\w]{43}/")
COUNTED = "from accounts.models import User; from feedback.models import SealingKey;"
COUNTED += "print(User.objects.count(), SealingKey.objects.count() > 0)"


def test_empty_run_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATA_DIR", raising=False)
    usual = embedded.chosen_folder(bare=False)
    assert embedded.chosen_folder(bare=True) == usual / "empty"
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert embedded.chosen_folder(bare=True) == tmp_path


def test_starting_the_demo_over_keeps_what_began_with_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embedded, "variables", _Variables(tmp_path))
    for name in ("empty", "mail"):
        (tmp_path / name).mkdir()
    embedded.empty(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["empty"]
    (tmp_path / "empty" / "x").touch()
    embedded.empty(tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


class _Variables:
    """The declared variables, with a data folder somewhere else."""

    def __init__(self, folder: Path) -> None:
        self.DATA_DIR = _Default(folder)


class _Default:
    def __init__(self, default: Path) -> None:
        self.default = default


def test_emptiness_is_off_unless_asked_for() -> None:
    assert variables.EMPTY.default is False


@pytest.mark.long
def test_empty_run_prints_a_link_that_opens_the_set_up(tmp_path: Path) -> None:
    with embedded_site(tmp_path, {"EMPTY": "1"}) as site:
        processes.wait_until(lambda: "is running" in site.log.read_text(), seconds=60, what="the welcome")
        said = site.log.read_text(encoding="utf-8")
        assert "demo.example" not in said
        [link] = LINK.findall(said)
        assert processes.fetch(link)[0] == 200
        assert processes.fetch(f"{site.url}/en/feedback/")[0] == 503
        assert site.manage("shell", "-v", "0", "-c", COUNTED).split() == ["0", "True"]
