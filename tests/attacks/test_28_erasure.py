"""Attack 28: what was erased comes back from yesterday's backup, from the server's files, or from its log.

The backup of everything but the item keys may be restored at any time; with all keys of today the words must stay
closed. The heap and the write-ahead log remember deleted rows: what they remember must be ciphertext.
"""

from __future__ import annotations

import datetime
import secrets
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from itertools import product

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import User
from feedback import actions as door
from feedback import codes, news, sealing
from feedback.enums import FileKind, KeyKind, Voice
from feedback.models import Feedback, File, ItemKey, Message, SealingKey
from feedback.queries import by_lookup, conversation, current_key
from tests.attacks import sweep
from tests.tracker import factories
from tests.tracker.conftest import reader  # noqa: F401 - a fixture
from tracker import keys
from tracker.actions import desk as acts
from tracker.actions import opening

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]
WORDS, ADDED, REPLY, FILE = (f"canary-{name}-{secrets.token_hex(6)}" for name in ("words", "added", "reply", "file"))
# The backup of everything but the item keys (docs/how-to/deploy.md).
CONTENT = ["feedback_feedback", "feedback_message", "feedback_file", "feedback_step"]


def database() -> str:
    """Return the address of the test database."""
    given = connection.settings_dict
    place = f"{given['HOST'] or '127.0.0.1'}:{given['PORT'] or 5432}"
    secret = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgresql://{given['USER']}{secret}@{place}/{given['NAME']}"


def backup() -> dict[str, list[tuple[object, ...]]]:
    """Copy every row of the content tables; the item keys are in another place, which is gone by then."""
    with psycopg.connect(database()) as owner:
        return {table: owner.execute(f"SELECT * FROM {table}".encode()).fetchall() for table in CONTENT}


def restore(copy: dict[str, list[tuple[object, ...]]]) -> None:
    """Put yesterday's rows in the place of today's, as restoring the backup does."""
    with psycopg.connect(database()) as owner:
        owner.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in reversed(CONTENT[1:]):
            owner.execute(f"DELETE FROM {table}".encode())
        for table, rows in copy.items():
            found = owner.execute(f"SELECT * FROM {table} LIMIT 0".encode()).description or []
            names = [column.name for column in found]
            marks = ", ".join(["%s"] * len(names))
            changes = ", ".join(f"{name} = excluded.{name}" for name in names)
            put = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}"
            for row in rows:
                owner.execute(put.encode(), row)


def private_keys() -> list[bytes]:
    """Return every private key that the service holds today, of every kind."""
    held = (keys.private_of(key) for key in SealingKey.objects.all())
    return [private for private in held if private]


def everything_sealed() -> Iterator[bytes]:
    for body, private in Feedback.objects.values_list("body", "reply_private"):
        yield from (bytes(body), bytes(private))
    for sealed in Message.objects.values_list("sealed", flat=True):
        yield bytes(sealed)
    for key, content in File.objects.values_list("key", "content"):
        yield from (bytes(key), bytes(content))
