"""The keys that addresses and answers about equality are sealed to, and their private halves, which the worker has."""

import datetime
import secrets

from feedback import actions, sealing
from feedback.enums import KeyKind


def publish_notices_key(kind: KeyKind = KeyKind.NOTICES) -> bytes:
    """Publish a key of this kind that is valid for years, and return its private half."""
    public, private = sealing.new_keypair()
    today = datetime.datetime.now(tz=datetime.UTC).date()
    actions.publish_key(
        number=secrets.token_bytes(4),
        public_key=public,
        valid_from=today - datetime.timedelta(days=400),
        valid_until=today + datetime.timedelta(days=4000),
        kind=kind,
    )
    return private


def publish_equality_key() -> bytes:
    """Publish a key for answers about equality, and return its private half."""
    return publish_notices_key(KeyKind.EQUALITY)
