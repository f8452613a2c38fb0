"""A key of 32 bytes as somebody writes it down: four lines of Crockford's base 32, each with a check symbol.

The check symbol is Crockford's own (modulo 37): every wrong symbol and every two exchanged neighbours are noticed, and
we can say in which line. Letters of any case, spaces and dashes are accepted, O as 0, I and L as 1.
"""

from __future__ import annotations

import re
import unicodedata

from feedback.codes import ALPHABET
from feedback.sealing import KEY_BYTES

LINES = 4
SYMBOLS = 13
LINE = SYMBOLS + 1
_CHECKS = ALPHABET + "*~$=U"
_SPARE_BITS = LINES * SYMBOLS * 5 - KEY_BYTES * 8
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")


class NotAKey(ValueError):  # noqa: N818 - reads as the sentence it is raised in
    """What was typed is not a key. `line` says where the slip is, from 1; 0 where it is as a whole."""

    def __init__(self, line: int = 0) -> None:
        """Remember the line."""
        super().__init__(line)
        self.line = line


def _value(symbols: str) -> int:
    value = 0
    for symbol in symbols:
        value = value * 32 + ALPHABET.index(symbol)
    return value


def _symbols(value: int) -> str:
    return "".join(ALPHABET[value >> shift & 31] for shift in range((SYMBOLS - 1) * 5, -1, -5))


def written(key: bytes) -> list[str]:
    """Return a key as four lines, such as "N73CS-HH2CT-QTQ9"."""
    number = int.from_bytes(key, "big") << _SPARE_BITS
    lines = []
    for shift in range((LINES - 1) * SYMBOLS * 5, -1, -SYMBOLS * 5):
        symbols = _symbols(number >> shift & (1 << SYMBOLS * 5) - 1)
        symbols += _CHECKS[_value(symbols) % len(_CHECKS)]
        lines.append("-".join((symbols[:5], symbols[5:10], symbols[10:])))
    return lines


def squeezed(text: str) -> str:
    """Return the symbols of what was typed, without what stands between them."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).upper()).translate(_LOOKALIKES)


def _line(symbols: str, line: int) -> int:
    body, check = symbols[:SYMBOLS], symbols[SYMBOLS:]
    if len(symbols) != LINE or not set(body) <= set(ALPHABET):
        raise NotAKey(line)
    value = _value(body)
    if _CHECKS[value % len(_CHECKS)] != check:
        raise NotAKey(line)
    return value


def read_line(typed: str, line: int) -> str:
    """Return the symbols of one line that was typed, or raise `NotAKey`."""
    symbols = squeezed(typed)
    _line(symbols, line)
    return symbols


def read(typed: str) -> bytes:
    """Return the key that somebody typed, or raise `NotAKey` with the line."""
    symbols, number = squeezed(typed), 0
    if len(symbols) != LINES * LINE:
        raise NotAKey
    for line in range(LINES):
        number = number << SYMBOLS * 5 | _line(symbols[line * LINE : (line + 1) * LINE], line + 1)
    if number & (1 << _SPARE_BITS) - 1:
        raise NotAKey(LINES)
    return (number >> _SPARE_BITS).to_bytes(KEY_BYTES, "big")
