"""Markdown for the reference pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.apps import AppConfig, apps

OURS = ("core", "feedback", "accounts", "notifications", "council", "meetings", "tracker", "insights", "config")
NOTE = "<!-- Written by `manage.py reference` from the code. Change the code, then run it again. -->"


def our_apps() -> list[AppConfig]:
    """Return this project's own apps, the lowest layer first."""
    found = {config.name: config for config in apps.get_app_configs()}
    return [found[name] for name in OURS]


def first_line(docstring: str | None) -> str:
    """Return the sentence a docstring begins with, in one line."""
    return " ".join((docstring or "").strip().split("\n\n", 1)[0].split())


def code(text: object) -> str:
    """Return text in the type of a programme, or a dash for none."""
    return f"`{text}`" if str(text) else "–"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; a bar in a cell is kept from ending it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines)


def page(title: str, *parts: str) -> str:
    """Return a whole page: title, where it comes from, and its parts one below another."""
    return "\n\n".join([f"# {title}", NOTE, *(part for part in parts if part)]) + "\n"
