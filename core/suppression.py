"""Small numbers are not shown, so that nobody can be found behind a count.

Primary suppression of 1..threshold-1 and, for a table with a total, secondary suppression of the smallest other
cell, so that a single hidden cell cannot be computed. Source: CMS cell size policy, January 2024.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A count that may be shown, or None where it may not. `value` is never the true count of a hidden cell."""

    label: str
    value: int | None


def suppress(counts: Mapping[str, int], threshold: int) -> list[Cell]:
    """Return one cell per label, in the order given, with small counts hidden.

    `threshold` is the smallest count that may be shown; a true zero is shown. The table is assumed to be
    published with its total.
    """
    hidden = {label for label, count in counts.items() if 0 < count < threshold}
    while hidden and (len(hidden) == 1 or sum(counts[label] for label in hidden) < threshold):
        rest = sorted((count, label) for label, count in counts.items() if label not in hidden and count)
        if not rest:
            break
        hidden.add(rest[0][1])
    return [Cell(label, None if label in hidden else count) for label, count in counts.items()]
