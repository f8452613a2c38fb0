"""The figures of the tests: what is counted, and what is not."""

from pathlib import Path

from tests.rig import program

figures = program.load("test_figures")
RIG = """
def same(one, other):
    assert one == other

def loud():
    print("nothing is asserted here")
"""
TEST = """
import pytest
from playwright.sync_api import expect
from tests import rig
from tests.rig import loud, same

def test_one(page):
    assert page
    with pytest.raises(ValueError):
        loud()
    expect(page.locator("h1")).to_be_visible()
    same(1, 1)
    rig.same(2, 2)
    page.same(3, 3)
"""


def test_each_kind_of_assertion_is_counted_once(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "rig.py").write_text(RIG, encoding="utf-8")
    (tmp_path / "tests" / "test_it.py").write_text(TEST, encoding="utf-8")
    assert figures.written(tmp_path) == {
        figures.TESTS: 1,
        # One in the helper, one in the test.
        figures.STATEMENTS: 2,
        figures.EXPECTED: 1,
        figures.DRAWN: 1,
        figures.HELPERS: 2,
    }
