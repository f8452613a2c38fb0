"""What one can type: the recipes of the Makefile, our management commands, and the programs in scripts/."""

from __future__ import annotations

import ast
import re

from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandParser

from config.reference import writing
from config.reference.writing import OURS, code, first_line, table

RECIPE = re.compile(r"^([a-z][a-z-]*):[^#\n]*## (.*)$", re.MULTILINE)


class Listening(CommandParser):
    """Takes a command's arguments and remembers them as they would be typed."""

    def __init__(self) -> None:
        """Hear nothing yet."""
        super().__init__(add_help=False)
        self.heard: list[str] = []
        self.acts: dict[str, tuple[str, Listening]] = {}

    def add_argument(self, *names: str, **options: object) -> object:  # type: ignore[override]
        """Remember one argument."""
        chosen = options.get("choices")
        value = (
            "|".join(str(choice) for choice in chosen)
            if isinstance(chosen, list | tuple)
            else names[-1].strip("-").upper()
        )
        if not names[0].startswith("-"):
            self.heard.append(value)
        else:
            bare = str(options.get("action", "")).startswith("store_")
            said = names[0] if bare else f"{names[0]} {value}"
            self.heard.append(said if options.get("required") else f"[{said}]")
        return None

    def add_subparsers(self, **_options: object) -> Listening:  # type: ignore[override]
        """Hear of a choice of acts."""
        return self

    def add_parser(self, name: str, *, help: str) -> Listening:  # noqa: A002 - argparse calls it so
        """Remember one act, and listen to its arguments."""
        self.acts[name] = (help, Listening())
        return self.acts[name][1]


def _recipes() -> list[tuple[str, str]]:
    text = (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8")
    return [(code(f"make {name}"), about) for name, about in RECIPE.findall(text)]


def _commands() -> list[tuple[str, str]]:
    rows = []
    for name, app in sorted(get_commands().items()):
        if app in OURS:
            command, listening = load_command_class(app, name), Listening()
            command.add_arguments(listening)
            if not listening.acts:
                rows.append((code(" ".join(["manage.py", name, *listening.heard])), command.help))
            for act, (about, arguments) in listening.acts.items():
                rows.append((code(" ".join(["manage.py", name, act, *arguments.heard])), about))
    return rows


def _programs() -> list[tuple[str, str]]:
    rows = []
    for path in sorted((settings.BASE_DIR / "scripts").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if '__name__ == "__main__"' in text:
            rows.append((code(f"scripts/{path.name}"), first_line(ast.get_docstring(ast.parse(text)))))
    return rows


def page() -> str:
    """Return the page."""
    return writing.page(
        "Commands",
        "## make",
        "`make` alone lists these.",
        table(("command", "what it does"), _recipes()),
        "## manage.py",
        "With the interpreter of `.venv`, and the environment of the process it speaks for"
        " (docs/reference/settings.md). Django's own commands are there too.",
        table(("command", "what it does"), _commands()),
        "## scripts/",
        "What the recipes call.",
        table(("program", "what it does"), _programs()),
    )
