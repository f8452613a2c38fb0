"""Arithmetic of rounds: medians, the ratio of two sides with its range, and what was noisy in words."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# A side whose rounds differ by more than this share of their median is called noisy: two runs on a quiet machine differ
# by about a tenth.
NOISY = 0.25


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one side, one for each round."""

    figures: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the figure that half of the rounds reached."""
        # One round in which the machine did something else moves a mean, but hardly a median.
        return statistics.median(self.figures)

    @property
    def spread(self) -> float:
        """Return how far the rounds lie apart, as a share of their median."""
        if not self.median:
            return 0.0
        return (max(self.figures) - min(self.figures)) / self.median

    def as_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return {"median": rounded(self.median), "rounds": list(map(rounded, self.figures))}


@dataclass(frozen=True, slots=True)
class Ratio:
    """How our side compares. Over 1 we are better, whether the unit is a rate or a duration.

    `middle` is the ratio of the two medians; `lowest` and `highest` are those of a round and the other side's of the
    same round, which saw the same machine at the same time.
    """

    middle: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        """Return the ratio with its range."""
        return f"{self.middle:.2f} ({self.lowest:.2f} to {self.highest:.2f})"


def ratio(ours: Series, bare: Series, *, is_rate: bool) -> Ratio:
    """Return the ratio of two sides that were measured round by round."""
    upper, lower = (ours, bare) if is_rate else (bare, ours)
    by_round = [_divided(one, other) for one, other in zip(upper.figures, lower.figures, strict=True)]
    return Ratio(_divided(upper.median, lower.median), min(by_round), max(by_round))


def _divided(upper: float, lower: float) -> float:
    # A side that measured nothing makes no ratio; what the other measured is kept all the same.
    return upper / lower if lower else 0.0


def noise(sides: dict[str, Series]) -> str:
    """Say which side was noisy and by how much, or that none was."""
    noisy = []
    for name, series in sides.items():
        spread = series.spread
        if spread > NOISY:
            noisy.append(f"rounds of {name} differ by {spread:.0%}")
    if not noisy:
        return "steady"
    return "noisy: " + ", ".join(noisy)


def is_steady(figures: Sequence[float], *, rounds: int = 2, within: float = 0.1) -> bool:
    """Return whether the last figures lie close enough together to begin."""
    last = figures[-rounds:]
    if len(last) < rounds:
        return False
    # A tenth is what rounds on a quiet machine differ by anyway: less would hardly ever be reached.
    return Series(tuple(last)).spread <= within


def rounded(number: float) -> float:
    """Return a figure with the digits that mean something: four, and whole numbers whole."""
    if number >= 1000:  # noqa: PLR2004 - four digits
        return float(round(number))
    return float(f"{number:.4g}")


def shown(number: float) -> str:
    """Return a figure as it is printed."""
    return f"{rounded(number):,g}"
