"""What people type, made safe to keep: no control characters, one way of writing each letter, a limit kindly said."""

from __future__ import annotations

import unicodedata

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
