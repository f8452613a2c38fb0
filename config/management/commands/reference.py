"""`manage.py reference`: the pages of docs/reference/, written from the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from config.reference import PAGES

FOLDER = settings.BASE_DIR / "docs" / "reference"


class Command(BaseCommand):
    """Write the pages, or say which are out of date."""

    help = "Write the pages of docs/reference/ from the code; with --check only say which are out of date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check, and another folder for trying it out."""
        parser.add_argument("--check", action="store_true", help="change nothing; end with 1 if something would change")
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pages are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Speak English whatever the environment speaks; the pages are those of the embedded mode."""
        if not settings.EMBEDDED:
            raise CommandError("The pages describe the embedded mode too: run this with ANSWERABLE_MODE=embedded.")
        with translation.override("en"):
            pages = {name: write() for name, write in PAGES.items()}
        folder: Path = options["folder"]
        stale = [name for name, text in pages.items() if _read(folder / name) != text]
        if options["check"]:
            self._report(stale, sorted(path.name for path in folder.glob("*.md") if path.name not in pages))
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_text(pages[name], encoding="utf-8")
            self.stdout.write(f"Wrote {name}.")
        if not stale:
            self.stdout.write("The reference was up to date.")

    def _report(self, stale: list[str], unknown: list[str]) -> None:
        faults = [f"{name} is out of date." for name in stale]
        faults += [f"{name} is not written from the code." for name in unknown]
        if faults:
            raise CommandError("\n".join([*faults, "Run: manage.py reference"]))
        self.stdout.write("The reference is up to date.")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
