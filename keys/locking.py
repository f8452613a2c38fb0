"""One act on the keys at a time."""

from __future__ import annotations

from django.db import connection

# Any number that no other lock of this database has.
_KEY_ACTS = 0x4B455953


def wait_for_turn() -> None:
    """Wait until no other transaction makes, copies, wraps or destroys keys; others wait until this one ends.

    Who makes a key reads the holders and the key-encryption key, and who registers a holder or changes the
    key-encryption key reads the keys: at the same time, each would miss what the other writes. SQLite has one writer.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # Until the transaction ends, however it does. No row is locked: the key may not be there yet.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY_ACTS])
