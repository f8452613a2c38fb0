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

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Two derivations at a time keep a flood of guesses from using up the machine (security design 2.2).
_turn = threading.BoundedSemaphore(2)


# Seconds that one request waits for its turn; then the person is asked to try again.
PATIENCE = 2.0


class Busy(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """Too many codes are being opened at this moment. Nothing was kept or changed."""


class NotACode(ValueError):  # noqa: N818 - reads as the sentence it is raised in
    """What was typed is not a code: wrong length, wrong symbols or a slip of the pen. No key was derived."""


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What a code opens: `lookup` (32 bytes, in the database) and `wrap_key` (32 bytes, never stored)."""

    lookup: bytes
    wrap_key: bytes


def _check_symbol(symbols: str) -> str:
    total = 0
    for place, symbol in enumerate(reversed(symbols)):
        value = _VALUE[symbol] * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def new() -> str:
    """Return a new code of 20 symbols without spaces."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return symbols + _check_symbol(symbols)


def shown(code: str) -> str:
    """Return a code in groups of four with dashes, as it is printed and read out."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def _squeezed(text: str) -> str:
    """Return the symbols of `text` alone: any case, width, script of digits, spacing and dash."""
    plain = []
    for symbol in unicodedata.normalize("NFKC", text).upper():
        kind = unicodedata.category(symbol)
        if kind == "Nd":
            plain.append(str(unicodedata.digit(symbol)))
        elif kind[0] not in "ZPCS":
            plain.append(symbol)
    return "".join(plain).translate(_LOOKALIKES)


def read(typed: str) -> str:
    """Return the code that somebody typed, in any writing, or raise `NotACode`."""
    code = _squeezed(typed)
    if len(code) != LENGTH or any(symbol not in _VALUE for symbol in code) or _check_symbol(code[:-1]) != code[-1]:
        raise NotACode
    return code


def stands_in(code: str, text: str) -> bool:
    """Return whether somebody wrote their code into their words, in any spacing."""
    return code in _squeezed(text)


def _root(code: str) -> bytes:
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return hash_secret_raw(
            code.encode(), settings.RECEIPT_SALT[:16], time_cost=2, memory_cost=19456, parallelism=1, hash_len=32,
            type=Type.ID,
        )  # fmt: skip
    finally:
        _turn.release()


def _derived(root: bytes, purpose: bytes) -> Opened:
    lookup = hmac.digest(settings.RECEIPT_PEPPER, purpose + b"lookup|v1|" + root, hashlib.sha256)
    wrap = HKDF(algorithm=hashes.SHA256(), length=32, salt=settings.RECEIPT_PEPPER, info=purpose + b"wrap|v1")
    return Opened(lookup, wrap.derive(root))


def opened(code: str) -> Opened:
    """Derive what a code opens; about 25 ms (Argon2id, 19 MiB, two passes). Raises `Busy`."""
    return _derived(_root(code), b"")


def opened_draft(code: str) -> Opened:
    """Derive what the code of a draft opens. Raises `Busy`."""
    return _derived(_root(code), b"draft|")


def opened_both(code: str) -> tuple[Opened, Opened]:
    """Derive what a code opens if it is a receipt, and if it is the code of a draft; one look takes as long as two."""
    root = _root(code)
    return _derived(root, b""), _derived(root, b"draft|")
