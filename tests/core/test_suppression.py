"""Small counts stay hidden, also from somebody who can subtract and knows the module."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.suppression import Table, suppress

THRESHOLDS = st.integers(4, 12)
COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)


def shown(table: Table) -> list[int | None]:
    return [cell.value for cell in table.cells]


@pytest.mark.parametrize(
    "counts, expected",
    [
        ([7, 9], ([7, 9], 16)),
        ([7, 0], ([7, 0], 7)),
        ([], ([], 0)),
        ([0, 0], ([0, 0], 0)),
        ([3, 9, 20], ([None, None, 20], 32)),
        ([20, 9, 3], ([None, 9, None], 32)),
        ([3, 4, 20], ([None, None, 20], 27)),
        ([1, 1, 20, 30], ([None, None, None, 30], 52)),
        ([4, 4, 5], ([None, None, None], 13)),
        ([3, 0, 0], ([None, None, None], None)),
        ([1, 1, 1, 1, 1, 0], ([None] * 6, 5)),
    ],
)
def test_table_hides_what_could_be_computed(counts: list[int], expected: tuple[list[int | None], int | None]) -> None:
    table = suppress(dict(zip("abcdefgh", counts, strict=False)), 5)
    assert (shown(table), table.total) == expected


@given(COUNTS, THRESHOLDS)
def test_small_count_is_never_shown(counts: dict[str, int], threshold: int) -> None:
    table = suppress(counts, threshold)
    assert [cell for cell in table.cells if cell.value is not None and 0 < cell.value < threshold] == []
    assert table.total is None or not 0 < table.total < threshold


@given(COUNTS, THRESHOLDS)
def test_shown_count_is_true_and_the_order_stays(counts: dict[str, int], threshold: int) -> None:
    table = suppress(counts, threshold)
    assert [cell.label for cell in table.cells] == list(counts)
    assert {cell.label: cell.value for cell in table.cells if cell.value is not None}.items() <= counts.items()
    assert table.total in {sum(counts.values()), None}


@given(COUNTS, THRESHOLDS)
def test_single_cell_is_never_hidden_beside_its_total(counts: dict[str, int], threshold: int) -> None:
    table = suppress(counts, threshold)
    hidden = [cell for cell in table.cells if cell.value is None]
    if table.total is not None:
        assert len(hidden) != 1
        rest = table.total - sum(cell.value for cell in table.cells if cell.value is not None)
        assert not hidden or rest >= threshold


@given(COUNTS, THRESHOLDS)
def test_same_counts_give_the_same_table(counts: dict[str, int], threshold: int) -> None:
    assert suppress(counts, threshold) == suppress(dict(counts), threshold)


@pytest.mark.parametrize(
    "threshold, labels, most", [(4, 2, 30), (4, 3, 20), (4, 4, 12), (5, 3, 22), (5, 4, 14), (5, 5, 10)]
)
def test_no_hidden_count_follows_from_what_is_shown(threshold: int, labels: int, most: int) -> None:
    """Try every table up to a total: whatever is shown, each hidden count could be at least two numbers."""
    behind: dict[tuple[tuple[int | None, ...], int | None], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(most + 1), repeat=labels):
        if sum(counts) <= most:
            table = suppress({str(number): count for number, count in enumerate(counts)}, threshold)
            behind[tuple(shown(table)), table.total].append(counts)
    computed = [
        (values, total)
        for (values, total), possible in behind.items()
        for place in range(labels)
        if values[place] is None and len({counts[place] for counts in possible}) == 1
    ]
    assert computed == []


@pytest.mark.parametrize("threshold", [-1, 0, 1, 3])
def test_threshold_that_protects_nobody_is_refused(threshold: int) -> None:
    with pytest.raises(ValueError, match="protects nobody"):
        suppress({"a": 1}, threshold)
