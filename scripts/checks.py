"""Run every check that needs no running service, one line each, and show in full what failed (`make check`).

Usage: `python scripts/checks.py [NAME ...]` runs only the named ones.
"""

import concurrent.futures
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import environments

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
MANAGE = (PYTHON, "manage.py")


@dataclass(frozen=True)
class Check:
    """A named command that passes when it ends with 0."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    output: str


def checks(folder: str) -> list[Check]:
    demo = environments.embedded(folder)
    module = (PYTHON, "-m")
    lint_imports = str(Path(PYTHON).parent / "lint-imports")
    djangofmt = str(Path(PYTHON).parent / "djangofmt")
    return [
        # The types need the settings too: the plugin for Django starts it.
        Check("types", (*module, "mypy"), demo),
        Check("style", (*module, "ruff", "check", "."), demo),
        Check("format", (*module, "ruff", "format", "--check", "."), demo),
        Check("import contracts", (lint_imports,), demo),
        Check("template format", (djangofmt, "--check", "templates"), demo),
        Check("template style", (*module, "djlint", "--lint", "--quiet", "templates"), demo),
        Check("templates load", (PYTHON, "scripts/templates.py"), demo),
        Check("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run"), demo),
        Check("demo settings", (*MANAGE, "check", "--fail-level", "WARNING"), demo),
        Check("members' site in production", deploy(), environments.site(folder)),
        Check("door in production", deploy(), environments.door(folder)),
        Check("catalogues", (PYTHON, "scripts/catalogues.py", "--check"), demo),
        Check("requirements", (PYTHON, "scripts/requirements.py"), demo),
        Check("reference pages", (*module, "scripts.reference", "--check"), demo),
        Check("compose file", (PYTHON, "scripts/compose.py"), demo),
    ]


def deploy() -> tuple[str, ...]:
    # Django only warns of an unsafe setting in production, and by default a warning passes.
    return (*MANAGE, "check", "--deploy", "--fail-level", "WARNING")


def run(check: Check) -> Outcome:
    begun = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=check.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(check.name, done.returncode == 0, time.monotonic() - begun, done.stdout)


def main() -> None:
    wanted = set(sys.argv[1:])
    failed = {}
    with tempfile.TemporaryDirectory(prefix="answerable-check-") as folder:
        # The first process makes the secrets of the demo: let that be one alone.
        subprocess.run(
            (*MANAGE, "check"), cwd=ROOT, env=environments.embedded(folder), capture_output=True, check=False
        )
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            selected = [check for check in checks(folder) if not wanted or check.name in wanted]
            for outcome in pool.map(run, selected):
                result = "ok    " if outcome.passed else "FAILED"
                print(f"{result}  {outcome.name} ({outcome.seconds:.1f} s)", flush=True)
                if not outcome.passed:
                    failed[outcome.name] = outcome.output
    for name, output in failed.items():
        print(f"\n--- {name} ---\n{output.rstrip()}")
    if failed:
        sys.exit(f"\n{len(failed)} of the checks failed: {', '.join(failed)}")
    print("Everything that was checked is in order.")


if __name__ == "__main__":
    main()
