"""What our Markdown names in back-ticks, and whether it exists. Nothing is started for it; the code is only read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from django.core.management import get_commands

from scripts.reference.writing import OURS

ROOT = Path(__file__).resolve().parents[2]
# Folders that are not ours to keep up to date, or that a working copy has and a clone has not.
LEFT_OUT = frozenset({".git", ".venv", "node_modules", "vendor", "var", "results", "secrets"})
CACHES = ("_cache", "__pycache__")
# What names services, settings and tools besides the code.
SPOKEN_OF = (
    "docker-compose.yml",
    "pyproject.toml",
    ".env.example",
    "Makefile",
    "package.json",
    "deploy/nginx/nginx.conf",
)
# Plants names of nothing, to see them found.
PLANTS = "tests/operations/test_docs.py"
PACKAGES = (*OURS, "sanitiser", "benchmarks", "scripts", "tests")

FENCED = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([^`]+)`")
# Both ends of a line in a diagram of the data.
RELATED = re.compile(r"^ +(\w+) [|}o]+--[|{o]+ (\w+) :", re.MULTILINE)
LINKED = re.compile(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)")
# A decision record names what is gone in a paragraph of this kind, beside what there is now.
RENAMED = re.compile(r"^\*\*Now\.\*\*.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
# The command line inside a fence, or a whole quotation.
MAKE = re.compile(r"^\s*make((?: [a-z][a-z-]+)+)", re.MULTILINE)
MANAGE = re.compile(r"manage\.py ([a-z_]+)((?: [a-z]+)?(?: [^`\n|<#]*)?)")
OPTION = re.compile(r"--[a-z][a-z-]+")
DECLARED = re.compile(r'"(--[a-z][a-z-]+)"')
RECIPE = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
DOCSTRING = re.compile(r'"""(?:.|\n)*?"""')
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
COMMENT = re.compile(r"(?:^|  )#.*$", re.MULTILINE)
CLASS = re.compile(r"^class (\w+)\b.*(?:\n(?:[ \t)].*)?$)*", re.MULTILINE)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+")
FILE = re.compile(
    r"[A-Za-z0-9_.*-]+\.(?:py|md|toml|yml|yaml|html|txt|s?css|m?js|sh|po|in|conf|svg|envsh|template|json|png|woff2)"
)


@dataclass(slots=True)
class Known:
    """Everything that may be named: files and folders, recipes, commands, and the names in the code."""

    paths: set[str] = field(default_factory=set)
    recipes: set[str] = field(default_factory=set)
    # The code of a command, by its name: its acts and options are in it. Empty for those that Django brings.
    commands: dict[str, str] = field(default_factory=dict)
    options: set[str] = field(default_factory=set)
    # The names in the code of a module, of a class, and all together.
    modules: dict[str, set[str]] = field(default_factory=dict)
    classes: dict[str, set[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def paths(root: Path) -> Iterator[str]:
    """Yield every file and every folder (with a slash at its end) of a working copy, from its root."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.endswith(CACHES))
        inside = Path(folder).relative_to(root).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        yield from (f"{prefix}{name}/" for name in folders)
        yield from (f"{prefix}{name}" for name in sorted(files))


def _code_of(text: str) -> str:
    """Return code without comments, docstrings and sentences; short texts without spaces stay."""
    code = COMMENT.sub(" ", DOCSTRING.sub(" ", text))
    return TEXT.sub(lambda match: '""' if " " in match.group(0) else match.group(0), code)


def known(root: Path = ROOT) -> Known:
    """Read the project once."""
    found = Known()
    found.paths.update(paths(root))
    found.recipes.update(RECIPE.findall((root / "Makefile").read_text(encoding="utf-8")))
    found.commands.update(dict.fromkeys(get_commands(), ""))
    modules = {name for name in found.paths if name.endswith(".py") and name.split("/")[0] in PACKAGES}
    for path in sorted(modules - {PLANTS}):
        _add_module(found, path, _code_of((root / path).read_text(encoding="utf-8")))
    for path in SPOKEN_OF:
        found.names.update(NAME.findall((root / path).read_text(encoding="utf-8")))
    return found


def _add_module(found: Known, path: str, code: str) -> None:
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    found.modules[module] = set(NAME.findall(code))
    found.names |= found.modules[module]
    found.options.update(DECLARED.findall(code))
    found.names.update(module.split("."))
    for match in CLASS.finditer(code):
        found.classes.setdefault(match.group(1), set()).update(NAME.findall(match.group(0)))
    if "/management/commands/" in path:
        found.commands[Path(path).stem] = code


def quoted(text: str) -> Iterator[str]:
    """Yield what stands in back-ticks in a line of text, and the command lines of fenced blocks."""
    for match in QUOTED.finditer(FENCED.sub("", text)):
        yield " ".join(match.group(1).split())
    for fence in FENCED.finditer(text):
        yield from (line for line in fence.group(0).splitlines() if MAKE.match(line) or MANAGE.search(line))


def fault(quote: str, known: Known, folder: str = "") -> str:
    """Return what a quotation names that does not exist, or an empty string. `folder` is where the page is."""
    if match := MAKE.match(quote):
        return next((f"no recipe {name}" for name in match.group(1).split() if name not in known.recipes), "")
    if match := MANAGE.search(quote):
        return _command(match.group(1), match.group(2), known)
    first, _, rest = quote.partition(" ")
    if first in known.commands and (rest or "_" in first):
        return _command(first, rest, known)
    if rest:
        return next((wrong for word in quote.split() if (wrong := _of_ours(word, known, folder))), "")
    return _one(quote, known, folder)


def _command(name: str, rest: str, known: Known) -> str:
    if name not in known.commands:
        return f"no command {name}"
    code = known.commands[name]
    asked = [word for word in [*rest.split()[:1], *OPTION.findall(rest)] if NAME.fullmatch(word) or OPTION.match(word)]
    return next((f"no {word} of the command {name}" for word in asked if code and f'"{word}"' not in code), "")


def _of_ours(word: str, known: Known, folder: str) -> str:
    """Look at one word of a command line: only what names our folders or modules is ours to know."""
    ours = re.split(r"[/.]", word, maxsplit=1)[0] in PACKAGES
    return _one(word, known, folder) if ours and (word.endswith(".py") or DOTTED.fullmatch(word)) else ""


def _one(word: str, known: Known, folder: str) -> str:
    word = word.partition("=")[0].removesuffix("()").partition("(")[0]
    if word.startswith(("/", "http", ".venv", "$")) or "://" in word:
        return ""
    if FILE.fullmatch(word) or "/" in word:
        return "" if _has_path(word, known, folder) else f"no file or folder {word}"
    if DOTTED.fullmatch(word):
        return "" if _has_dotted(word, known) else f"nothing called {word}"
    if OPTION.fullmatch(word):
        return "" if word in known.options else f"no option {word}"
    if NAME.fullmatch(word):
        return "" if word in known.names else f"nothing called {word}"
    return ""


def _has_path(path: str, known: Known, folder: str) -> bool:
    pattern = re.sub(r"<[^>]*>", "*", path)
    if pattern.startswith(("../", "./")):
        pattern = os.path.normpath(f"{folder}/{pattern}")
    if "/" not in pattern.rstrip("/"):
        # A bare name is found in any folder.
        return any(fnmatchcase(name.rstrip("/").rpartition("/")[2], pattern.rstrip("/")) for name in known.paths)
    return any(fnmatchcase(name.rstrip("/"), pattern.rstrip("/")) for name in known.paths)


def _has_dotted(word: str, known: Known) -> bool:
    if word in known.modules:
        return True
    owner, _, name = word.rpartition(".")
    if owner in known.classes:
        return name in _of_class(owner, known)
    if owner in known.modules:
        # `app.name`: Django calls models so, and Celery tasks.
        inside = (names for module, names in known.modules.items() if f"{module}.".startswith(f"{owner}."))
        return any(name in names for names in inside)
    if "." in owner:
        return _has_dotted(owner, known) and name in known.names
    return owner in known.names and name in known.names


def _of_class(name: str, known: Known) -> set[str]:
    """Return the names in a class and in those of ours that it is made from."""
    own = known.classes[name]
    return own.union(*(known.classes[base] for base in own if base in known.classes))


def explanations(code: str) -> str:
    """Return the docstrings and comments of a module."""
    return "\n".join([*DOCSTRING.findall(code), *COMMENT.findall(code)])


def renamed(text: str) -> set[str]:
    """Return what a record names and says itself that it is gone or called differently now."""
    named = set(QUOTED.findall(RENAMED.sub("", text)))
    return named.intersection(*map(QUOTED.findall, RENAMED.findall(text))) if RENAMED.search(text) else set()


def faults(text: str, known: Known, *, folder: str = "", left_out: Iterable[str] = ()) -> list[str]:
    """Return what a page names that does not exist, in the order in which it says so."""
    excused = {*renamed(text), *left_out}
    wrong = [fault(quote, known, folder) for quote in quoted(text) if quote not in excused]
    links = [
        f"no page {target}"
        for target in LINKED.findall(FENCED.sub("", text))
        if os.path.normpath(f"{folder}/{target}".lstrip("/")).rstrip("/")
        not in {name.rstrip("/") for name in known.paths}
    ]
    tables = [f"no table {name}" for pair in RELATED.findall(text) for name in pair if name not in known.classes]
    return [sentence for sentence in wrong if sentence] + links + tables
