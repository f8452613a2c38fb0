"""Markdown for the reference pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.apps import AppConfig, apps

# In the order of the import contracts, the lowest first.
OURS = (
    "core", "feedback", "accounts", "keys", "translations", "retention", "drafts", "notifications", "policies", "desk",
    "people", "council", "meetings", "tracker", "insights", "pages", "embedded", "demo", "config",
)  # fmt: skip
NOTE = "<!-- Written by `make reference` from the code. Change the code, then run it again. -->"


def our_apps() -> list[AppConfig]:
    """Return this project's own apps, the lowest layer first."""
    configs = [config for config in apps.get_app_configs() if config.name in OURS]
    return sorted(configs, key=lambda config: OURS.index(config.name))


def first_line(docstring: str | None) -> str:
    """Return the sentence a docstring begins with, in one line."""
    return " ".join((docstring or "").strip().split("\n\n", 1)[0].split())


def code(text: object) -> str:
    """Return text as code, or a dash for none."""
    return f"`{text}`" if str(text) else "–"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; a bar in a cell is kept from ending it."""
    lines = []
    for row in (head, ["---"] * len(head), *rows):
        cells = [str(cell).replace("|", "\\|") for cell in row]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def page(title: str, *parts: str) -> str:
    """Return a whole page: title, where it comes from, and its parts one below another."""
    return "\n\n".join([f"# {title}", NOTE, *filter(None, parts)]) + "\n"
