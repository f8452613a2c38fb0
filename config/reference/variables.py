"""Every variable of the environment: found in the code with its default, explained in `MEANINGS`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from config.reference import writing
from config.reference.meanings import MEANINGS
from config.reference.writing import code, table

NAME = re.compile(r"[A-Z][A-Z0-9_]+")
IN_COMPOSE = re.compile(r"\$\{([A-Z_]+)(?::([-?])([^}]*))?\}")
IN_MAKEFILE = re.compile(r"^([A-Z]+) \?= *(.*)$|\$\((?:if )?(UPGRADE)\b", re.MULTILINE)
READERS = {
    "base.py": "both",
    "door.py": "door",
    "settings.py": "members' site",
    "gunicorn.py": "web server of both",
    "embedded.py": "`make run`",
    "probe.py": "health check",
    "door_role.py": "`door_role`",
}
MUST, MADE = "must be given", "made at the first start"


class NotExplained(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """A variable is read that `MEANINGS` does not explain, or explained and never read."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable as one file reads it; `demo` and `production` are what holds where it is not given."""

    name: str
    reader: str
    demo: str
    production: str


def spoken(node: ast.expr | None, *, embedded: bool) -> str:
    """Return a default of the code as a person would write it into an environment; nothing for one that is computed."""
    match node:
        case None | ast.Name():
            text = ""
        case ast.Constant():
            text = str(ast.literal_eval(node))
        case ast.IfExp(test=ast.Name(id="EMBEDDED"), body=body, orelse=orelse):
            text = spoken(body if embedded else orelse, embedded=embedded)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id="EMBEDDED")):
            text = "off" if embedded else "on"
        case ast.List(elts=parts):
            text = ",".join(spoken(part, embedded=embedded) for part in parts)
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            text = spoken(inner, embedded=embedded)
        case ast.BinOp(left=ast.Name(id=folder), op=ast.Div(), right=ast.Constant() as name):
            inside = str(ast.literal_eval(name))
            text = inside if folder in {"BASE_DIR", "ROOT"} else f"{folder}/{inside}"
        case _:
            text = ast.unparse(node)
    return text


def _is_read(call: ast.Call) -> bool:
    """Return whether a call reads one variable: `env.kind(...)`, `os.environ.get(...)`."""
    function = call.func
    if not isinstance(function, ast.Attribute) or not call.args or not isinstance(call.args[0], ast.Constant):
        return False
    owner = ast.unparse(function.value)
    known = (owner == "env" and not function.attr.endswith("_config")) or (owner, function.attr) == (
        "os.environ",
        "get",
    )
    return known and bool(NAME.fullmatch(str(call.args[0].value)))


def _default(call: ast.Call, others: dict[ast.Call, ast.expr]) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "default"), None)
    return named or (call.args[1] if len(call.args) > 1 else others.get(call))


def _plain(path: Path, tree: ast.Module) -> Iterator[Variable]:
    others = {
        node.values[0]: node.values[1]
        for node in ast.walk(tree)
        if isinstance(node, ast.BoolOp) and isinstance(node.values[0], ast.Call)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_read(node):
            default, name = _default(node, others), str(ast.literal_eval(node.args[0]))
            production = "" if path.name == "embedded.py" else spoken(default, embedded=False)
            yield Variable(name, READERS[path.name], spoken(default, embedded=True), production)


def _secret(path: Path, tree: ast.Module) -> Iterator[Variable]:
    """Yield what `secrets_store` is asked for: names given to `load` plainly are made in the demo, others are not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "secrets_store.load":
            for argument in node.args:
                yield from _asked(argument, READERS[path.name])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "secrets_store.optional":
            made = MADE if any(keyword.arg == "made_in" for keyword in node.keywords) else ""
            yield Variable(str(ast.literal_eval(node.args[0])), READERS[path.name], made, "")


def _asked(argument: ast.expr, reader: str) -> Iterator[Variable]:
    match argument:
        case ast.Constant(value=name):
            yield Variable(str(name), reader, MADE, MUST)
        case ast.Starred(value=ast.IfExp(body=ast.List(elts=demo), orelse=ast.List(elts=production))):
            yield from (Variable(str(ast.literal_eval(name)), reader, MADE, "is never read") for name in demo)
            yield from (Variable(str(ast.literal_eval(name)), reader, "", MUST) for name in production)
        case _:
            raise NotExplained(ast.unparse(argument))


def in_code(folder: Path) -> list[Variable]:
    """Return every variable that the modules of a `config` folder read, one row for a name and reader."""
    found: dict[tuple[str, str], Variable] = {}
    for path in sorted([*folder.glob("*.py"), *folder.glob("management/commands/*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for new in [*_secret(path, tree), *_plain(path, tree)]:
            old = found.get((new.name, new.reader))
            # Read twice: what production insists on stands, and the first default there is.
            found[new.name, new.reader] = (
                Variable(new.name, new.reader, old.demo or new.demo, old.production or new.production) if old else new
            )
    return _together(sorted(found.values(), key=lambda variable: (variable.name, variable.reader)))


def _together(variables: list[Variable]) -> list[Variable]:
    """Give readers with the same defaults one row."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for variable in variables:
        rows.setdefault((variable.name, variable.demo, variable.production), []).append(variable.reader)
    return [Variable(name, ", ".join(readers), demo, real) for (name, demo, real), readers in rows.items()]


def in_compose(text: str) -> list[tuple[str, str]]:
    """Return (name, default) of what docker-compose.yml takes from .env."""
    return sorted({(name, MUST if kind == "?" else value) for name, kind, value in IN_COMPOSE.findall(text)})


def in_makefile(text: str) -> list[tuple[str, str]]:
    """Return (name, default) of what the recipes take."""
    found = {
        (name or other, "" if value.startswith("$(") else value) for name, value, other in IN_MAKEFILE.findall(text)
    }
    return sorted(found)


def explained(names: Iterable[str]) -> None:
    """Raise `NotExplained` unless `MEANINGS` explains exactly these names."""
    read = set(names)
    faults = [f"{name} is read but not explained" for name in sorted(read - set(MEANINGS))]
    faults += [f"{name} is explained but not read" for name in sorted(set(MEANINGS) - read)]
    if faults:
        raise NotExplained("; ".join(faults) + ": see config/reference/meanings.py")


def page() -> str:
    """Return the page."""
    root = settings.BASE_DIR
    service = in_code(root / "config")
    compose = in_compose((root / "docker-compose.yml").read_text(encoding="utf-8"))
    make = in_makefile((root / "Makefile").read_text(encoding="utf-8"))
    explained([*(variable.name for variable in service), *(name for name, _ in compose), *(name for name, _ in make)])
    return writing.page(
        "Settings: variables of the environment",
        "## The service",
        f"“{MUST}” means: in production the process refuses to start without it and says so. Every such secret can also"
        " stand in a file that `<NAME>_FILE` names. In the embedded mode keys are made at the first start, under"
        " `DATA_DIR/secrets`.",
        table(
            ("variable", "read by", "embedded", "production", "meaning"),
            (
                (code(row.name), row.reader, _shown(row.demo), _shown(row.production), MEANINGS[row.name])
                for row in service
            ),
        ),
        "## docker compose",
        "Read from `.env`. Secrets are files under `secrets/`, made by `scripts/make_secrets.py`.",
        table(
            ("variable", "default", "meaning"), ((code(name), _shown(value), MEANINGS[name]) for name, value in compose)
        ),
        "## make",
        table(
            ("variable", "default", "meaning"), ((code(name), _shown(value), MEANINGS[name]) for name, value in make)
        ),
    )


def _shown(value: str) -> str:
    return value if value in {MUST, MADE, "is never read", "on", "off"} else code(value)
