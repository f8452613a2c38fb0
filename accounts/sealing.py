"""Sealing the tokens of the directory: the database alone does not open them, and none opens in another's place."""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import salted_hmac
from nacl.exceptions import CryptoError
from nacl.secret import Aead


def _box() -> Aead:
    # Its own key, made from the site's: what else is signed or sealed with that says nothing about this one.
    return Aead(salted_hmac("accounts.sealing", "refresh token", algorithm="sha256").digest())


def seal(text: str, *, user: UUID) -> bytes:
    """Seal a token, bound to whose it is; nothing stays nothing."""
    if not text:
        return b""
    return bytes(_box().encrypt(text.encode(), user.bytes))


def unseal(sealed: bytes | memoryview, *, user: UUID) -> str:
    """Return what `seal` was given, or nothing where it cannot be opened, as after another `SECRET_KEY`."""
    if not sealed:
        return ""
    try:
        return bytes(_box().decrypt(bytes(sealed), user.bytes)).decode()
    except (CryptoError, ValueError):
        return ""
