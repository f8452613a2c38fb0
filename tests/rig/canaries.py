"""Words that stand nowhere else, for tests that look for them afterwards."""

import secrets

# No digits: what looks like a telephone number is pointed out to whoever types it, on a page in between.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def letters(number: int) -> str:
    """Return random letters."""
    return secrets.token_hex(number)[:number].translate(_LETTERS)
