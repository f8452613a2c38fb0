"""Receipts: 20 symbols that open one conversation, and what is derived from them.

19 random Crockford base-32 symbols (95 bits) and one Luhn mod 32 check symbol, written in five groups of four. The
code itself is stored nowhere; `lookup` finds the row and `wrap_key` opens the replies.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from core import crockford

# Symbols instead of words: they are the same in every language, can be read out on the telephone and fit on a card.
LENGTH = 20
PICTURE_PREFIX = "CODE:"
_VALUE = dict(zip(crockford.ALPHABET, range(len(crockford.ALPHABET)), strict=True))
# Two derivations at a time bound the memory that a flood of guesses takes. Whoever comes third waits: there are not
# more of them than threads, so it is never long, and nobody is sent away.
_turn = threading.BoundedSemaphore(2)


class InvalidCodeError(ValueError):
    """What was typed is not a code: wrong length, wrong symbols or a typo. No key was derived."""


# Without a representation: neither of them is ever printed, in an error for instance.
@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What a code opens: `lookup` (32 bytes, in the database) and `wrap_key` (32 bytes, never stored)."""

    lookup: bytes
    wrap_key: bytes


def _check_symbol(symbols: str) -> str:
    total = 0
    for place, symbol in enumerate(reversed(symbols)):
        value = _VALUE[symbol]
        if place % 2 == 0:
            value *= 2
        total += value // 32 + value % 32
    return crockford.ALPHABET[-total % 32]


def new() -> str:
    """Return a new code of 20 symbols without spaces."""
    symbols = "".join(secrets.choice(crockford.ALPHABET) for _ in range(LENGTH - 1))
    return symbols + _check_symbol(symbols)


def shown(code: str) -> str:
    """Return a code in groups of four with dashes, as it is printed and read out."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def in_picture(code: str) -> str:
    """Return what the QR picture of a code holds."""
    # A phone's camera would offer to search the web for a bare code, and keep an address with the code in it (ADR 31).
    return f"{PICTURE_PREFIX}{code}"


def _squeezed(text: str) -> str:
    """Return the symbols of `text` alone: any case, width, script of digits, spacing and dash."""
    plain = []
    for symbol in crockford.fold(text):
        kind = unicodedata.category(symbol)
        # Somebody may type the digits of their own script.
        if kind == "Nd":
            plain.append(str(unicodedata.digit(symbol)))
        elif kind[0] not in "ZPCS":
            plain.append(symbol)
    return "".join(plain)


def read(typed: str) -> str:
    """Return the code that somebody typed, in any writing, or raise `InvalidCodeError`."""
    code = _squeezed(typed)
    prefix = _squeezed(PICTURE_PREFIX)
    # Somebody may have copied all that their picture holds.
    if len(code) == LENGTH + len(prefix):
        code = code.removeprefix(prefix)
    # Before any derivation: a typo and nearly every wild guess cost nothing.
    if len(code) != LENGTH or not _VALUE.keys() >= set(code) or _check_symbol(code[:-1]) != code[-1]:
        raise InvalidCodeError
    return code


def contains_code(code: str, text: str) -> bool:
    """Return whether somebody wrote their code into their words, in any spacing."""
    return code in _squeezed(text)


def _root(code: str) -> bytes:
    with _turn:
        # No slower: 95 random bits need no second of work, and a second for each try would help whoever floods us.
        return hash_secret_raw(
            code.encode(),
            settings.RECEIPT_SALT[:16],
            time_cost=settings.RECEIPT_PASSES,
            memory_cost=settings.RECEIPT_MEMORY_KIB,
            parallelism=1,
            hash_len=32,
            type=Type.ID,
        )


def _derived(root: bytes, purpose: bytes) -> Opened:
    # The pepper is not in the database: codes cannot be tried against a stolen copy of it.
    lookup = hmac.digest(settings.RECEIPT_PEPPER, purpose + b"lookup|v1|" + root, hashlib.sha256)
    wrap = HKDF(algorithm=hashes.SHA256(), length=32, salt=settings.RECEIPT_PEPPER, info=purpose + b"wrap|v1")
    return Opened(lookup, wrap.derive(root))


def opened(code: str) -> Opened:
    """Derive what a code opens; about 4 ms (Argon2id, 8 MiB, one pass; ADR 35)."""
    return _derived(_root(code), b"")


def opened_draft(code: str) -> Opened:
    """Derive what the code of a draft opens."""
    return _derived(_root(code), b"draft|")


def opened_both(code: str) -> tuple[Opened, Opened]:
    """Derive what a code opens if it is a receipt, and if it is the code of a draft; one look takes as long as two."""
    # One slow derivation for both: the time must not show whether a code is of a draft.
    root = _root(code)
    return _derived(root, b""), _derived(root, b"draft|")
