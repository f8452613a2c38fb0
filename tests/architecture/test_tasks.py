"""No task is sent ahead of its time: a broker runs what waits there twice, and shows when it was asked for.

What is due stands in the database (docs/adr/0005-the-outbox-is-the-truth.md). Attack 38, the part that needs no broker.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.conftest import ROOT
from tests.architecture.test_words import modules

WAITING = {"eta", "countdown"}


def waiting_tasks(source: str) -> Iterator[int]:
    """Yield the line of each call, and each dictionary of options, that gives a task a time to wait for."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg in WAITING:
            yield node.value.lineno
        if isinstance(node, ast.Dict):
            names = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            if names & WAITING:
                yield node.lineno


def test_no_task_is_given_a_time_to_wait_for() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        for line in waiting_tasks(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source", ["task.apply_async(eta=then)", "task.apply_async((), countdown=60)", "send(**{'countdown': 60})"]
)
def test_a_planted_task_that_waits_is_found(source: str) -> None:
    assert list(waiting_tasks(source)) == [1]
