"""Sealing typed words: the database alone does not open them, and no row opens in another's place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.utils.crypto import salted_hmac
from nacl.exceptions import CryptoError
from nacl.secret import Aead

VERSION = b"\x01"

Fields = dict[str, list[str]]


class UnreadableError(Exception):
    """Another key, or data that was changed, moved or written by a version that is not known."""


def _box() -> Aead:
    # Its own key, made from the site's: what else is signed or sealed with that says nothing about this one.
    return Aead(salted_hmac("drafts.sealing", "typed words", algorithm="sha256").digest())


def _associated_data(user: UUID, address: str) -> bytes:
    return f"answerable|draft|{user}|{address}".encode()


def seal(fields: Mapping[str, list[str]], *, user: UUID, address: str) -> bytes:
    """Seal the fields of a form, bound to whose they are and where they are sent to."""
    plain = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
    return VERSION + bytes(_box().encrypt(plain, _associated_data(user, address)))


def unseal(sealed: bytes | memoryview, *, user: UUID, address: str) -> Fields:
    """Return what `seal` was given, or raise `UnreadableError`."""
    envelope = bytes(sealed)
    if envelope[:1] != VERSION:
        raise UnreadableError
    try:
        plain = _box().decrypt(envelope[1:], _associated_data(user, address))
    except (CryptoError, ValueError) as error:
        raise UnreadableError from error
    fields: Fields = json.loads(plain)
    return fields
