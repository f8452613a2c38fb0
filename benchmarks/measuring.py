"""One row measured: both sides warm up, then take turns round by round, and a round that fails is tried again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks import figures
from benchmarks.figures import Ratio, Series
from benchmarks.registry import Row, Side, Sides


class UnmeasurableError(RuntimeError):
    """A round did not come to a figure: nobody finished in time, or the server answered with an error."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to measure. Warming up ends when two rounds are alike, at the latest after `most_warm_ups` of them."""

    rounds: int
    seconds: float
    most_warm_ups: int
    tries: int = 3


# Fewer rounds cannot be alike.
LEAST_TO_TELL = 2
FULL = Plan(rounds=7, seconds=3.0, most_warm_ups=8)
QUICK = Plan(rounds=2, seconds=0.3, most_warm_ups=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured of a row on one database. `remarks` say what was not as it should be."""

    row: Row
    database: str
    ours: Series
    bare: Series | None
    remarks: tuple[str, ...]

    @property
    def ratio(self) -> Ratio | None:
        """Return how our side compares, where there is another."""
        if self.bare is None:
            return None
        return figures.ratio(self.ours, self.bare, is_rate=self.row.is_rate)

    @property
    def sides(self) -> dict[str, Series]:
        """Return each side that was measured, by its name."""
        measured = {self.row.names[0]: self.ours}
        if self.bare is not None:
            measured[self.row.names[1]] = self.bare
        return measured

    @property
    def noise(self) -> str:
        """Say what was noisy, and what else was not as it should be."""
        return "; ".join([figures.noise(self.sides), *self.remarks])

    def lines(self) -> Iterator[str]:
        """Yield what is printed."""
        title = f"{self.row.name} ({self.database})"
        measured = ", ".join(f"{name} {figures.shown(series.median)}" for name, series in self.sides.items())
        if self.ratio:
            yield f"{title}: ratio {self.ratio}"
        yield f"{title}: {measured} {self.row.unit}; {self.noise}"

    def as_json(self) -> dict[str, Any]:
        """Return what is kept under benchmarks/results/."""
        kept: dict[str, Any] = {"database": self.database}
        for name, series in self.sides.items():
            kept[name] = series.as_json()
        if self.ratio:
            kept["ratio"] = {
                "middle": round(self.ratio.middle, 2),
                "lowest": round(self.ratio.lowest, 2),
                "highest": round(self.ratio.highest, 2),
            }
        kept["noise"] = self.noise
        return kept


def measure(row: Row, database: str, sides: Sides, plan: Plan) -> Outcome:
    """Measure a row that is prepared."""
    remarks = []
    for side, name in _named(row, sides):
        remark = _warm_up(side, name, plan)
        if remark:
            remarks.append(remark)
    ours: list[float] = []
    bare: list[float] = []
    for number in range(plan.rounds):
        turns = [(sides.ours, ours)]
        if sides.bare:
            turns.append((sides.bare, bare))
        # What goes first in one round goes last in the next, so that neither side always finds the machine fresh.
        if number % 2:
            turns.reverse()
        for side, taken in turns:
            taken.append(_round(side, plan))
    other = Series(tuple(bare)) if bare else None
    return Outcome(row, database, Series(tuple(ours)), other, tuple(remarks))


def _named(row: Row, sides: Sides) -> Iterator[tuple[Side, str]]:
    yield sides.ours, row.names[0]
    if sides.bare:
        yield sides.bare, row.names[1]


def _warm_up(side: Side, name: str, plan: Plan) -> str:
    """Run a side until two rounds are alike; return a remark when it never became so."""
    taken: list[float] = []
    for _number in range(plan.most_warm_ups):
        taken.append(_round(side, plan))
        # What was taken is thrown away: the first visits pay for what a process does once, such as rendering the
        # parts of pages that are the same for everybody (ADR 21).
        if figures.is_steady(taken):
            return ""
    if plan.most_warm_ups < LEAST_TO_TELL:
        return ""
    return f"{name} was not steady after {plan.most_warm_ups} rounds of warming up"


def _round(side: Side, plan: Plan) -> float:
    """Measure one round; each further try gets twice the time of the one before."""
    seconds = plan.seconds
    for _try in range(plan.tries - 1):
        try:
            return side(seconds)
        except UnmeasurableError:
            seconds *= 2
    return side(seconds)
