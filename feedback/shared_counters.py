"""Counters that every worker of the door shares: a file of fixed size, locked while one of them counts.

It is stored with the hourly keys of the forms, in memory only in production. It is written through a mapping, which
leaves the times of a file in memory alone, so that they do not show when somebody came.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.conf import settings

T = TypeVar("T")
NAME = "rate_limit.counters"
# Counting takes less than a thousandth of a second; a worker that cannot get the lock for this long does without.
LOCK_ATTEMPTS = 200
LOCK_PAUSE_S = 0.005


class UnavailableError(Exception):
    """The counters cannot be reached now: no folder, no room, or the lock is not released."""


def update(length: int, change: Callable[[array[int]], T]) -> T:
    """Hand `length` whole numbers of 32 bits, all zero at first, to `change`; store what it left in them.

    Returns what `change` returned, or raises `UnavailableError` without having stored anything.
    """
    try:
        descriptor = _open()
        try:
            _lock(descriptor)
            return _update(descriptor, length, change)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise UnavailableError from error


def _open() -> int:
    folder = Path(settings.FORM_KEYS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | getattr(os, "O_NOATIME", 0), 0o600)


def _lock(descriptor: int) -> None:
    for _ in range(LOCK_ATTEMPTS):
        try:
            # Not waited for without end: a worker that is stopped while it holds the lock must not stop the others.
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(LOCK_PAUSE_S)
    raise BlockingIOError


def _update(descriptor: int, length: int, change: Callable[[array[int]], T]) -> T:
    size = length * array("I").itemsize
    if os.fstat(descriptor).st_size != size:
        # Zeros are really written: room that is only promised would end the process when it is used.
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, bytes(size), 0)
        os.utime(settings.FORM_KEYS_DIR, (0, 0))
    with mmap.mmap(descriptor, size) as memory:
        counters = array("I", memory[:])
        result = change(counters)
        memory[:] = counters.tobytes()
    if os.fstat(descriptor).st_mtime:
        os.utime(descriptor, (0, 0))
    return result
