"""Two measures of chance, without a library: how even counts are, and whether one group takes longer than another."""

from __future__ import annotations

import math
from collections.abc import Sequence


def evenness(counts: Sequence[int]) -> float:
    """Return the chance of counts at least this uneven if all were equally likely (Pearson's chi-square)."""
    expected = sum(counts) / len(counts)
    half = sum((count - expected) ** 2 for count in counts) / expected / 2
    return _upper_gamma((len(counts) - 1) / 2, half)


def _upper_gamma(shape: float, bound: float) -> float:
    """Return the regularised upper incomplete gamma function for a shape that is a whole or half number."""
    step, total = (1.0, math.exp(-bound)) if shape == int(shape) else (0.5, math.erfc(math.sqrt(bound)))
    while step < shape:
        total += math.exp(step * math.log(bound) - bound - math.lgamma(step + 1)) if bound else 0.0
        step += 1
    return total


def likeness(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the chance of two groups at least this far apart if nothing told them apart (Mann-Whitney, two-sided).

    With the normal approximation and its correction for equal values: for twenty or more in each group.
    """
    ranks, ties = _ranks([*first, *second])
    size, other = len(first), len(second)
    both = size + other
    lead = sum(ranks[:size]) - size * (size + 1) / 2
    spread = size * other / 12 * (both + 1 - ties / (both * (both - 1)))
    return math.erfc(abs(lead - size * other / 2) / math.sqrt(2 * spread)) if spread else 1.0


def _ranks(values: Sequence[float]) -> tuple[list[float], int]:
    """Return each value's rank, the mean of theirs for equal ones, and the sum of t^3 - t over groups of equals."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, ties, start = [0.0] * len(values), 0, 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        ties += (end - start) ** 3 - (end - start)
        start = end
    return ranks, ties
