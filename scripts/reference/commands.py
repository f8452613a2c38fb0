"""What one can type: the recipes of the Makefile, our management commands, and the programs in scripts/."""

from __future__ import annotations

import ast
import re

from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandParser

from scripts.reference import writing
from scripts.reference.writing import OURS, code, first_line, table

RECIPE = re.compile(r"^([a-z][a-z-]*):[^#\n]*## (.*)$", re.MULTILINE)


class ArgumentRecorder(CommandParser):
    """Takes a command's arguments and remembers them as they would be typed."""

    def __init__(self) -> None:
        """Begin without arguments."""
        super().__init__(add_help=False)
        self.usage_parts: list[str] = []
        self.acts: dict[str, tuple[str, ArgumentRecorder]] = {}

    def add_argument(self, *names: str, **options: object) -> object:  # type: ignore[override]
        """Remember one argument."""
        choices = options.get("choices")
        value = names[-1].strip("-").upper()
        if isinstance(choices, list | tuple):
            value = "|".join(map(str, choices))
        if not names[0].startswith("-"):
            self.usage_parts.append(value)
            return None
        usage = names[0]
        if not str(options.get("action", "")).startswith("store_"):
            usage = f"{usage} {value}"
        if not options.get("required"):
            usage = f"[{usage}]"
        self.usage_parts.append(usage)
        return None

    def add_subparsers(self, **_options: object) -> ArgumentRecorder:  # type: ignore[override]
        """Remember that there is a choice of acts."""
        return self

    def add_parser(self, name: str, *, help: str) -> ArgumentRecorder:  # noqa: A002 - argparse calls it so
        """Remember one act, and record its arguments."""
        recorder = ArgumentRecorder()
        self.acts[name] = (help, recorder)
        return recorder


def _recipes() -> list[tuple[str, str]]:
    text = (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8")
    rows = []
    for name, about in RECIPE.findall(text):
        rows.append((code(f"make {name}"), about))
    return rows


def _commands() -> list[tuple[str, str]]:
    rows = []
    for name, app in sorted(get_commands().items()):
        if app in OURS:
            command = load_command_class(app, name)
            recorder = ArgumentRecorder()
            command.add_arguments(recorder)
            if not recorder.acts:
                rows.append((code(" ".join(["manage.py", name, *recorder.usage_parts])), command.help))
            for act, (about, arguments) in recorder.acts.items():
                rows.append((code(" ".join(["manage.py", name, act, *arguments.usage_parts])), about))
    return rows


def _programs() -> list[tuple[str, str]]:
    rows = []
    for path in sorted((settings.BASE_DIR / "scripts").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        # What lacks this line is imported by the others and is nothing to type.
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
