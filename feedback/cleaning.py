"""What people type, made safe to keep: no control characters, one way of writing each letter, a limit kindly said."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

MAX_LETTERS = 5000
_KEPT = {"\n", "\t"}
# Direction and joining marks that some scripts need; the embedding and override marks that can disguise text are not.
_NEEDED_MARKS = {"\u200c", "\u200d", "\u200e", "\u200f"}


def plain(text: str) -> str:
    """Return text in normal form C without control characters, with plain line breaks and no outer space."""
    # One way of writing each letter, so that the same words sent twice are the same submission.
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(filter(_is_kept, unified)).strip()


def _is_kept(letter: str) -> bool:
    # Category C holds control characters, and marks that can make a text look like another one.
    return letter in _KEPT or letter in _NEEDED_MARKS or unicodedata.category(letter)[0] != "C"


class Identifier(Enum):
    """What in somebody's words could lead straight to a person."""

    ADDRESS = "address"
    NUMBER = "number"


_E_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}")
# A phone number, or that of a health card or a letter: seven digits or more, perhaps in groups.
_NUMBER = re.compile(r"(?:\d[ \-.\u2010-\u2014/()]{0,2}){6,}\d")
# Days, times and spans of years, as they are written anywhere: 29/11/2026, 2026-11-29, 29. 11. 26, 10:30, 1998-2003.
# What is written like one and cannot be one (99/88/7777) is a number.
_SEPARATOR = r"\s?[./\-\u2010-\u2014]\s?"
_DAY_OR_MONTH = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d{2}"
_DATE = re.compile(
    rf"(?<!\d)(?:"
    rf"{_DAY_OR_MONTH}{_SEPARATOR}{_DAY_OR_MONTH}{_SEPARATOR}(?:{_YEAR}|\d{{2}})"
    rf"|{_YEAR}{_SEPARATOR}(?:0?[1-9]|1[0-2]){_SEPARATOR}{_DAY_OR_MONTH}"
    rf"|{_YEAR}{_SEPARATOR}{_YEAR}"
    rf"|(?:[01]?\d|2[0-3])[:.h][0-5]\d"
    rf")(?![\d]|{_SEPARATOR}\d)"
)
# In the place of a date. It ends a number, and is none.
_NO_NUMBER = " \N{HORIZONTAL ELLIPSIS} "


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def find_identifiers(text: str) -> set[Identifier]:
    """Return what in a text could lead straight to a person: an e-mail address, a long number. Nothing is kept."""
    # Digits and signs of other scripts and widths count too.
    plain_text = "".join(map(_digit, unicodedata.normalize("NFKC", text)))
    # When something happened is not a number that leads to somebody: pointed out, it would only frighten.
    plain_text = _DATE.sub(_NO_NUMBER, plain_text)
    patterns = {Identifier.ADDRESS: _E_MAIL, Identifier.NUMBER: _NUMBER}
    return {kind for kind, pattern in patterns.items() if pattern.search(plain_text)}
