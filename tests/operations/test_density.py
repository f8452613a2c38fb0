"""The counting rules of `scripts/density.py`, on sources written for them."""

from pathlib import Path

import pytest

from tests.rig import program

density = program.load("density")

SOURCE = '''"""A docstring is code."""

# Only a comment.
NAME = "# no comment"  # beside code: no line of its own


def first(values):
    """Two lines,

    one of them blank."""
    return values[0] if values else None
'''


def test_python_counts_lines_of_each_kind() -> None:
    counted = density.count_python(SOURCE)
    assert (counted.lines, counted.code_lines, counted.comment_lines) == (11, 6, 1)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = 1 if b else 2 if c else 3", (2, 0, 0)),
        ("a = [b for b in c]", (0, 1, 0)),
        ("a = {b for b in c}", (0, 1, 0)),
        ("a = {b: b for b in c}", (0, 1, 0)),
        ("a = sum(b for b in c)", (0, 1, 0)),
        ("a, b = 1, 2", (0, 0, 1)),
        ("(a, b) = (1, 2)", (0, 0, 1)),
        ("a, b = pair()", (0, 0, 0)),
        ("a = 1, 2", (0, 0, 0)),
        ("a = b = 1", (0, 0, 0)),
        ("for a, b in c:\n    pass", (0, 0, 0)),
        ("if a:\n    b = 1\nelse:\n    b = 2", (0, 0, 0)),
    ],
)
def test_python_counts_thoughts(source: str, expected: tuple[int, int, int]) -> None:
    counted = density.count_python(source)
    assert (counted.conditionals, counted.comprehensions, counted.tuple_assignments) == expected


def test_template_counts_opening_tags_and_long_lines() -> None:
    text = "\n".join(["{% if a < 3 %}<p class='b'>{{ c }}</p>{% endif %}", "x" * 120, "y" * 121, "<!-- d -->"])
    counted = density.count_template(text)
    assert (counted.template_lines, counted.template_tags, counted.long_template_lines) == (4, 3, 1)


def test_folder_takes_its_templates_and_leaves_migrations_out(tmp_path: Path) -> None:
    for path, text in {
        "app/a.py": "a = 1\n",
        "app/b/c.py": "c = 1\nd = 2\n",
        "app/migrations/0001_initial.py": "e = 1\n",
        "templates/app/page.html": "<p>\n</p>\n",
        "templates/other/page.html": "<p>\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert density.count_folder(tmp_path, "app") == density.Count(
        lines=3, code_lines=3, template_lines=2, template_tags=1
    )


def test_folders_are_the_top_ones_and_templates_belong_to_their_app() -> None:
    paths = ["manage.py", "core/a.py", "core/b/c.py", "templates/council/d.html", "tests/e.py"]
    assert density.folders_in(paths) == {"core", "council", "tests"}


def test_table_has_a_row_for_each_folder_and_a_total() -> None:
    count = density.Count(lines=50, code_lines=40, comment_lines=2, conditionals=1, comprehensions=2)
    counts = {"core": count, "total": count}
    assert [row.split() for row in density.table(counts).splitlines()[1:]] == [
        ["core", "40", "25.0", "50.0", "0.0", "4.0", "-", "-"],
        ["total", "40", "25.0", "50.0", "0.0", "4.0", "-", "-"],
    ]


def test_table_of_a_revision_shows_both_figures() -> None:
    later = {"core": density.Count(code_lines=2000, conditionals=3), "total": density.Count(code_lines=2000)}
    earlier = {"core": density.Count(code_lines=1000, conditionals=3), "total": density.Count(code_lines=1000)}
    core = density.table(later, earlier).splitlines()[1]
    assert core.split("  ")[:1] == ["core"]
    assert "1000 -> 2000" in core
    assert "3.0 -> 1.5" in core
