"""Proof that somebody waited for half a minute, or that their device worked for them instead.

What is asked for travels in the sealed note of the page, so nothing is kept here, and it counts for exactly what else
stands in that note: other words, or another code, begin a wait of their own.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

Note = dict[str, Any]
SECONDS = 30
IN_NOTE = "waiting"
ANSWER = re.compile(r"[0-9]{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is asked for: wait from the second `since`, or find a number that makes a rare SHA-256 with `salt`.

    One number in `work` does. `about` is the fingerprint of the note that this is asked for.
    """

    about: str
    salt: str
    since: int
    work: int

    @property
    def seconds_left(self) -> int:
        """Return how long is still to wait."""
        return max(0, math.ceil(self.since + SECONDS - time.time()))


def asked(note: Note) -> Challenge | None:
    """Return what was asked for exactly this note, if anything was."""
    found = note.get(IN_NOTE)
    return Challenge(**found) if found and found["about"] == _about(note) else None


def challenge(note: Note) -> Challenge:
    """Return what was asked for this note, or a new challenge whose wait begins now."""
    return asked(note) or Challenge(_about(note), secrets.token_hex(16), int(time.time()), max(1, settings.DOOR_WORK))


def carrying(note: Note, challenge: Challenge) -> Note:
    """Return the note with the challenge in it, to be sealed."""
    return {**note, IN_NOTE: asdict(challenge)}


def proved(note: Note, *, work: str = "") -> bool:
    """Return whether the wait of this note is over or its work was done; one hash, whatever was sent."""
    challenge = asked(note)
    if challenge is None:
        return False
    return challenge.seconds_left == 0 or bool(ANSWER.fullmatch(work) and _rare(challenge, work))


def _rare(challenge: Challenge, work: str) -> bool:
    digest = hashlib.sha256(f"{challenge.salt}:{work}".encode()).digest()
    return int.from_bytes(digest[:4], "big") < 2**32 // challenge.work


def _about(note: Note) -> str:
    rest = {name: value for name, value in note.items() if name != IN_NOTE}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
