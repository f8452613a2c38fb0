"""Proof that somebody waited for half a minute, or that their device worked for them instead.

The challenge travels in the sealed state of the page, so nothing is stored here, and it counts for exactly what else
is in that state: other words, or another code, begin a wait of their own.
"""

from __future__ import annotations

import hashlib
import math
import re
import secrets
import time
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

WAIT_SECONDS = 30
# Short, so that looking at it costs one hash of a few bytes, whatever was sent.
ANSWER = re.compile(r"[0-9]{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is asked for: wait from the second `since`, or find a number that makes a rare SHA-256 with `salt`.

    One number in `work` does. `about` is the fingerprint of the state that this is asked for.
    """

    about: str
    salt: str
    since: int
    work: int

    @property
    def seconds_left(self) -> int:
        """Return how long is still to wait."""
        return max(0, math.ceil(self.since + WAIT_SECONDS - time.time()))


class Challenged(Protocol):
    """A form's state that may carry a challenge."""

    @property
    def challenge(self) -> Challenge | None:
        """Return what was asked for with this state or an earlier one."""

    @property
    def fingerprint(self) -> str:
        """Return a hash of everything in the state but the challenge."""


def pending(state: Challenged) -> Challenge | None:
    """Return what was asked for exactly this state, if anything was."""
    challenge = state.challenge
    # A wait that was asked for other words says nothing about these.
    if challenge is None or challenge.about != state.fingerprint:
        return None
    return challenge


def challenge_for(state: Challenged) -> Challenge:
    """Return what was asked for this state, or a new challenge whose wait begins now."""
    work = max(1, settings.DOOR_WORK)
    # The one that runs goes on: pressing too early must not begin the wait again.
    return pending(state) or Challenge(state.fingerprint, secrets.token_hex(16), int(time.time()), work)


def is_satisfied(state: Challenged, *, work: str = "") -> bool:
    """Return whether the wait of this state is over or its work was done; one hash, whatever was sent."""
    challenge = pending(state)
    if challenge is None:
        return False
    return challenge.seconds_left == 0 or bool(ANSWER.fullmatch(work) and _is_rare(challenge, work))


def _is_rare(challenge: Challenge, work: str) -> bool:
    digest = hashlib.sha256(f"{challenge.salt}:{work}".encode()).digest()
    # By what was asked for then: the setting may have been raised while the device worked.
    return int.from_bytes(digest[:4], "big") < 2**32 // challenge.work
