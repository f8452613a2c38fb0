"""Every variable of the environment: those that the service declares, and those of docker compose and make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from config import variables
from config.environment import ROOT, Need, Variable
from scripts.reference import writing
from scripts.reference.meanings import MEANINGS
from scripts.reference.writing import code, table

IN_COMPOSE = re.compile(r"\$\{([A-Z_]+)(?::([-?])([^}]*))?\}")
IN_MAKEFILE = re.compile(r"^([A-Z]+) \?= *(.*)$|\$\((?:if )?(UPGRADE)\b", re.MULTILINE)


class UnexplainedVariableError(Exception):
    """A variable is read that nothing explains, or explained in `MEANINGS` and never read."""


def in_compose(text: str) -> list[tuple[str, str]]:
    """Return (name, default) of what docker-compose.yml takes from .env."""
    # Several services may take the same variable.
    found = set()
    for name, kind, value in IN_COMPOSE.findall(text):
        # `${NAME:?message}` has no default: compose refuses to start without it.
        default = Need.MUST.value if kind == "?" else code(value)
        found.add((name, default))
    return sorted(found)


def in_makefile(text: str) -> list[tuple[str, str]]:
    """Return (name, default) of what the recipes take."""
    found = set()
    for name, value, other in IN_MAKEFILE.findall(text):
        # What make works out itself is no default that somebody could write.
        default = "" if value.startswith("$(") else value
        found.add((name or other, code(default)))
    return sorted(found)


def meanings(names: Iterable[str]) -> dict[str, str]:
    """Return what variables of docker compose and make mean; raises `UnexplainedVariableError`."""
    read = set(names)
    declared = {variable.name: variable.meaning for variable in variables.declared()}
    unexplained = sorted(read - set(declared) - set(MEANINGS))
    if unexplained:
        message = f"{', '.join(unexplained)} is read but not explained: see scripts/reference/meanings.py"
        raise UnexplainedVariableError(message)
    # An explanation that outlives its variable sends people to set what nobody reads.
    unread = sorted(set(MEANINGS) - read)
    if unread:
        message = f"{', '.join(unread)} is explained but not read: see scripts/reference/meanings.py"
        raise UnexplainedVariableError(message)
    return declared | MEANINGS


def default_of(variable: Variable[object], *, embedded: bool) -> str:
    """Return what holds where a variable is not given, as somebody would write it into an environment."""
    in_embedded, in_production = variable.needs or (Need.OPTIONAL, Need.OPTIONAL)
    need = in_production
    value = variable.production
    if embedded:
        need = in_embedded
        value = variable.embedded
    # Whatever the default, it is not what holds: the process refuses to start, or makes a key itself.
    if need != Need.OPTIONAL:
        return need.value
    if value is None:
        return code("")
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return code(",".join(value))
    if isinstance(value, Path):
        return code(_shown_path(value))
    return code(value)


def _shown_path(path: Path) -> str:
    """Return a path without the folders of this machine."""
    if settings.DATA_DIR in path.parents:
        return f"DATA_DIR/{path.relative_to(settings.DATA_DIR)}"
    return str(path.relative_to(ROOT))


def _service() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for variable in variables.declared():
        readers = ", ".join(sorted(variable.readers))
        defaults = (default_of(variable, embedded=True), default_of(variable, embedded=False))
        rows.append((code(variable.name), readers, *defaults, variable.meaning))
    return rows


def _explained(found: list[tuple[str, str]], explanations: dict[str, str]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, default in found:
        rows.append((code(name), default, explanations[name]))
    return rows


def page() -> str:
    """Return the page."""
    compose = in_compose((settings.BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8"))
    make = in_makefile((settings.BASE_DIR / "Makefile").read_text(encoding="utf-8"))
    explanations = meanings(dict(compose + make))
    return writing.page(
        "Settings: variables of the environment",
        "## The service",
        f"“{Need.MUST}” means: in production the process refuses to start without it and says so. Every such secret can"
        " also be in a file that `<NAME>_FILE` names. In the embedded mode keys are made at the first start, under"
        " `DATA_DIR/secrets`.",
        table(("variable", "read by", "embedded", "production", "meaning"), _service()),
        "## docker compose",
        "Read from `.env`. Secrets are files under `secrets/`, made by `scripts/make_secrets.py`.",
        table(("variable", "default", "meaning"), _explained(compose, explanations)),
        "## make",
        table(("variable", "default", "meaning"), _explained(make, explanations)),
    )
