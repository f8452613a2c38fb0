"""Every text of the source is translated into every language we ship."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.needs_gettext


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files git knows, where something can be spoilt."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        source = ROOT / name
        if source.is_file() and not name.startswith(("tests/", "docs/", "static/", "styles/")):
            target = tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return tmp_path


def check(folder: Path) -> tuple[int, str]:
    program = [sys.executable, "scripts/catalogues.py", "--check"]
    result = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    return result.returncode, result.stdout


@pytest.mark.slow
def test_no_text_is_untranslated(copy: Path) -> None:
    assert check(copy) == (0, "The catalogues are complete.\n")


@pytest.mark.slow
def test_a_new_text_is_noticed_in_each_language(copy: Path) -> None:
    page = copy / "templates" / "feedback" / "help.html"
    page.write_text(page.read_text(encoding="utf-8") + '{% translate "Quite new" %}', encoding="utf-8")
    code, said = check(copy)
    assert code == 1
    assert said.splitlines() == [f"{code}: not in the catalogue: 'Quite new'" for code in ("es", "ar", "pl")]


@pytest.mark.slow
def test_a_translation_that_was_lost_is_noticed(copy: Path) -> None:
    catalogue = copy / "locale" / "ar" / "LC_MESSAGES" / "django.po"
    text = catalogue.read_text(encoding="utf-8")
    before, after = text.split('msgid "Send"\n', 1)
    catalogue.write_text(before + 'msgid "Send"\nmsgstr ""\n' + after.split("\n", 1)[1], encoding="utf-8")
    code, said = check(copy)
    assert code == 1
    assert "ar: untranslated: 'Send'" in said.splitlines()
