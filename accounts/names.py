"""Names as they look to a reader: how two of them are compared, and what a name cannot be made of.

`skeleton` follows the idea of UTS 39: what looks alike becomes the same. The table of look-alikes is Unicode's, from
`confusable_homoglyphs`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs import confusables

# Marks that turn the direction of what follows, and letters that nobody sees.
_UNSEEN = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
# Between letters of Persian and Indian scripts these two change the word, so they are no trick; they count for nothing.
_JOINERS = frozenset({"\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"})
# What an alphabet has as letters but no reader sees: fillers of Korean, and a blank of braille.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")

# So many letters a name may look like: one sign of Unicode can come apart into eighteen.
LONGEST = 500


def has_hidden_marks(name: str) -> bool:
    """Return whether a name holds marks of direction, control characters, or other letters that are not seen."""
    return any(
        (unicodedata.category(letter) in _UNSEEN and letter not in _JOINERS) or letter in _BLANK_LETTERS
        for letter in name
    )


def is_blank(name: str) -> bool:
    """Return whether nothing of a name can be read."""
    return not any(unicodedata.category(letter)[0] in "LN" and letter not in _BLANK_LETTERS for letter in name)


def skeleton(name: str) -> str:
    """Return what a name looks like: without case, accents, spaces, signs and unseen letters, look-alikes made one."""
    folded_once = unicodedata.normalize("NFKD", name.casefold())
    seen = (letter for letter in folded_once if unicodedata.category(letter)[0] in "LN")
    letters = [_plain(letter) for letter in seen if letter not in _BLANK_LETTERS]
    # Once more: a look-alike may itself be a capital or carry an accent.
    folded = unicodedata.normalize("NFKD", "".join(letters).casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """Return the Latin letter that one looks like, or itself."""
    if letter.isascii():
        return _ALIKE_IN_LATIN.get(letter, letter)
    # Strokes are no accents to Unicode: "ł" does not come apart.
    if drawn := _WITH_A_STROKE.match(unicodedata.name(letter, "")):
        return _plain(drawn[1].lower())
    found = confusables.is_confusable(letter, greedy=True, preferred_aliases=[])
    if not found:
        return letter
    for alike in found[0]["homoglyphs"]:
        text = unicodedata.normalize("NFKD", alike["c"]).casefold()
        if text.isascii() and text.isalnum():
            return "".join(_ALIKE_IN_LATIN.get(one, one) for one in text)
    return letter


_WITH_A_STROKE = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")
# Within the alphabet itself: in most typefaces these are told apart by a hair.
_ALIKE_IN_LATIN = {"0": "o", "1": "l", "i": "l", "|": "l"}
