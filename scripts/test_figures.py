"""Count test cases and assertions, of the working tree and, when given, of a revision: `scripts/test_figures.py [REV]`.

Cases are what pytest collects, the long lane included. Assertions are counted where they are written: a statement in a
loop or in a test with parameters counts once.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASES = "cases"
LONG = "cases of the long lane"
TESTS = "test functions"
STATEMENTS = "assert statements"
EXPECTED = "expected exceptions and warnings"
DRAWN = "expectations in a browser"
HELPERS = "calls of helpers that assert"
ROWS = (CASES, LONG, TESTS, STATEMENTS, EXPECTED, DRAWN, HELPERS)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(call: ast.Call) -> str:
    """Return what is called, such as `pytest.raises`, as far as it is made of names."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return f"{call.func.value.id}.{call.func.attr}"
    return ""


def kind_of(node: ast.AST) -> str:
    """Return which kind of assertion a node is, or nothing."""
    if isinstance(node, ast.Assert):
        return STATEMENTS
    if not isinstance(node, ast.Call):
        return ""
    if name_of(node) in {"pytest.raises", "pytest.warns"}:
        return EXPECTED
    if not isinstance(node.func, ast.Attribute):
        return ""
    target = node.func.value
    if isinstance(target, ast.Call) and name_of(target) == "expect":
        return DRAWN
    return ""


def functions_of(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def module_of(path: Path, folder: Path) -> str:
    return ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")


def helpers_of(tree: ast.Module) -> set[str]:
    """Return the names of functions at the top of a module that are no tests and assert something themselves."""
    found = set()
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("test_") and any(map(kind_of, ast.walk(node))):
            found.add(node.name)
    return found


def known_in(tree: ast.Module, module: str, helpers: dict[str, set[str]]) -> set[str]:
    """Return by which names a module calls the helpers: its own, and those that it imports."""
    known = set(helpers[module])
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            called = alias.asname or alias.name
            if alias.name in helpers.get(node.module or "", set()):
                known.add(called)
            for helper in helpers.get(f"{node.module}.{alias.name}", set()):
                known.add(f"{called}.{helper}")
    return known


def written(folder: Path) -> Counter[str]:
    """Count what is written in the tests under a folder."""
    trees = {}
    helpers = {}
    for path in sorted((folder / "tests").rglob("*.py")):
        module = module_of(path, folder)
        trees[module] = ast.parse(path.read_text(encoding="utf-8"))
        helpers[module] = helpers_of(trees[module])
    found: Counter[str] = Counter()
    # Only now: a test may call a helper of a module that comes after its own.
    for module, tree in trees.items():
        known = known_in(tree, module, helpers)
        found[TESTS] += sum(function.name.startswith("test_") for function in functions_of(tree))
        for node in ast.walk(tree):
            kind = kind_of(node)
            if kind:
                found[kind] += 1
            elif isinstance(node, ast.Call) and name_of(node) in known:
                found[HELPERS] += 1
    return found


def collected(folder: Path, *, marker: str) -> int:
    """Return how many cases pytest finds under a folder."""
    # An empty marker takes the place of the project's own, which leaves the long lane out.
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "-m", marker]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    told = re.search(r"^(\d+)(?:/\d+)? tests? collected", done.stdout, re.MULTILINE)
    if told is None:
        sys.exit(f"pytest collected nothing in {folder}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return int(told[1])


def figures(folder: Path) -> Counter[str]:
    found = written(folder)
    found[CASES] = collected(folder, marker="")
    found[LONG] = collected(folder, marker="long")
    return found


def at(revision: str) -> Counter[str]:
    """Return the figures of a revision, laid out in a folder that is thrown away."""
    command = ["git", "archive", revision]
    packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        return figures(Path(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", nargs="?")
    revision = parser.parse_args().revision
    columns = {}
    if revision:
        columns[revision] = at(revision)
    columns["working tree"] = figures(ROOT)
    print(" " * 34, *(f"{name:>13}" for name in columns))
    for row in ROWS:
        print(f"{row:34}", end="")
        for column in columns.values():
            print(f" {column[row]:>13,}", end="")
        print()


if __name__ == "__main__":
    main()
