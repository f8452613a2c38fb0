"""Making files safe: the original is opened once, re-encoded by a child that reaches nothing, and destroyed.

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
from feedback.models import DataKey, Feedback, File
from feedback.queries import current_key, waiting_files
from keys import interface as keys
from sanitiser import run

# The name of the lock under which one worker at a time does this. The database lets go of it when that worker dies.
_LOCK = int.from_bytes(b"files", "big")


@contextmanager
def _only_worker() -> Iterator[bool]:
    """Tell whether no other worker does this at the same time. SQLite has one worker, which is always alone."""
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
    with _only_worker() as is_ours:
        if not is_ours:
            return 0
        waiting = list(waiting_files().values_list("pk", flat=True))
        (rng or SystemRandom()).shuffle(waiting)
        return sum(map(_decide, waiting[:limit]))


def _decide(file_id: UUID) -> bool:
    """Replace or refuse one file; returns whether it was decided."""
    # Looked for again: it may have been erased or decided since the list was read.
    file = waiting_files().select_related("sealing_key").filter(pk=file_id).first()
    if file is None:
        return False
    try:
        private = keys.private_of(file.sealing_key)
    except sealing.DecryptionError:
        return False
    cleaned = _re_encoded(file, private)
    if not cleaned.ok:
        return _refuse(file, cleaned.why)
    return _replace(file, cleaned)


def _re_encoded(file: File, private: bytes) -> run.Cleaned:
    try:
        original = sealing.open_original(file, private)
    # The key was the right one, so the file itself was changed; it will never open.
    except sealing.DecryptionError:
        return run.Cleaned(ok=False, why=NotSafe.BROKEN)
    return run.clean(original, voice=file.voice)


@transaction.atomic
def _replace(file: File, cleaned: run.Cleaned) -> bool:
    """Store the re-encoded file instead of the original, under a key of its own. Returns False when it was erased."""
    month = current_key(timezone.localdate())
    feedback_id = _locked_feedback_of(file)
    # Without this month's key it goes on waiting: nothing is stored unsealed.
    if month is None or feedback_id is None:
        return False
    number = bytes(month.number)
    key = sealing.new_key()
    associated_data = sealing.cell("file", "content", file.pk)
    # The size of a file could tell which one it is; it is told in steps only.
    padded = sealing.pad(cleaned.data, sealing.FILE_BLOCK)
    content = sealing.wrap(padded, key, associated_data=associated_data, number=number)
    fields = {"state": FileState.READY, "kind": cleaned.kind, "media": cleaned.type, "content": content}
    # The original's key goes in the same statement: nothing opens it from now on.
    if waiting_files().filter(pk=file.pk).update(**fields, key=b"", sealing_key=month) != 1:
        return False
    sealed = sealing.seal(key, bytes(month.public_key), associated_data=sealing.data_key_cell(file.pk), number=number)
    DataKey.objects.create(feedback_id=feedback_id, opens=file.pk, sealing_key=month, sealed=sealed)
    # Written soon after it came: the next collection hides when.
    Feedback.objects.filter(pk=feedback_id).update(shuffled=False)
    return True


@transaction.atomic
def _refuse(file: File, why: str) -> bool:
    """Destroy what could not be made safe, and keep the reason for the person and for staff."""
    feedback_id = _locked_feedback_of(file)
    if feedback_id is None:
        return False
    fields = {"state": FileState.REFUSED, "content": b"", "key": b"", "why": why}
    if waiting_files().filter(pk=file.pk).update(**fields) != 1:
        return False
    # As where it was made safe: the next collection hides when.
    Feedback.objects.filter(pk=feedback_id).update(shuffled=False)
    return True


def _locked_feedback_of(file: File) -> UUID | None:
    """Keep an erasure waiting until this is done, and return whose file it is; None when the erasure was first."""
    feedback = Feedback.objects.select_for_update().filter(files=file.pk).exclude(status=Status.ERASED)
    return feedback.values_list("pk", flat=True).first()
