"""Making files safe: the original is opened once, drawn anew by a child that reaches nothing, and destroyed.

Only what was sent is looked at: as long as somebody may still take a file back, nobody opens it. Nothing of this is
written into the log, because its clock would tell when something was sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random, SystemRandom
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from feedback import sealing
from feedback.enums import FileState, NotSafe, Status
from feedback.models import Feedback, File, ItemKey
from feedback.queries import current_key, waiting_files
from sanitiser import run
from tracker import keys

# The name of the lock under which one worker at a time does this. The database lets go of it when that worker dies.
_LOCK = int.from_bytes(b"files", "big")


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether nobody else is at it. SQLite has one worker, who is always alone."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def make_safe(limit: int = 3, rng: Random | None = None) -> int:
    """Make files safe, at most `limit`, in shuffled order. Returns how many were decided: made safe or refused.

    Safe to run twice, also at once, and to be killed at any moment: a file waits until it is decided. One whose key
    cannot be opened goes on waiting, because the key may be brought back. Raises `run.NotIsolated` where this
    computer cannot keep what is in a file off the network; then everything waits.
    """
    with _alone() as is_ours:
        waiting = list(waiting_files().values_list("pk", flat=True)) if is_ours else []
        (rng or SystemRandom()).shuffle(waiting)
        return sum(_decided(pk) for pk in waiting[:limit])


def _decided(file_id: UUID) -> bool:
    file = waiting_files().select_related("sealing_key").filter(pk=file_id).first()
    if file is None:
        return False
    try:
        private = keys.private_of(file.sealing_key)
    except sealing.CannotOpen:
        return False
    made = _drawn_anew(file, private)
    return _keep(file, made) if made.ok else _refuse(file, made.why)


def _drawn_anew(file: File, private: bytes) -> run.Cleaned:
    try:
        original = sealing.open_original(file, private)
    except sealing.CannotOpen:
        return run.Cleaned(ok=False, why=NotSafe.BROKEN)
    return run.clean(original, voice=file.voice)


@transaction.atomic
def _keep(file: File, made: run.Cleaned) -> bool:
    """Put the new drawing in the place of the original, under a key of its own. Returns False when it is gone."""
    month = current_key(timezone.localdate())
    feedback_id = _held(file)
    if month is None or feedback_id is None:
        return False
    number, key = bytes(month.number), sealing.new_key()
    place = sealing.place_of("file", "content", file.pk)
    content = sealing.wrap(sealing.filled(made.data, sealing.FILE_BLOCK), key, place=place, number=number)
    kept = {"state": FileState.READY, "kind": made.kind, "media": made.type, "content": content}
    if waiting_files().filter(pk=file.pk).update(**kept, key=b"", sealing_key=month) != 1:
        return False
    sealed = sealing.seal(key, bytes(month.public_key), place=sealing.item_key_place(file.pk), number=number)
    ItemKey.objects.create(feedback_id=feedback_id, opens=file.pk, sealing_key=month, sealed=sealed)
    return True


@transaction.atomic
def _refuse(file: File, why: str) -> bool:
    """Destroy what could not be made safe, and keep the reason for the person and for staff."""
    if _held(file) is None:
        return False
    gone = {"state": FileState.REFUSED, "content": b"", "key": b"", "why": why}
    return waiting_files().filter(pk=file.pk).update(**gone) == 1


def _held(file: File) -> UUID | None:
    """Keep an erasure waiting until this is done, and return whose file it is; None when the erasure was first."""
    held = Feedback.objects.select_for_update().filter(files=file.pk).exclude(status=Status.ERASED)
    return held.values_list("pk", flat=True).first()
