"""Parts of a sentence that keep their own direction in plain text: mails, calendar files, printed lists.

In a right-to-left sentence "020 7946 0000" is shown as "0000 7946 020". Pages have `<bdi>` for that; plain text has the
isolates of Unicode (UAX 9). They are only written where the sentence is right-to-left.
"""

from __future__ import annotations

import re

from django.utils.translation import get_language_bidi

_END = "\N{POP DIRECTIONAL ISOLATE}"
# Two digits at least, with what is written between and around the digits of telephone numbers and codes.
_NUMBER = re.compile(r"\+?[0-9(][0-9 ()./\-\N{NO-BREAK SPACE}]{3,}[0-9]")
# What arrives with something that was copied out of such a sentence.
_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


def left_to_right(text: str) -> str:
    """Return a telephone number or a code that keeps its order."""
    return _isolated("\N{LEFT-TO-RIGHT ISOLATE}", text)


def own_direction(text: str) -> str:
    """Return a name, a place or a time of day in one piece, in the direction of its first letter."""
    return _isolated("\N{FIRST STRONG ISOLATE}", text)


def with_numbers(text: str) -> str:
    """Return words in one piece, and each telephone number in them too."""
    if not get_language_bidi():
        return text
    return own_direction(_NUMBER.sub(lambda number: left_to_right(number[0]), text))


def without_marks(text: str) -> str:
    """Return a code as it was before it was isolated."""
    return text.translate(_MARKS)


def _isolated(start: str, text: str) -> str:
    if not text or not get_language_bidi():
        return text
    return f"{start}{text}{_END}"
