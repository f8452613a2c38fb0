"""The Makefile and the installer: every promised command is there, nothing depends on a path without spaces."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.rig import processes, program

install = program.load("install")
PROMISED = {
    *("run", "run-fresh", "test", "test-fast", "test-long", "check", "fix", "bench", "messages", "prod-smoke"),
    *("reference", "requirements", "speech", "test-firefox"),
}
REQUIREMENTS = [f"requirements/{name}.{kind}" for name in ("bootstrap", "core", "dev") for kind in ("in", "txt")]
BUILD_FILES = [
    *("Makefile", "Dockerfile", "docker-compose.yml", ".ci/run", ".ci/clean-clone"),
    *("pyproject.toml", ".env.example", ".pre-commit-config.yaml"),
    *REQUIREMENTS,
]
# Addresses other than this machine's own and examples, options that name an index, and folders of one machine.
FORBIDDEN = re.compile(
    r"://(?!127\.0\.0\.1|localhost|www\.bbc\.com/weather|\S*example|\S*\$)|index-url|find-links|(?<![\w.-])/(?:home|root|opt)/"
)


def test_make_alone_lists_the_promised_commands() -> None:
    listed = subprocess.run(["make"], cwd=processes.ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in listed.splitlines() if line.startswith("  make ")} == PROMISED | {"help"}


@pytest.mark.parametrize("path", BUILD_FILES)
def test_build_file_names_no_address_and_no_machine(path: str) -> None:
    text = (processes.ROOT / path).read_text(encoding="utf-8")
    assert FORBIDDEN.findall(text) == []


def test_requirements_check_passes_and_bites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requirements = program.load("requirements")
    for source in sorted(requirements.FOLDER.glob("*.in")):
        assert requirements.faults_of(source) == []
    monkeypatch.setattr(requirements, "FOLDER", tmp_path)
    (tmp_path / "x.in").write_text("Django>=5\ncelery[redis]\n")
    (tmp_path / "x.txt").write_text("django==5.2\n--extra https://example.org\n")
    assert requirements.faults_of(tmp_path / "x.in") == [
        "x.txt: an address in line 2",
        "x.txt: django has no hash",
        "x.txt: celery is not pinned; run make requirements",
    ]


def test_template_format_is_checked_and_bites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(processes.ROOT / "scripts")
    checks = program.load("checks")
    command = next(check.command for check in checks.checks(str(tmp_path)) if check.name == "template format")
    shutil.copy(processes.ROOT / "pyproject.toml", tmp_path)
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    tidy = '{% blockcomponent "notice" %}\n  <p>{{ text }}</p>\n{% endblockcomponent %}\n'
    page.write_text(tidy)
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    page.write_text(tidy.replace("  ", ""))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_installer_notices_changed_requirements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    for name in ("bootstrap", "core", "dev"):
        (tmp_path / f"{name}.txt").write_text("a==1\n")
    monkeypatch.setattr(install, "VENV", venv)
    monkeypatch.setattr(install, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(install, "REQUIREMENTS", tmp_path)
    assert not install.is_current("core")
    install.stamp("core").write_text(install.fingerprint("core"))
    assert install.is_current("core")
    (tmp_path / "core.txt").write_text("a==2\n")
    assert not install.is_current("core")
