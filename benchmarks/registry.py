"""The rows of `make bench`. A module of `benchmarks/rows/` adds one with `@row(...)`, and nothing else has to know it.

    @row("intake", unit="visits per second", databases=("sqlite", "postgresql"), sides=("ours", "bare"))
    def intake(rig: Rig) -> Sides:
        '''The whole form, beside a bare view.'''
        door = rig.door()
        bare = rig.bare()
        return Sides(lambda seconds: ..., lambda seconds: ...)

The function prepares what is measured and returns both sides; it may start servers through the rig, which ends them.
A side measures one round of so many seconds and returns one figure. Without a second side the figure stands alone.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import rows

# The rig imports this module, so this one can only name it.
if TYPE_CHECKING:
    from benchmarks.rig import Rig

Side = Callable[[float], float]
SQLITE = "sqlite"
POSTGRESQL = "postgresql"
BOTH = (SQLITE, POSTGRESQL)


@dataclass(frozen=True, slots=True)
class Sides:
    """What is measured, and what it is measured against."""

    ours: Side
    bare: Side | None = None


Prepare = Callable[["Rig"], Sides]


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `names` are the two sides in words; `is_rate` says whether more is better."""

    name: str
    unit: str
    databases: tuple[str, ...]
    names: tuple[str, str]
    is_rate: bool
    prepare: Prepare

    @property
    def about(self) -> str:
        """Return the first line of what the row's function says of itself."""
        return (self.prepare.__doc__ or "").strip().partition("\n")[0]


class UnknownRowError(LookupError):
    """Somebody asked for a row that there is not."""


_rows: dict[str, Row] = {}


def row(
    name: str,
    *,
    unit: str,
    databases: tuple[str, ...] = BOTH,
    sides: tuple[str, str] = ("ours", "bare"),
    is_rate: bool = True,
) -> Callable[[Prepare], Prepare]:
    """Register a row under a name that is used on the command line and for the file of results."""

    def register(prepare: Prepare) -> Prepare:
        # The second would overwrite the results of the first, which are kept under the name.
        if name in _rows:
            message = f"two rows are called {name}"
            raise ValueError(message)
        _rows[name] = Row(name, unit, databases, sides, is_rate, prepare)
        return prepare

    return register


def registered() -> list[Row]:
    """Return every row, in order of name; imports the modules that register them."""
    for module in pkgutil.iter_modules(rows.__path__):
        importlib.import_module(f"{rows.__name__}.{module.name}")
    return sorted(_rows.values(), key=lambda found: found.name)


def chosen(names: Iterable[str]) -> list[Row]:
    """Return the rows of these names, or every row when there are none."""
    known = {found.name: found for found in registered()}
    wanted = list(names) or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        message = f"There is no row called {', '.join(unknown)}. There are: {', '.join(known)}."
        raise UnknownRowError(message)
    return [known[name] for name in wanted]
