"""Files that somebody adds: sealed at once, never opened here."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import transaction

from feedback import queries, sealing
from feedback.actions.giving import NoKey
from feedback.enums import FileKind, KeyKind, Voice
from feedback.models import File

MOST_FILES = 3


@transaction.atomic
def stage(*, data: bytes, kind: FileKind, voice: Voice, position: int, on: date) -> uuid.UUID:
    """Keep a file that is not sent yet, sealed to the key of the programme that makes it safe. Returns its number.

    `kind` is what it looks like; what it is, that programme finds out. It is gone the next day unless it is sent or
    put aside with a draft. Raises `NoKey`.
    """
    to = queries.current_key(on, KeyKind.FILES)
    if to is None:
        raise NoKey
    file = File(position=position, kind=kind, voice=voice, sealing_key=to, kept_until=on + timedelta(days=1))
    number, key = bytes(to.number), sealing.new_key()
    file.key = sealing.seal(key, bytes(to.public_key), place=sealing.place_of("file", "key", file.pk), number=number)
    file.content = sealing.wrap(
        sealing.filled(data, sealing.FILE_BLOCK), key, place=sealing.place_of("file", "content", file.pk), number=number
    )
    queries.show_files([str(file.pk)])
    File.objects.bulk_create([file])
    return file.pk


@transaction.atomic
def unstage(*, file_id: str) -> None:
    """Destroy a file that was not sent."""
    queries.show_files([file_id])
    File.objects.filter(pk=file_id, feedback=None).delete()
