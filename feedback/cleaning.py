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
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        letter
        for letter in unified
        if letter in _KEPT or letter in _NEEDED_MARKS or unicodedata.category(letter)[0] != "C"
    ).strip()


class Telling(Enum):
    """What in somebody's words could lead straight to a person."""

    ADDRESS = "address"
    NUMBER = "number"


_E_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}")
# A phone number, or that of a health card or a letter: seven digits or more, perhaps in groups.
_NUMBER = re.compile(r"(?:\d[ \-.\u2010-\u2014/()]{0,2}){6,}\d")


def telling(text: str) -> set[Telling]:
    """Return what in a text could lead straight to a person: an e-mail address, a long number. Nothing is kept."""
    plain_text = unicodedata.normalize("NFKC", text)
    found = ((Telling.ADDRESS, _E_MAIL), (Telling.NUMBER, _NUMBER))
    return {kind for kind, pattern in found if pattern.search(plain_text)}
