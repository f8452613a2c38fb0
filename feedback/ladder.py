"""How the door stays open in a flood: who comes when it is full waits half a minute, and nobody is refused.

Counted are messages per bucket of networks (one number in 256, see `core.buckets`) and all together, and codes that
opened nothing per bucket. A level rises with each and falls with time: over the burst people are asked for a proof
that they waited (`proofs`); over twice what an hour takes, messages are held apart for staff to look at. A level never
stands so high that it would not be forgotten within three hours.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from django.conf import settings

from feedback import levels

T = TypeVar("T")
NETWORKS = 256
# Where what stands in the file: two clocks, the level of the site, of what looks like a machine, of each bucket, and of
# each bucket's lost codes.
TENTH, MINUTE, SITE, MACHINES, FIRST, GUESSES = 0, 1, 2, 3, 4, 4 + NETWORKS
LENGTH = GUESSES + NETWORKS
# One message is ten parts, so that a tenth of an hour takes as many parts away as an hour takes messages. A finer
# clock would write down when the last message came.
PARTS = 10
TENTH_OF_AN_HOUR, A_MINUTE = 360, 60
# Without the file each process counts for itself: all together only.
_alone = array("I", bytes(LENGTH * array("I").itemsize))
_turn = threading.Lock()


class What(Enum):
    """What somebody wants to do."""

    MESSAGE = "message"
    CODE = "code"


class Outcome(Enum):
    """GO: do it. WAIT: show `views.waiting.page`. HELD: take it, apart from the others."""

    GO = "go"
    WAIT = "wait"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Limit:
    """What one level may hold, in messages."""

    place: int
    per_hour: int
    burst: int

    def passed(self, numbers: array[int]) -> bool:
        """Return whether people are asked to wait."""
        return numbers[self.place] >= self.burst * PARTS

    def far_passed(self, numbers: array[int]) -> bool:
        """Return whether twice of what an hour takes came at once, or three times of it within an hour."""
        return self.passed(numbers) and numbers[self.place] >= 2 * self.per_hour * PARTS

    def rise(self, numbers: array[int]) -> None:
        """Count one message."""
        top = max(3 * self.per_hour, self.burst + self.per_hour) * PARTS
        numbers[self.place] = min(numbers[self.place] + PARTS, top)


def weigh(*, bucket: int, what: What, proved: bool = False, suspicious: bool = False) -> Outcome:
    """Return what to do with a message or a typed code from `bucket` (0 to 255, `request.META["answerable.bucket"]`).

    `proved` is what `proofs.proved` says of the note, `suspicious` what `suspicious` says of the form: such a message
    is held and counted apart, so that it costs the neighbours of its sender nothing; very many of them wait as well.
    """
    if what is What.CODE:
        return _counted(bucket, lambda numbers, place, _limits: _code(numbers, GUESSES + place, proved=proved))
    if suspicious:
        return _counted(bucket, lambda numbers, _place, _limits: _machine(numbers, proved=proved))
    return _counted(bucket, lambda numbers, _place, limits: _message(numbers, limits, proved=proved))


def missed(*, bucket: int) -> None:
    """Count a code that was well formed and opened nothing."""

    def rise(numbers: array[int], place: int, _limits: list[Limit]) -> None:
        numbers[GUESSES + place] = min(numbers[GUESSES + place] + 1, 2 * settings.DOOR_GUESSES_PER_MINUTE)

    _counted(bucket, rise)


def begun(note: dict[str, Any]) -> dict[str, Any]:
    """Return the note of a first page with the second it was asked for, for `suspicious` to look at."""
    return {"began": int(time.time()), **note}


def suspicious(note: dict[str, Any], *, trap: str) -> bool:
    """Return whether a form was filled by a machine: a box that nobody sees has words, or it took under 3 seconds."""
    return bool(trap) or time.time() - int(note.get("began", 0)) < settings.DOOR_YOUNGEST_SECONDS


def _code(numbers: array[int], place: int, *, proved: bool) -> Outcome:
    return Outcome.WAIT if numbers[place] >= settings.DOOR_GUESSES_PER_MINUTE and not proved else Outcome.GO


def _message(numbers: array[int], limits: list[Limit], *, proved: bool) -> Outcome:
    if not proved and any(limit.passed(numbers) for limit in limits):
        return Outcome.WAIT
    # What one network sends far beyond its share counts for that network alone: nobody can fill the site by themselves.
    if limits[-1].far_passed(numbers):
        limits[-1].rise(numbers)
        return Outcome.HELD
    held = any(limit.far_passed(numbers) for limit in limits)
    for limit in limits:
        limit.rise(numbers)
    return Outcome.HELD if held else Outcome.GO


def _machine(numbers: array[int], *, proved: bool) -> Outcome:
    """Hold what looks like a machine. Who fills in the hidden box on purpose must not get around the waiting."""
    machines = Limit(MACHINES, settings.DOOR_SITE_PER_HOUR, settings.DOOR_SITE_PER_HOUR)
    if machines.passed(numbers) and not proved:
        return Outcome.WAIT
    machines.rise(numbers)
    return Outcome.HELD


def _counted(bucket: int, act: Callable[[array[int], int, list[Limit]], T]) -> T:
    site = Limit(SITE, settings.DOOR_SITE_PER_HOUR, settings.DOOR_SITE_BURST)
    network = Limit(FIRST + bucket, settings.DOOR_NETWORK_PER_HOUR, settings.DOOR_NETWORK_BURST)

    def together(numbers: array[int], place: int, limits: list[Limit]) -> T:
        _fade(numbers)
        result = act(numbers, place, limits)
        _forget_the_time(numbers)
        return result

    try:
        return levels.changed(LENGTH, lambda numbers: together(numbers, bucket, [site, network]))
    except levels.Unusable:
        with _turn:
            return together(_alone, 0, [site])


def _falling() -> Iterator[tuple[int, int, range, int]]:
    """Yield (clock, its seconds, places it lowers, by how much each time)."""
    yield TENTH, TENTH_OF_AN_HOUR, range(SITE, FIRST), settings.DOOR_SITE_PER_HOUR
    yield TENTH, TENTH_OF_AN_HOUR, range(FIRST, GUESSES), settings.DOOR_NETWORK_PER_HOUR
    yield MINUTE, A_MINUTE, range(GUESSES, LENGTH), settings.DOOR_GUESSES_PER_MINUTE


def _fade(numbers: array[int]) -> None:
    """Take away what time has taken away since the last visit."""
    now = int(time.time())
    for clock, seconds, places, by in _falling():
        if (gone := now // seconds - numbers[clock]) > 0:
            for place in places:
                numbers[place] = max(0, numbers[place] - gone * by)
    for clock, seconds, _places, _by in _falling():
        numbers[clock] = now // seconds


def _forget_the_time(numbers: array[int]) -> None:
    """Where nothing is left to fade no clock is needed."""
    if not any(numbers[SITE:GUESSES]):
        numbers[TENTH] = 0
    if not any(numbers[GUESSES:]):
        numbers[MINUTE] = 0
