"""Files that somebody adds: sealed at once, never opened here."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import connection, transaction

from feedback import queries, sealing
from feedback.actions.submitting import NoSealingKeyError
from feedback.enums import FileKind, KeyKind, Voice
from feedback.models import File

MAX_FILES = 3


@transaction.atomic
def stage(*, data: bytes, kind: FileKind, voice: Voice, position: int, on: date) -> uuid.UUID:
    """Store a file that is not sent yet, sealed to the key of the sanitiser. Returns its number.

    `kind` is what it looks like; what it is, the sanitiser finds out. It is gone the next day unless it is sent or
    put aside with a draft. Raises `NoSealingKeyError`.
    """
    key = queries.current_key(on, KeyKind.FILES)
    if key is None:
        raise NoSealingKeyError
    file = File(position=position, kind=kind, voice=voice, sealing_key=key, kept_until=on + timedelta(days=1))
    number = bytes(key.number)
    file_key = sealing.new_key()
    key_cell = sealing.cell("file", "key", file.pk)
    file.key = sealing.seal(file_key, bytes(key.public_key), associated_data=key_cell, number=number)
    content_cell = sealing.cell("file", "content", file.pk)
    file.content = _sealed(data, file_key, content_cell, number)
    # The row policy shows a file that is not sent to this visit alone.
    queries.show_files([str(file.pk)])
    File.objects.bulk_create([file])
    return file.pk


def _sealed(data: bytes, file_key: bytes, cell: str, number: bytes) -> bytes:
    # On its own, so that the padded copy is gone before the database is given another one.
    padded = sealing.pad(data, sealing.FILE_BLOCK)
    return sealing.wrap(padded, file_key, associated_data=cell, number=number)


def let_go() -> None:
    """Give back the memory that the connection took for a large file, and would keep for as long as it is open."""
    if not connection.in_atomic_block:
        connection.close()


@transaction.atomic
def unstage(*, file_id: str) -> None:
    """Destroy a file that was not sent."""
    queries.show_files([file_id])
    File.objects.filter(pk=file_id, feedback=None).delete()
