"""The key that addresses are sealed to, and its private half, which the worker alone has."""

import datetime
import secrets

from feedback import actions, sealing
from feedback.enums import KeyKind


def publish_notices_key() -> bytes:
    """Publish a key for addresses that is valid for years, and return its private half."""
    public, private = sealing.new_keypair()
    today = datetime.datetime.now(tz=datetime.UTC).date()
    actions.publish_key(
        number=secrets.token_bytes(4),
        public_key=public,
        valid_from=today - datetime.timedelta(days=400),
        valid_until=today + datetime.timedelta(days=4000),
        kind=KeyKind.NOTICES,
    )
    return private
