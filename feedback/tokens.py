"""What a form carries from page to page instead of a cookie: a sealed note that only this service can read.

One key an hour, kept in files that a restart of the machine may lose (a memory file system in production); the
last 25 are kept. Nothing in a page's source can be read by who finds the page later.
"""

from __future__ import annotations

import base64
import json
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from feedback import sealing

HOUR = 3600
KEPT_HOURS = 25
# Seconds that a clock may be set back between two pages.
CLOCK_SLIP = 60


class Expired(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """A note that is too old, changed, or not ours."""


def _key(hour: int, *, make: bool) -> bytes:
    folder = Path(settings.FORM_KEYS_DIR)
    path = folder / f"{hour}.key"
    if not path.exists() and make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f".{hour}.{os.getpid()}.{time.monotonic_ns()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealing.new_key())
        # The file must not tell in which minute somebody came.
        os.utime(fresh, (hour * HOUR, hour * HOUR))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        for old in folder.iterdir():
            if int(old.name.strip(".").split(".")[0]) <= hour - KEPT_HOURS:
                old.unlink(missing_ok=True)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Expired from error


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
