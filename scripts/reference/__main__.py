"""`make reference`: write the pages of docs/reference/ from the code; with --check only say which are out of date.

Usage: `python -m scripts.reference [--check] [--folder DIR]`. The pages describe the embedded mode, in English.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import django
from django.utils import translation

# Pages that people write: the glossary.
BY_HAND = frozenset({"words.md"})
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def written_pages() -> dict[str, str]:
    """Return the pages by the names of their files."""
    # The pages ask Django's registries, which are filled by now.
    from scripts.reference.pages import PAGES  # noqa: PLC0415

    # The committed pages are the same whatever language the machine speaks.
    with translation.override("en"):
        return {name: write() for name, write in PAGES.items()}


def faults(pages: dict[str, str], folder: Path) -> list[str]:
    """Return a sentence for each page that does not say what the code says, and for each that is not written by us."""
    lines = []
    for name, text in pages.items():
        if _read(folder / name) != text:
            lines.append(f"{name} is out of date.")
    existing = {path.name for path in folder.glob("*.md")}
    # A page whose generator is gone would go on saying what is no longer so.
    unknown = sorted(existing - set(pages) - BY_HAND)
    return lines + [f"{name} is not written from the code." for name in unknown]


def write(pages: dict[str, str], folder: Path) -> list[str]:
    """Write the pages that changed into a folder, and return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in pages.items():
        if _read(folder / name) != text:
            (folder / name).write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def main() -> None:
    """Write the pages, or say which are out of date."""
    parser = argparse.ArgumentParser(prog="python -m scripts.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 if something would change")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pages are")
    options = parser.parse_args()
    # Set, and not only by default: in production the settings ask for secrets, and there is no `/sent/` to list.
    os.environ["ANSWERABLE_MODE"] = "embedded"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    pages = written_pages()
    if options.check:
        lines = faults(pages, options.folder)
        if lines:
            sys.exit("\n".join([*lines, "Run: make reference"]))
        return
    for name in write(pages, options.folder):
        print(f"Wrote {name}.")


if __name__ == "__main__":
    main()
