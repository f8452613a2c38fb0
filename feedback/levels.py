"""Some numbers that every worker of the door shares: a file of fixed size, locked while one of them counts.

It lies with the hourly keys of the forms, in memory only in production. It is written through a mapping, which leaves
the times of a file in memory alone, so that they do not tell when somebody came.
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
NAME = "ladder.levels"
# Whoever counts is done in less than a thousandth of a second; who cannot get in for this long does without.
TRIES, PAUSE = 200, 0.005


class Unusable(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """The shared numbers cannot be reached now: no folder, no room, or somebody does not let go."""


def changed(length: int, change: Callable[[array[int]], T]) -> T:
    """Hand `length` whole numbers of 32 bits, all zero at first, to `change`; keep what it left in them.

    Returns what `change` returned, or raises `Unusable` without having kept anything.
    """
    try:
        descriptor = _opened()
        try:
            _lock(descriptor)
            return _changed(descriptor, length, change)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise Unusable from error


def _opened() -> int:
    folder = Path(settings.FORM_KEYS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | getattr(os, "O_NOATIME", 0), 0o600)


def _lock(descriptor: int) -> None:
    for _ in range(TRIES):
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE)
    raise BlockingIOError


def _changed(descriptor: int, length: int, change: Callable[[array[int]], T]) -> T:
    size = length * array("I").itemsize
    if os.fstat(descriptor).st_size != size:
        # Zeros are really written: room that is only promised would end the process when it is used.
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, bytes(size), 0)
        os.utime(settings.FORM_KEYS_DIR, (0, 0))
    with mmap.mmap(descriptor, size) as memory:
        numbers = array("I", memory[:])
        result = change(numbers)
        memory[:] = numbers.tobytes()
    if os.fstat(descriptor).st_mtime:
        os.utime(descriptor, (0, 0))
    return result
