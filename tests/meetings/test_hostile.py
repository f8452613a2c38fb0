"""What somebody would try who means harm, or whose text is longer than anybody thought."""

from time import process_time

import pytest

from meetings.actions.merging import merge
from meetings.presenters import minutes as presenter

pytestmark = pytest.mark.django_db


def numbered(letter: str, count: int, between: str) -> str:
    return between.join(f"{letter}{number}" for number in range(count))


def words_of(pieces: list[presenter.Piece], kind: str) -> str:
    return "".join(piece.words for piece in pieces if piece.kind in {"same", kind})


@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_comparing_a_text_with_quite_another_one_takes_no_time(between: str) -> None:
    before, after = numbered("x", 800, between), numbered("y", 800, between)
    began = process_time()
    found = presenter.pieces(before, after)
    assert process_time() - began < 3
    assert (words_of(found, "out"), words_of(found, "in")) == (before, after)


def test_merging_very_many_lines_takes_no_time_and_loses_none() -> None:
    base = ["start", *(f"{number % 101}" for number in range(20_000)), "end"]
    theirs = ["theirs", *base[1:5000], "T", *base[5000:]]
    mine = [*base[:9000], "M", *reversed(base[9000:-1]), "mine"]
    began = process_time()
    merged = merge("\n".join(base), "\n".join(theirs), "\n".join(mine)).text.split("\n")
    assert process_time() - began < 3
    assert {"theirs", "T", "M", "mine"} <= set(merged)
