"""What people type, made safe to keep: no control characters, one way of writing each letter, a limit kindly said."""

from __future__ import annotations

import unicodedata

from feedback.identifiers import Identifier, find_identifiers

__all__ = ["MAX_LETTERS", "Identifier", "find_identifiers", "plain"]

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
