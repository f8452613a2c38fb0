"""Small numbers are not shown, so that nobody can be found behind a count.

A count from 1 to threshold - 1 is hidden. Because the table's total is published beside it, more cells are hidden
until no hidden count can be computed from the shown ones. Source of the first step: CMS cell size policy, January
2024. The second holds even against somebody who knows this module: tests/core/test_suppression.py tries every small
table. It depends on the order of the labels, not on the size of the other counts, because hiding "the smallest
other" would itself say something about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


def _can_be_computed(hidden: list[int], threshold: int) -> bool:
    """Return whether hidden counts follow from their sum: it is small, or all are as small or as large as can be."""
    total, count = sum(hidden), len(hidden)
    all_small = all(value < threshold for value in hidden)
    return total < max(threshold, 2 * count) or (all_small and total >= count * (threshold - 1))


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
        return Table([Cell(label, None) for label in counts], None)
    hidden = {label for label, count in counts.items() if 0 < count < threshold}
    others = [label for label, count in counts.items() if count >= threshold]
    while hidden and _can_be_computed([counts[label] for label in hidden], threshold):
        hidden = hidden | {others.pop(0)} if others else set(counts)
        if len(hidden) == len(counts):
            break
    return Table([Cell(label, None if label in hidden else count) for label, count in counts.items()], total)
