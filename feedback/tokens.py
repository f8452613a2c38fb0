"""What a form carries from page to page instead of a cookie: a sealed note that only this service can read.

One key an hour, kept in files that a restart of the machine may lose (a memory file system in production); the
last 25 are kept. Nothing in a page's source can be read by who finds the page later.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from feedback import sealing

HOUR = 3600
KEPT_HOURS = 25
# The folder beside the keys where notes that count once are remembered.
SPENT = "spent"
# Seconds that a clock may be set back between two pages.
CLOCK_SLIP = 60


class Expired(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """A note that is too old, changed, or not ours."""


def _put(path: Path, content: bytes, hour: int) -> bool:
    """Put a whole file there unless there is one, and return whether it is new."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.parent / f".{hour}.{os.getpid()}.{time.monotonic_ns()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    _set_times(hour, fresh)
    try:
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
        _set_times(hour, Path(settings.FORM_KEYS_DIR), Path(settings.FORM_KEYS_DIR) / SPENT)
    return True


def _set_times(hour: int, *paths: Path) -> None:
    """Set the times of files and folders to the full hour: they must not tell in which minute somebody came.

    One time cannot be set, that of the last change of the entry itself. It is in memory with the rest and is gone with
    it; who can read it there can watch the door as it works.
    """
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            os.utime(path, (hour * HOUR, hour * HOUR))


def _throw_away(folder: Path, hour: int) -> None:
    """Remove the keys, and the numbers of used notes, that are older than any note."""
    for old in folder.iterdir():
        number = old.name.strip(".").split(".")[0]
        if number.isdecimal() and int(number) <= hour - KEPT_HOURS:
            old.unlink(missing_ok=True)
    for used in folder.glob(f"{SPENT}/*"):
        with contextlib.suppress(FileNotFoundError):
            if used.stat().st_mtime <= (hour - KEPT_HOURS) * HOUR:
                used.unlink()
    _set_times(hour, folder, folder / SPENT)


def _key(hour: int, *, make: bool) -> bytes:
    folder = Path(settings.FORM_KEYS_DIR)
    path = folder / f"{hour}.key"
    if not path.exists() and make:
        _put(path, sealing.new_key(), hour)
        _throw_away(folder, hour)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Expired from error


def _spent(token_number: str) -> Path:
    name = hashlib.sha256(b"spent|" + token_number.encode()).hexdigest()
    return Path(settings.FORM_KEYS_DIR) / SPENT / name


def is_spent(token_number: str) -> bool:
    """Return whether the random number of a note was used up."""
    return _spent(token_number).exists()


def spend(token_number: str) -> bool:
    """Use up the random number of a note; returns False when it was used before.

    An empty file remembers it, under a hash of the number, as long as keys are kept.
    """
    return _put(_spent(token_number), b"", int(time.time()) // HOUR)


def write(note: dict[str, Any], *, purpose: str) -> str:
    """Seal a note for a hidden field."""
    now = int(time.time())
    data = sealing.padded({"at": now, "note": note})
    sealed = sealing.wrap(data, _key(now // HOUR, make=True), place=f"note|{purpose}|{now // HOUR}")
    return base64.urlsafe_b64encode((now // HOUR).to_bytes(4, "big") + sealed).decode()


def read(token: str, *, purpose: str, max_age: int) -> dict[str, Any]:
    """Return a note that is at most `max_age` seconds old, or raise `Expired`."""
    try:
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        hour = int.from_bytes(raw[:4], "big")
        data = sealing.unpadded(sealing.unwrap(raw[4:], _key(hour, make=False), place=f"note|{purpose}|{hour}"))
    except (ValueError, UnicodeError, sealing.CannotOpen, json.JSONDecodeError) as error:
        raise Expired from error
    if not -CLOCK_SLIP <= time.time() - int(data["at"]) <= max_age:
        raise Expired
    return dict(data["note"])
