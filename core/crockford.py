"""Crockford's base 32: what people read out, write down and type again. The lookalikes I, L, O and U are left out.

See https://www.crockford.com/base32.html.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def fold(text: str) -> str:
    """Return typed text in the one way of writing it: any case and width, O as 0, I and L as 1."""
    return unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
