"""What keys are called, and the months they are for."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from dateutil.relativedelta import relativedelta

from feedback.enums import KeyKind

# A sequence is one byte of a number.
MAX_SEQUENCES = 256
# The third byte holds the month, and above it what the key is for.
_KIND = {KeyKind.MONTH: 0x00, KeyKind.FILES: 0x20, KeyKind.NOTICES: 0x40, KeyKind.EQUALITY: 0x60}


def number_of(month: date, sequence: int = 0, kind: KeyKind = KeyKind.MONTH) -> bytes:
    """Return the four bytes that name a key: year, month and kind, and a sequence for a key made before its time."""
    return month.year.to_bytes(2, "big") + bytes([_KIND[kind] | month.month, sequence])


def free_number(month: date, kind: KeyKind, taken: Container[bytes]) -> bytes:
    """Return the first number of a month and kind that is not taken; the newest has the highest."""
    for sequence in range(MAX_SEQUENCES):
        number = number_of(month, sequence, kind)
        if number not in taken:
            return number
    message = f"all {MAX_SEQUENCES} numbers of {month:%Y-%m} are taken"
    raise LookupError(message)


def first_day(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day + relativedelta(day=31)


def months_later(day: date, months: int) -> date:
    """Return the first day of the month that comes `months` after the month of `day`."""
    return day + relativedelta(day=1, months=months)
