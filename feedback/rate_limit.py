"""The rate limit that keeps the door open in a flood: when it is full people wait half a minute, nobody is refused.

Counted are messages per bucket of networks (one number in 256, see `core.buckets`) and all together, files in the same
way and apart from them, and codes that opened nothing per bucket. A level rises with each and falls with time: over the
burst people are asked for a proof that they waited (`challenges`); over twice what an hour takes, messages go into
quarantine for staff to look at, and files have to wait for some minutes. No level rises so high that it would not be
forgotten within three hours.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from django.conf import settings

from feedback import shared_counters
from feedback.form_state import FormState

T = TypeVar("T")
# So few that each number is shared by tens of thousands of networks, and says nothing about anybody (ADR 12).
NETWORKS = 256
# What each number in the shared file is: two clocks, the level of the site's messages, of its files, of what looks
# automated, of each bucket's messages, of each bucket's files, and of each bucket's codes that opened nothing.
TENTH = 0
MINUTE = 1
SITE = 2
SITE_FILES = 3
MACHINES = 4
FIRST = 5
FILES = FIRST + NETWORKS
GUESSES = FILES + NETWORKS
LENGTH = GUESSES + NETWORKS
# One message is ten parts, so that a tenth of an hour takes as many parts away as an hour takes messages. A finer
# clock would write down when the last message came.
PARTS = 10
TENTH_OF_AN_HOUR_S = 360
MINUTE_S = 60


def empty() -> array[int]:
    """Return levels at which nothing has come yet."""
    return array("I", bytes(LENGTH * array("I").itemsize))


# Without the file each process counts for itself: all together only.
_process_counters = empty()
_lock = threading.Lock()


class Attempt(Enum):
    """What somebody wants to do."""

    MESSAGE = "message"
    FILE = "file"
    CODE = "code"


class Outcome(Enum):
    """ADMIT: do it. WAIT: show `views.waiting.page`. QUARANTINE: take it, apart from the others.

    LATER: a file in a flood of files, which no disk is large enough for. It can be added some minutes later.
    """

    ADMIT = "admit"
    WAIT = "wait"
    QUARANTINE = "quarantine"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Limit:
    """What the level at `index` may hold, in messages."""

    index: int
    per_hour: int
    burst: int

    def is_reached(self, counters: array[int]) -> bool:
        """Return whether people are asked to wait."""
        return counters[self.index] >= self.burst * PARTS

    def is_flooded(self, counters: array[int]) -> bool:
        """Return whether twice of what an hour takes came at once, or three times of it within an hour."""
        return self.is_reached(counters) and counters[self.index] >= 2 * self.per_hour * PARTS

    def rise(self, counters: array[int]) -> None:
        """Count one message."""
        # No higher than what fades within three hours: a flood of a day must not close the door for a week.
        top = max(3 * self.per_hour, self.burst + self.per_hour) * PARTS
        counters[self.index] = min(counters[self.index] + PARTS, top)


def admit(*, bucket: int, attempt: Attempt, has_waited: bool = False, suspicious: bool = False) -> Outcome:
    """Return what to do with a message, a file or a typed code from `bucket` (`request.META["answerable.bucket"]`).

    `has_waited` is what `challenges.is_satisfied` says of the form, `suspicious` what `is_suspicious` says of it: such
    a message goes into quarantine and is counted apart, so that it costs the neighbours of its sender nothing; very
    many of them wait as well.
    """
    if attempt is Attempt.CODE:
        return _counted(bucket, lambda counters, place: _code(counters, GUESSES + (place or 0), waited=has_waited))
    if attempt is Attempt.FILE:
        return _counted(
            bucket, lambda counters, place: _file(counters, _limits(SITE_FILES, FILES, place), waited=has_waited)
        )
    if suspicious:
        return _counted(bucket, lambda counters, _place: _machine(counters, waited=has_waited))
    return _counted(bucket, lambda counters, place: _message(counters, _limits(SITE, FIRST, place), waited=has_waited))


def count_failed_code(*, bucket: int) -> None:
    """Count a code that was well formed and opened nothing."""

    def rise(counters: array[int], place: int | None) -> None:
        index = GUESSES + (place or 0)
        counters[index] = min(counters[index] + 1, 2 * settings.DOOR_GUESSES_PER_MINUTE)

    _counted(bucket, rise)


def begun(state: FormState) -> FormState:
    """Return the state of a first page with the second it was asked for, for `is_suspicious` to look at."""
    return state if state.began else replace(state, began=int(time.time()))


def is_suspicious(state: FormState, *, trap: str) -> bool:
    """Return whether a program filled in a form: a field that nobody sees has words, or it took under 3 seconds."""
    return bool(trap) or time.time() - state.began < settings.DOOR_YOUNGEST_SECONDS


def _code(counters: array[int], index: int, *, waited: bool) -> Outcome:
    if counters[index] >= settings.DOOR_GUESSES_PER_MINUTE and not waited:
        return Outcome.WAIT
    return Outcome.ADMIT


def _message(counters: array[int], limits: list[Limit], *, waited: bool) -> Outcome:
    if not waited and any(limit.is_reached(counters) for limit in limits):
        return Outcome.WAIT
    # What one network sends far beyond its share counts for that network alone: nobody can fill the site by themselves.
    if limits[-1].is_flooded(counters):
        limits[-1].rise(counters)
        return Outcome.QUARANTINE
    is_flooded = any(limit.is_flooded(counters) for limit in limits)
    for limit in limits:
        limit.rise(counters)
    return Outcome.QUARANTINE if is_flooded else Outcome.ADMIT


def _file(counters: array[int], limits: list[Limit], *, waited: bool) -> Outcome:
    # A file takes room at once, sent or not. Whoever waited is still not let in without end.
    if any(limit.is_flooded(counters) for limit in limits):
        return Outcome.LATER
    if not waited and any(limit.is_reached(counters) for limit in limits):
        return Outcome.WAIT
    for limit in limits:
        limit.rise(counters)
    return Outcome.ADMIT


def _machine(counters: array[int], *, waited: bool) -> Outcome:
    """Quarantine what looks automated. Filling in the hidden field on purpose must not be a way around the wait."""
    machines = Limit(MACHINES, settings.DOOR_SITE_PER_HOUR, settings.DOOR_SITE_PER_HOUR)
    if machines.is_reached(counters) and not waited:
        return Outcome.WAIT
    machines.rise(counters)
    return Outcome.QUARANTINE


def _limits(site: int, first: int, place: int | None) -> list[Limit]:
    """Return what counts for one kind: all together first, then the bucket at `place`, where buckets are counted."""
    limits = [Limit(site, settings.DOOR_SITE_PER_HOUR, settings.DOOR_SITE_BURST)]
    if place is not None:
        limits.append(Limit(first + place, settings.DOOR_NETWORK_PER_HOUR, settings.DOOR_NETWORK_BURST))
    return limits


def _counted(bucket: int, act: Callable[[array[int], int | None], T]) -> T:
    def update(counters: array[int], place: int | None) -> T:
        _fade(counters)
        result = act(counters, place)
        _forget_the_time(counters)
        return result

    try:
        return shared_counters.update(LENGTH, lambda counters: update(counters, bucket))
    except shared_counters.UnavailableError:
        # The door stays open without the file: a full disk must not silence anybody.
        with _lock:
            return update(_process_counters, None)


def _falling() -> Iterator[tuple[int, int, range, int]]:
    """Yield (clock, its seconds, indexes it lowers, by how much each time)."""
    yield TENTH, TENTH_OF_AN_HOUR_S, range(SITE, FIRST), settings.DOOR_SITE_PER_HOUR
    yield TENTH, TENTH_OF_AN_HOUR_S, range(FIRST, GUESSES), settings.DOOR_NETWORK_PER_HOUR
    yield MINUTE, MINUTE_S, range(GUESSES, LENGTH), settings.DOOR_GUESSES_PER_MINUTE


def _fade(counters: array[int]) -> None:
    """Take away what time has taken away since the last visit."""
    now = int(time.time())
    for clock, seconds, indexes, step in _falling():
        ticks = now // seconds - counters[clock]
        if ticks <= 0:
            continue
        for index in indexes:
            counters[index] = max(0, counters[index] - ticks * step)
    for clock, seconds, _indexes, _step in _falling():
        counters[clock] = now // seconds


def _forget_the_time(counters: array[int]) -> None:
    """Set a clock to zero where nothing is left to fade: it would say when the last message came."""
    if not any(counters[SITE:GUESSES]):
        counters[TENTH] = 0
    if not any(counters[GUESSES:]):
        counters[MINUTE] = 0
