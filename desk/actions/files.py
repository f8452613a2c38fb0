"""Opening recordings, pictures and documents that were made safe. Each opening is one line in the log."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import User
from desk.models import Case
from desk.queries import emergencies
from desk.rules import cases as rules
from feedback import sealing
from feedback.enums import FileKind, FileState
from feedback.models import File
from feedback.queries import key_of
from keys import interface as keys

# What a file is called when it leaves the service, by what it is. Names that people gave are never kept.
NAMES = {
    "audio/ogg": ("recording", "ogg"),
    "image/jpeg": ("picture", "jpg"),
    "image/png": ("picture", "png"),
    "application/pdf": ("document", "pdf"),
}


@dataclass(frozen=True, slots=True, repr=False)
class OpenedFile:
    """A re-encoded file. `media` is one of `NAMES`, `name` is made by us; `data` is empty if unreadable."""

    kind: FileKind
    position: int
    media: str
    data: bytes

    @property
    def name(self) -> str:
        """Return the name, such as "recording-1.ogg"."""
        stem, ending = NAMES[self.media]
        return f"{stem}-{self.position}.{ending}"


@transaction.atomic
def open_file(*, case: Case, file_id: UUID, by: User, to_keep: bool = False) -> OpenedFile | None:
    """Return a file that is safe, or None where the case has no such file. Never stored anywhere else.

    `to_keep` says in the log that somebody takes a copy out of the service.
    """
    rules.may_open(by, case).enforce()
    # Only what was re-encoded: an original is shown to nobody, because opening it can do harm (ADR 11).
    file = File.objects.filter(pk=file_id, feedback=case.feedback_id, state=FileState.READY, media__in=NAMES).first()
    if file is None:
        return None
    opened = OpenedFile(FileKind(file.kind), file.position, file.media, _data(file))
    # Also where nothing could be opened: what the log keeps is that somebody tried.
    readable = bool(opened.data)
    facts: dict[str, str | int | bool] = {
        "kind": file.kind,
        "number": file.position,
        "readable": readable,
        "saved": to_keep,
    }
    audit.record("opened a file", case, by=by, **facts, **emergencies.detail_of(by, case))
    return opened


def _data(file: File) -> bytes:
    key = key_of(file.pk)
    if key is None:
        return b""
    try:
        return sealing.open_file(file, key, keys.private_key_for(key))
    except sealing.DecryptionError:
        return b""
