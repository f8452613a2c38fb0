"""Sealing: what is written here can be opened only with a key that is not here.

Every envelope is one byte of version, four bytes of key number and ciphertext; a reader refuses what it does not
know, and there is no branch for plain text. The place of each ciphertext is its additional data, so that moved or
exchanged cells do not open. XChaCha20-Poly1305 and X25519 sealed boxes from libsodium.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from nacl.utils import random

if TYPE_CHECKING:
    from feedback.models import Feedback, File, ItemKey, Message

VERSION = b"\x01"
NO_NUMBER = b"\0\0\0\0"
KEY_BYTES = 32
BLOCK = 1024
# What somebody says first is filled up further, because it carries every answer of the form.
WORDS_BLOCK = 8192
# Sizes of files are told in steps of this many bytes only.
FILE_BLOCK = 256 * 1024


class CannotOpen(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """A wrong key, or data that was changed, moved, cut or written by a version that is not known."""


def new_keypair() -> tuple[bytes, bytes]:
    """Return a new X25519 pair: (public, private), 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private.public_key), bytes(private)


def new_key() -> bytes:
    """Return 32 random bytes."""
    return bytes(random(KEY_BYTES))


def _place(place: str, number: bytes) -> bytes:
    return b"answerable|v1|" + place.encode() + b"|" + number


def _rest(envelope: bytes, number: bytes | None) -> tuple[bytes, bytes]:
    found = envelope[1:5]
    if envelope[:1] != VERSION or len(found) != len(NO_NUMBER) or (number is not None and found != number):
        raise CannotOpen
    return found, envelope[5:]


def wrap(data: bytes, key: bytes, *, place: str, number: bytes = NO_NUMBER) -> bytes:
    """Encrypt `data` with a symmetric key of 32 bytes, bound to its place and key number."""
    return VERSION + number + bytes(Aead(key).encrypt(data, _place(place, number)))


def unwrap(envelope: bytes | memoryview, key: bytes, *, place: str, number: bytes | None = None) -> bytes:
    """Return what `wrap` was given, or raise `CannotOpen`."""
    found, sealed = _rest(bytes(envelope), number)
    try:
        return bytes(Aead(key).decrypt(sealed, _place(place, found)))
    except (CryptoError, ValueError) as error:
        raise CannotOpen from error


def seal(data: bytes, public: bytes, *, place: str, number: bytes = NO_NUMBER) -> bytes:
    """Seal `data` to a public key. A sealed box has no additional data, so the place is sealed inside."""
    bound = _place(place, number)
    return VERSION + number + bytes(SealedBox(PublicKey(public)).encrypt(len(bound).to_bytes(2, "big") + bound + data))


def unseal(envelope: bytes | memoryview, private: bytes, *, place: str, number: bytes | None = None) -> bytes:
    """Return what `seal` was given, or raise `CannotOpen`."""
    found, sealed = _rest(bytes(envelope), number)
    try:
        opened = bytes(SealedBox(PrivateKey(private)).decrypt(sealed))
    except (CryptoError, ValueError) as error:
        raise CannotOpen from error
    length = int.from_bytes(opened[:2], "big")
    if opened[2 : 2 + length] != _place(place, found):
        raise CannotOpen
    return opened[2 + length :]


def filled(data: bytes, block: int) -> bytes:
    """Return `data` filled up to full blocks of `block` bytes, so that length tells nothing."""
    return bytes(sodium_pad(data, block))


def unfilled(data: bytes, block: int) -> bytes:
    """Return what `filled` was given, or raise `CannotOpen`."""
    try:
        return bytes(sodium_unpad(data, block))
    except (ValueError, CryptoError) as error:
        raise CannotOpen from error


def padded(words: dict[str, Any], *, block: int = BLOCK) -> bytes:
    """Return words as JSON filled up to full blocks, so that length tells nothing."""
    return filled(json.dumps(words, ensure_ascii=False).encode(), block)


def unpadded(data: bytes, *, block: int = BLOCK) -> dict[str, Any]:
    """Return the words that `padded` was given with the same `block`."""
    try:
        words = json.loads(unfilled(data, block))
    except (ValueError, RecursionError, CryptoError) as error:
        raise CannotOpen from error
    if not isinstance(words, dict):
        raise CannotOpen
    return words


def place_of(table: str, column: str, row: UUID) -> str:
    """Return the place of one cell, used as additional data."""
    return f"{table}|{column}|{row}"


def item_key_place(opens: UUID) -> str:
    """Return the place of the key that opens one thing."""
    return place_of("item_key", "sealed", opens)


def with_item_key(item_key: ItemKey, private: bytes, envelope: bytes | memoryview, place: str) -> bytes:
    """Return what lies under an item key, still filled up, or raise `CannotOpen`. Staff's side only."""
    number = bytes(item_key.sealing_key.number)
    key = unseal(item_key.sealed, private, place=item_key_place(item_key.opens), number=number)
    return unwrap(envelope, key, place=place, number=number)


def open_words(feedback: Feedback, item_key: ItemKey, private: bytes) -> dict[str, Any]:
    """Return what somebody said, by the names of `feedback.actions.giving.SEALED`. Staff's side only."""
    data = with_item_key(item_key, private, feedback.body, place_of("feedback", "body", feedback.pk))
    return unpadded(data, block=WORDS_BLOCK)


def open_from_person(message: Message, item_key: ItemKey, private: bytes) -> dict[str, Any]:
    """Return what somebody added later: text, language, perhaps about, different, fitting. Staff's side only."""
    return unpadded(with_item_key(item_key, private, message.sealed, place_of("message", "sealed", message.pk)))


def open_original(file: File, private: bytes) -> bytes:
    """Return a file as it was sent, or raise `CannotOpen`. For the programme that makes it safe, and nobody else."""
    number = bytes(file.sealing_key.number)
    key = unseal(file.key, private, place=place_of("file", "key", file.pk), number=number)
    return unfilled(unwrap(file.content, key, place=place_of("file", "content", file.pk), number=number), FILE_BLOCK)


def open_file(file: File, item_key: ItemKey, private: bytes) -> bytes:
    """Return a file as it was drawn anew, or raise `CannotOpen`. Staff's side only."""
    return unfilled(with_item_key(item_key, private, file.content, place_of("file", "content", file.pk)), FILE_BLOCK)


def open_news(message: Message, private: bytes) -> dict[str, Any]:
    """Return a message to the person, opened with the private key their receipt unwraps."""
    return unpadded(unseal(message.sealed, private, place=place_of("message", "sealed", message.pk)))
