"""Measure how much one line says: thoughts per 1,000 lines of code, tags per line of template.

Usage: `python scripts/density.py [FOLDER ...] [--revision REV]`. Without folders, every top-level folder that holds
Python is measured, except `tests/`. With `--revision`, the same folders of that git revision are measured beside
today's.

What is counted, in `*.py` outside `migrations/`:

- a *line of code* is neither blank nor only a comment; docstrings count as code;
- *conditional expressions* (`a if b else c`), *comprehensions* (list, set, dict and generator) and *tuple assignments*
  (`a, b = c, d`; unpacking what a call returns is none), each per 1,000 lines of code;
- *comments* are lines that hold only a comment, in per cent of all lines.

And in `templates/FOLDER/**/*.html`:

- *tags* are opening HTML tags and `{% … %}`, per line;
- *long lines* have more than 120 characters, in per cent of all lines.
"""

import argparse
import ast
import io
import re
import shutil
import subprocess
import tarfile
import tempfile
import tokenize
from collections import Counter
from dataclasses import astuple, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_TEMPLATE_LINE = 120
GIT = shutil.which("git") or "git"
TAG = re.compile(r"\{%|<[a-zA-Z]")
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# Tokens that do not make a line one of code.
LAYOUT_TOKENS = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
COLUMNS = ("code lines", "conditionals", "comprehensions", "tuples", "comments %", "tags a line", "long lines %")


@dataclass(frozen=True)
class Count:
    """What was counted in some files; counts of two sets of files can be added."""

    lines: int = 0
    code_lines: int = 0
    comment_lines: int = 0
    conditionals: int = 0
    comprehensions: int = 0
    tuple_assignments: int = 0
    template_lines: int = 0
    template_tags: int = 0
    long_template_lines: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    def figures(self) -> tuple[str, ...]:
        """Return one printed figure for each of `COLUMNS`; a dash where nothing could be counted."""
        return (
            str(self.code_lines),
            ratio(1000 * self.conditionals, self.code_lines),
            ratio(1000 * self.comprehensions, self.code_lines),
            ratio(1000 * self.tuple_assignments, self.code_lines),
            ratio(100 * self.comment_lines, self.lines),
            ratio(self.template_tags, self.template_lines, digits=2),
            ratio(100 * self.long_template_lines, self.template_lines, digits=0),
        )


def ratio(part: int, whole: int, digits: int = 1) -> str:
    if whole == 0:
        return "-"
    return f"{part / whole:.{digits}f}"


def count_python(text: str) -> Count:
    code_lines: set[int] = set()
    comment_lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comment_lines.add(token.start[0])
        elif token.type not in LAYOUT_TOKENS:
            code_lines.update(range(token.start[0], token.end[0] + 1))
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        # Inside a docstring or another long string.
        if not line.strip():
            code_lines.discard(number)
    kinds = Counter(map(thought, ast.walk(ast.parse(text))))
    return Count(
        lines=len(lines),
        code_lines=len(code_lines),
        comment_lines=len(comment_lines - code_lines),
        conditionals=kinds["conditional"],
        comprehensions=kinds["comprehension"],
        tuple_assignments=kinds["tuple assignment"],
    )


def thought(node: ast.AST) -> str:
    """Return which of the counted constructs a node is, or an empty string."""
    if isinstance(node, ast.IfExp):
        return "conditional"
    if isinstance(node, COMPREHENSIONS):
        return "comprehension"
    if is_tuple_assignment(node):
        return "tuple assignment"
    return ""


def is_tuple_assignment(node: ast.AST) -> bool:
    """Say whether several values are assigned to several names at once, which are better two statements."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Tuple):
        return False
    return isinstance(node.targets[0], ast.Tuple)


def count_template(text: str) -> Count:
    lines = text.splitlines()
    return Count(
        template_lines=len(lines),
        template_tags=len(TAG.findall(text)),
        long_template_lines=sum(len(line) > LONGEST_TEMPLATE_LINE for line in lines),
    )


def count_folder(root: Path, folder: str) -> Count:
    """Count the Python of an app and its templates."""
    total = Count()
    for path in sorted((root / folder).rglob("*.py")):
        # Django writes the migrations: nobody chose how much one of their lines says.
        if "migrations" not in path.parts:
            total += count_python(path.read_text(encoding="utf-8"))
    for path in sorted((root / "templates" / folder).rglob("*.html")):
        total += count_template(path.read_text(encoding="utf-8"))
    return total


def git(*arguments: str) -> bytes:
    return subprocess.run((GIT, *arguments), cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout


def folders_at(revision: str | None) -> list[str]:
    """Return the top-level folders that hold Python or templates, without the tests; today's if no revision is named.

    Only files that git knows are looked at: an environment beside the source is none of ours.
    """
    command = ("ls-tree", "-r", "--name-only", revision) if revision else ("ls-files",)
    paths = git(*command).decode().splitlines()
    sources = [path for path in paths if path.endswith((".py", ".html"))]
    return sorted(folders_in(sources) - {"tests"})


def folders_in(paths: list[str]) -> set[str]:
    """Return the folder that each path is counted in: an app's templates belong to the app."""
    folders = set()
    for path in paths:
        parts = path.removeprefix("templates/").split("/")
        if len(parts) > 1:
            folders.add(parts[0])
    return folders


def check_out(revision: str, target: Path) -> None:
    """Write the files of a git revision to a folder; the repository and its work tree stay as they are."""
    archive = git("archive", "--format=tar", revision)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(target, filter="data")


def measure(root: Path, folders: list[str]) -> dict[str, Count]:
    """Return the count of each folder, and of all together under "total"."""
    counts = {folder: count_folder(root, folder) for folder in folders}
    counts["total"] = sum(counts.values(), Count())
    return counts


def measure_revision(revision: str, folders: list[str]) -> dict[str, Count]:
    with tempfile.TemporaryDirectory(prefix="answerable-density-") as target:
        check_out(revision, Path(target))
        # Counted by the rules of today, so that both columns mean the same.
        return measure(Path(target), folders)


def table(today: dict[str, Count], earlier: dict[str, Count] | None = None) -> str:
    """Return the rows of today; where there is an earlier count, that is printed first, with an arrow between."""
    rows = [("", *COLUMNS)]
    names = set(today).union(earlier or {}) - {"total"}
    for name in [*sorted(names), "total"]:
        figures = today.get(name, Count()).figures()
        if earlier is not None:
            before = earlier.get(name, Count()).figures()
            figures = tuple(map(" -> ".join, zip(before, figures, strict=True)))
        rows.append((name, *figures))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *figures in rows:
        cells = map(str.rjust, figures, widths[1:])
        lines.append("  ".join([name.ljust(widths[0]), *cells]))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--revision", help="a git revision to print before today's figures")
    arguments = parser.parse_args()
    folders = [folder.rstrip("/") for folder in arguments.folders]
    today = measure(ROOT, folders or folders_at(None))
    earlier = None
    if arguments.revision:
        earlier = measure_revision(arguments.revision, folders or folders_at(arguments.revision))
    print(table(today, earlier))


if __name__ == "__main__":
    main()
