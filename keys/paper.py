"""A key of 32 bytes as somebody writes it down: four lines of Crockford's base 32, each with a check symbol.

The check symbol is Crockford's own (modulo 37): every wrong symbol and every two exchanged neighbours are noticed, and
we can say in which line. Letters of any case, spaces and dashes are accepted, O as 0, I and L as 1.
"""

from __future__ import annotations

import re

from core import crockford
from feedback.sealing import KEY_BYTES

LINES = 4
# Of five bits: four lines hold 260, four more than a key has.
SYMBOLS = 13
LINE = SYMBOLS + 1
_CHECKS = crockford.ALPHABET + "*~$=U"
_SPARE_BITS = LINES * SYMBOLS * 5 - KEY_BYTES * 8
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")


class InvalidKeyError(ValueError):
    """What was typed is not a key. `line` says where the typo is, from 1; 0 where the whole has a wrong length."""

    def __init__(self, line: int = 0) -> None:
        """Remember the line."""
        super().__init__(line)
        self.line = line


def _value(symbols: str) -> int:
    value = 0
    for symbol in symbols:
        value = value * 32 + crockford.ALPHABET.index(symbol)
    return value


def _symbols(value: int) -> str:
    symbols = ""
    for _place in range(SYMBOLS):
        symbols = crockford.ALPHABET[value % 32] + symbols
        value //= 32
    return symbols


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
    """Return the symbols of what was typed, without the spaces and dashes between them."""
    return _BETWEEN.sub("", crockford.fold(text))


def _line(symbols: str, line: int) -> int:
    body = symbols[:SYMBOLS]
    check = symbols[SYMBOLS:]
    if len(symbols) != LINE or not set(body) <= set(crockford.ALPHABET):
        raise InvalidKeyError(line)
    value = _value(body)
    if _CHECKS[value % len(_CHECKS)] != check:
        raise InvalidKeyError(line)
    return value


def read_line(typed: str, line: int) -> str:
    """Return the symbols of one line that was typed, or raise `InvalidKeyError`."""
    symbols = squeezed(typed)
    _line(symbols, line)
    return symbols


def read(typed: str) -> bytes:
    """Return the key that somebody typed, or raise `InvalidKeyError` with the line."""
    symbols = squeezed(typed)
    if len(symbols) != LINES * LINE:
        raise InvalidKeyError
    number = 0
    for line in range(LINES):
        number = number << SYMBOLS * 5 | _line(symbols[line * LINE : (line + 1) * LINE], line + 1)
    # Zero in every key: with anything else there it is none, although all check symbols are right.
    if number & (1 << _SPARE_BITS) - 1:
        raise InvalidKeyError(LINES)
    return (number >> _SPARE_BITS).to_bytes(KEY_BYTES, "big")
