"""Sealing: what is written here can be opened only with a key that is not here.

Every envelope is one byte of version, four bytes of key number and ciphertext; a reader refuses what it does not
know, and there is no branch for plain text. Each ciphertext is bound to its cell by associated data, so that moved
or exchanged cells do not open. XChaCha20-Poly1305 and X25519 sealed boxes from libsodium.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt, sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from nacl.utils import random

if TYPE_CHECKING:
    from feedback.content import Notice
    from feedback.models import DataKey, Feedback, File, Message

VERSION = b"\x01"
NO_NUMBER = b"\0\0\0\0"
KEY_BYTES = 32
# Lengths show in steps of this many bytes only: a word looks like a paragraph.
BLOCK = 1024
# What somebody says first is padded further, because it carries every answer of the form.
CONTENT_BLOCK = 8192
# Sizes of files show in steps of this many bytes only.
FILE_BLOCK = 256 * 1024


class DecryptionError(Exception):
    """A wrong key, or data that was changed, moved, cut or written by a version that is not known."""


def new_keypair() -> tuple[bytes, bytes]:
    """Return a new X25519 pair: (public, private), 32 bytes each."""
    # Made by libsodium from the system's secure source.
    private = PrivateKey.generate()
    return bytes(private.public_key), bytes(private)


def new_key() -> bytes:
    """Return 32 random bytes."""
    return bytes(random(KEY_BYTES))


def _bound(associated_data: str, number: bytes) -> bytes:
    return b"answerable|v1|" + associated_data.encode() + b"|" + number


def _rest(envelope: bytes, number: bytes | None) -> tuple[bytes, bytes]:
    written = envelope[1:5]
    if envelope[:1] != VERSION or len(written) != len(NO_NUMBER) or (number is not None and written != number):
        raise DecryptionError
    return written, envelope[5:]


def number_of(envelope: bytes | memoryview) -> bytes:
    """Return the number of the key that an envelope says it was sealed to."""
    return bytes(envelope)[1:5]


def wrap(data: bytes, key: bytes, *, associated_data: str, number: bytes = NO_NUMBER) -> bytes:
    """Encrypt `data` with a symmetric key of 32 bytes, bound to its cell and key number."""
    nonce = random(Aead.NONCE_SIZE)
    # What `Aead(key).encrypt` does, without the three further copies that it keeps: a photograph has thirty megabytes.
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(data, _bound(associated_data, number), nonce, key)
    return b"".join((VERSION, number, nonce, sealed))


def unwrap(envelope: bytes | memoryview, key: bytes, *, associated_data: str, number: bytes | None = None) -> bytes:
    """Return what `wrap` was given, or raise `DecryptionError`."""
    found, sealed = _rest(bytes(envelope), number)
    try:
        return bytes(Aead(key).decrypt(sealed, _bound(associated_data, found)))
    except (CryptoError, ValueError) as error:
        raise DecryptionError from error


def seal(data: bytes, public: bytes, *, associated_data: str, number: bytes = NO_NUMBER) -> bytes:
    """Seal `data` to a public key. A sealed box has no associated data of its own, so it is sealed inside."""
    bound = _bound(associated_data, number)
    return VERSION + number + bytes(SealedBox(PublicKey(public)).encrypt(len(bound).to_bytes(2, "big") + bound + data))


def unseal(envelope: bytes | memoryview, private: bytes, *, associated_data: str, number: bytes | None = None) -> bytes:
    """Return what `seal` was given, or raise `DecryptionError`."""
    found, sealed = _rest(bytes(envelope), number)
    try:
        opened = bytes(SealedBox(PrivateKey(private)).decrypt(sealed))
    except (CryptoError, ValueError) as error:
        raise DecryptionError from error
    # Compared only after opening: the box itself says nothing about where it belongs.
    length = int.from_bytes(opened[:2], "big")
    if opened[2 : 2 + length] != _bound(associated_data, found):
        raise DecryptionError
    return opened[2 + length :]


def pad(data: bytes, block: int) -> bytes:
    """Return `data` padded to full blocks of `block` bytes, so that its length shows nothing."""
    return bytes(sodium_pad(data, block))


def unpad(data: bytes, block: int) -> bytes:
    """Return what `pad` was given, or raise `DecryptionError`."""
    try:
        return bytes(sodium_unpad(data, block))
    except (ValueError, CryptoError) as error:
        raise DecryptionError from error


def pack(content: Mapping[str, object], *, block: int = BLOCK) -> bytes:
    """Return content as JSON padded to full blocks, so that its length shows nothing."""
    return pad(json.dumps(content, ensure_ascii=False).encode(), block)


def unpack(data: bytes, *, block: int = BLOCK) -> dict[str, Any]:
    """Return the content that `pack` was given with the same `block`."""
    try:
        content = json.loads(unpad(data, block))
    except (ValueError, RecursionError, CryptoError) as error:
        raise DecryptionError from error
    # Somebody who took the door over can seal anything: nonsense "cannot be read", and breaks no page.
    if not isinstance(content, dict):
        raise DecryptionError
    return content


def cell(table: str, column: str, row: UUID) -> str:
    """Return the name of one cell, used as associated data."""
    return f"{table}|{column}|{row}"


def data_key_cell(opens: UUID) -> str:
    """Return the name of the cell with the key that opens one thing."""
    return cell("data_key", "sealed", opens)


def with_data_key(data_key: DataKey, private: bytes, envelope: bytes | memoryview, associated_data: str) -> bytes:
    """Return what is under a data key, still padded, or raise `DecryptionError`. Staff's side only."""
    number = bytes(data_key.sealing_key.number)
    key = unseal(data_key.sealed, private, associated_data=data_key_cell(data_key.opens), number=number)
    return unwrap(envelope, key, associated_data=associated_data, number=number)


def open_words(feedback: Feedback, data_key: DataKey, private: bytes) -> dict[str, Any]:
    """Return what somebody said, by names of questions (`FeedbackContent.sealed`). Staff's side only."""
    data = with_data_key(data_key, private, feedback.body, cell("feedback", "body", feedback.pk))
    return unpack(data, block=CONTENT_BLOCK)


def open_from_person(message: Message, data_key: DataKey, private: bytes) -> dict[str, Any]:
    """Return what somebody added later: text, language, perhaps about, different, fitting. Staff's side only."""
    return unpack(with_data_key(data_key, private, message.sealed, cell("message", "sealed", message.pk)))


def open_original(file: File, private: bytes) -> bytes:
    """Return a file as it was sent, or raise `DecryptionError`. For the sanitiser alone."""
    number = bytes(file.sealing_key.number)
    key = unseal(file.key, private, associated_data=cell("file", "key", file.pk), number=number)
    return unpad(unwrap(file.content, key, associated_data=cell("file", "content", file.pk), number=number), FILE_BLOCK)


def open_file(file: File, data_key: DataKey, private: bytes) -> bytes:
    """Return a file as it was re-encoded, or raise `DecryptionError`. Staff's side only."""
    return unpad(with_data_key(data_key, private, file.content, cell("file", "content", file.pk)), FILE_BLOCK)


def open_notice(message: Message, private: bytes) -> Notice:
    """Return a message to the person, opened with the private key their receipt unwraps."""
    return cast(
        "Notice", unpack(unseal(message.sealed, private, associated_data=cell("message", "sealed", message.pk)))
    )
