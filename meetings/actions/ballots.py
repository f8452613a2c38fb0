"""Sealing ballots to the worker alone, and opening them there.

Every ballot is as long as every other. It is bound to its vote and its row, so that one that is moved to another vote
or copied beside itself does not open. The public half is published in the database, the private one (`BALLOT_KEY`) is a
secret that only the worker is given. See docs/adr/0045.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from meetings.models import BallotKey, SealedBallot, Vote

VERSION = b"\x01"
NUMBER_BYTES = 4
# Longer than anything that is sealed: two ids, and the number of an option or five answers.
BLOCK = 64
POSITION_BYTES = 2


class UnreadableError(Exception):
    """A ballot that was changed, moved or made up."""


def publish() -> BallotKey | None:
    """Publish the public half of the key that this process is given, unless it is the newest; None without one."""
    if not settings.BALLOT_KEY:
        return None
    public = bytes(PrivateKey(settings.BALLOT_KEY).public_key)
    key, _is_new = BallotKey.objects.get_or_create(number=number_of(public), defaults={"public_key": public})
    return key


def number_of(public: bytes) -> bytes:
    """Return the four bytes by which a key is told from others."""
    return hashlib.sha256(public).digest()[:NUMBER_BYTES]


def seal(about: UUID, row: UUID, said: bytes, key: BallotKey) -> bytes:
    """Return what is stored of something secret: bound to what it is about and to its row, and of one length."""
    box = SealedBox(PublicKey(bytes(key.public_key)))
    return VERSION + bytes(key.number) + bytes(box.encrypt(sodium_pad(about.bytes + row.bytes + said, BLOCK)))


def is_ours(envelopes: Iterable[bytes]) -> bool:
    """Return whether all of these were sealed to the key that this process is given."""
    if not settings.BALLOT_KEY:
        return False
    number = number_of(bytes(PrivateKey(settings.BALLOT_KEY).public_key))
    return all(envelope[1 : 1 + NUMBER_BYTES] == number for envelope in envelopes)


def unseal(envelope: bytes, about: UUID, row: UUID) -> bytes:
    """Return what was sealed, or raise `UnreadableError`. The worker's side only."""
    if envelope[:1] != VERSION:
        raise UnreadableError
    try:
        box = SealedBox(PrivateKey(settings.BALLOT_KEY))
        said = bytes(sodium_unpad(box.decrypt(envelope[1 + NUMBER_BYTES :]), BLOCK))
    except (CryptoError, ValueError, TypeError) as error:
        raise UnreadableError from error
    bound_to = about.bytes + row.bytes
    if not said.startswith(bound_to):
        raise UnreadableError
    return said.removeprefix(bound_to)


def sealed(vote: Vote, option_position: int, key: BallotKey) -> SealedBallot:
    """Return a ballot that is not stored yet."""
    row = SealedBallot(vote=vote)
    row.sealed = seal(vote.pk, row.pk, option_position.to_bytes(POSITION_BYTES, "big"), key)
    return row


def can_open(ballots: Iterable[SealedBallot]) -> bool:
    """Return whether all of some ballots were sealed to the key that this process is given."""
    return is_ours(bytes(ballot.sealed) for ballot in ballots)


def opened(ballot: SealedBallot, vote: UUID) -> int:
    """Return the position of the option that was chosen, or raise `UnreadableError`. The worker's side only."""
    said = unseal(bytes(ballot.sealed), vote, ballot.pk)
    if len(said) != POSITION_BYTES:
        raise UnreadableError
    return int.from_bytes(said, "big")
