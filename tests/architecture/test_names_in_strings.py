"""An app names nothing of an app above it in a string either: the import contracts do not read strings.

`import_module("tracker.models")`, `get_model("tracker", …)`, the name of a foreign key's model, the name of an address
and the name of a template lead to another app as surely as an import.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
[APPS] = [contract for contract in CONTRACTS if contract["id"] == "apps"]
LAYERS = [re.findall(r"\w+", layer) for layer in APPS["layers"]]
HEIGHTS = {app: height for height, layer in enumerate(reversed(LAYERS)) for app in layer}
NAME = re.compile(rf"(?P<app>{'|'.join(HEIGHTS)})[.:/]\w[\w./:]*")
QUOTED = re.compile(rf"[\"'](?P<name>(?:{'|'.join(HEIGHTS)})[:/][\w./:]+)[\"']")
GETS_MODEL = {"get_model", "get_app_config"}
# What leads upwards today. A line here wants a reason; what a page shows of an upper app has a slot (ADR 24).
KNOWN = {
    # The first program of all starts the processes by the names of what they run.
    ("embedded/__main__.py", "config.wsgi"),
    ("embedded/__main__.py", "config.celery"),
    ("embedded/__main__.py", "config/gunicorn.py"),
    ("embedded/prepare.py", "config.settings"),
    # An address, and no name of an app.
    ("accounts/urls.py", "people/invite/"),
    # Links on pages that are older than the slots.
    ("templates/accounts/me.html", "council:me"),
    ("templates/accounts/me.html", "notifications:mine"),
    # What an administrator does about a person who goes.
    ("templates/accounts/person.html", "people:leaving"),
    ("templates/accounts/person.html", "people:erase_for"),
    ("templates/council/council.html", "meetings:list"),
    ("templates/council/council.html", "tracker:shared"),
}


def _strings(source: str) -> Iterator[str]:
    """Yield what may name something of another app in a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in GETS_MODEL:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{first.value}.models"


def upward(app: str, names: Iterator[str]) -> set[str]:
    """Return the names that lead from an app to one beside or above it."""
    found = set()
    for name in names:
        match = NAME.fullmatch(name)
        if match and match["app"] != app and HEIGHTS[match["app"]] >= HEIGHTS[app]:
            found.add(name)
    return found


def _sources() -> Iterator[tuple[str, Path, Iterator[str]]]:
    for app in HEIGHTS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, path, _strings(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "templates" / app).rglob("*.html")):
            quoted = QUOTED.finditer(path.read_text(encoding="utf-8"))
            yield app, path, (match["name"] for match in quoted)


def test_no_app_names_an_upper_one_in_a_string() -> None:
    found = set()
    for app, path, names in _sources():
        found |= {(path.relative_to(ROOT).as_posix(), name) for name in upward(app, names)}
    assert found == KNOWN


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('import_module("tracker.models")', "tracker.models"),
        ('apps.get_model("tracker", "AgendaQuote")', "tracker.models"),
        ('quotes = models.ForeignKey("tracker.AgendaQuote")', "tracker.AgendaQuote"),
        ('reverse("tracker:agenda")', "tracker:agenda"),
        ('Panel("tracker/panels/quotes.html", {})', "tracker/panels/quotes.html"),
    ],
)
def test_a_planted_name_is_found(source: str, name: str) -> None:
    assert upward("desk", _strings(source)) == {name}
    assert upward("insights", _strings(source)) == set()
