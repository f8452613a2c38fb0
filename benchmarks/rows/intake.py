"""Giving feedback: the whole form from first page to receipt, beside the bare view on the same server and database.

Key derivation (Argon2id, about 4 ms of one core) is in both.
"""

from __future__ import annotations

from benchmarks import load, visits
from benchmarks.registry import Side, Sides, row
from benchmarks.rig import Rig

UNIT = "visits per second"


def giving(host: str, visit: load.Visit, *, at_once: int) -> Side:
    """Return what measures visits per second of so many visitors at once."""
    return lambda seconds: load.run(host, visit, at_once=at_once, seconds=seconds)[0]


def _beside_the_bare_view(rig: Rig, at_once: int) -> Sides:
    return Sides(
        giving(rig.door(), visits.give_only, at_once=at_once),
        giving(rig.bare(), visits.bare, at_once=at_once),
    )


@row("intake", unit=UNIT)
def intake(rig: Rig) -> Sides:
    """The whole form, one visitor, beside a bare view with the same sealing and one insert."""
    return _beside_the_bare_view(rig, 1)


@row("intake-8", unit=UNIT)
def intake_8(rig: Rig) -> Sides:
    """The whole form, eight visitors at once, beside a bare view with the same sealing and one insert."""
    return _beside_the_bare_view(rig, 8)


# What opening a code cost until ADR 35.
FORMER_COST = {"RECEIPT_MEMORY_KIB": "19456", "RECEIPT_PASSES": "2"}


@row("intake-8-former-cost", unit=UNIT, sides=("four milliseconds", "twenty-five"))
def intake_8_former_cost(rig: Rig) -> Sides:
    """The whole form, eight visitors at once, beside the same door with the former cost of a code."""
    return Sides(
        giving(rig.door(), visits.give_only, at_once=8),
        giving(rig.door(**FORMER_COST), visits.give_only, at_once=8),
    )
