"""What keys are called, and the months they are for."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container
from datetime import date

from feedback.enums import KeyKind

MOST = 256
# The third byte holds the month, and above it what the key is for.
_KIND = {KeyKind.MONTH: 0x00, KeyKind.FILES: 0x20, KeyKind.NOTICES: 0x40}


def number_of(month: date, sequence: int = 0, kind: KeyKind = KeyKind.MONTH) -> bytes:
    """Return the four bytes that name a key: year, month and kind, and a sequence for a key made before its time."""
    return month.year.to_bytes(2, "big") + bytes([_KIND[kind] | month.month, sequence])


def free_number(month: date, kind: KeyKind, taken: Container[bytes]) -> bytes:
    """Return the first number of a month and kind that is not taken; the newest has the highest."""
    return next(number for sequence in range(MOST) if (number := number_of(month, sequence, kind)) not in taken)


def first_day(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """Return the first day of the month that comes `months` after the month of `day`."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
