"""Small numbers are not shown, so that nobody can be found behind a count.

A count from 1 to threshold - 1 is hidden. Because the table's total is published beside it, more cells are hidden
until no hidden count can be computed from the shown ones. Source of the first step: CMS cell size policy, January
2024. The second holds even against somebody who knows this module: tests/core/test_suppression.py tries every small
table. It depends on the order of the labels, not on the size of the other counts, because hiding "the smallest
other" would itself say something about it.

Tables that are counted again every day are also `rounded`: the same page of two days could be subtracted.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

# From one shown number to the next; so a difference of two days is none, or that of several people.
STEP = 5
SMALLEST_THRESHOLD = 4  # below it a hidden count has so few possible values that it can be computed after all


@dataclass(frozen=True, slots=True)
class Cell:
    """A count that may be shown, or None where it may not. `value` is never the true count of a hidden cell."""

    label: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Counts that may be shown together, and their total; None where they are too few altogether."""

    cells: list[Cell]
    total: int | None

    @property
    def counts(self) -> dict[str, int | None]:
        """Return the value of each cell by its label, None where it may not be shown."""
        return {cell.label: cell.value for cell in self.cells}


def _can_be_computed(hidden: list[int], threshold: int) -> bool:
    """Return whether hidden counts follow from their sum: it is small, or all are as small or as large as can be."""
    total = sum(hidden)
    count = len(hidden)
    if total < max(threshold, 2 * count):
        return True
    # Small counts that are all as large as small counts can be.
    return max(hidden) < threshold and total >= count * (threshold - 1)


def suppress(counts: Mapping[str, int], threshold: int) -> Table:
    """Return one cell per label, in the order given, with small counts hidden, and the total.

    `threshold` is the smallest count that may be shown; a true zero is shown unless everything must be hidden.
    The same counts always give the same table. Raises ValueError for a threshold too small to protect anybody.
    """
    if threshold < SMALLEST_THRESHOLD:
        message = f"A threshold of {threshold} protects nobody; use {SMALLEST_THRESHOLD} or more."
        raise ValueError(message)
    total = sum(counts.values())
    if 0 < total < threshold:
        return _table(counts, hidden=counts, total=None)
    return _table(counts, hidden=_to_hide(counts, threshold), total=total)


def rounded(table: Table, threshold: int) -> Table:
    """Return a suppressed table whose counts are rounded down, to `threshold` and so many steps above it.

    The total is that of the counts shown: rounded by itself it could give away that all of them lie at an edge. It is
    None where no count is shown.
    """
    cells = [Cell(cell.label, _rounded_down(cell.value, threshold)) for cell in table.cells]
    shown = [cell.value for cell in cells if cell.value is not None]
    if table.total == 0:
        return Table(cells, 0)
    return Table(cells, sum(shown) or None)


def _rounded_down(count: int | None, threshold: int) -> int | None:
    if not count:
        return count
    return count - (count - threshold) % STEP


def _to_hide(counts: Mapping[str, int], threshold: int) -> Mapping[str, int]:
    """Return the counts that must not be shown: the small ones, and as many others as it takes to protect them."""
    hidden = {}
    # In the order given, never the smallest first: that would say something about the ones that are hidden.
    others = []
    for label, count in counts.items():
        if count >= threshold:
            others.append(label)
        elif count > 0:
            hidden[label] = count
    while hidden and _can_be_computed(list(hidden.values()), threshold):
        if not others:
            # Only true zeros are left to be shown, and they are what gives the hidden counts away.
            return counts
        label = others.pop(0)
        hidden[label] = counts[label]
    return hidden


def _table(counts: Mapping[str, int], *, hidden: Container[str], total: int | None) -> Table:
    cells = []
    for label, count in counts.items():
        if label in hidden:
            cells.append(Cell(label, None))
        else:
            cells.append(Cell(label, count))
    return Table(cells, total)
