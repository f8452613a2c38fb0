"""Opening recordings, pictures and documents that were made safe. Each opening is one line in the log."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import User
from feedback import sealing
from feedback.enums import FileKind, FileState
from feedback.models import File
from feedback.queries import key_of
from tracker import keys
from tracker.models import Item
from tracker.rules import desk as rules

# What a file is called when it leaves the service, by what it is. Names that people gave are never kept.
NAMES = {
    "audio/ogg": ("recording", "ogg"),
    "image/jpeg": ("picture", "jpg"),
    "image/png": ("picture", "png"),
    "application/pdf": ("document", "pdf"),
}


@dataclass(frozen=True, slots=True, repr=False)
class OpenedFile:
    """A file as it was drawn anew. `media` is one of `NAMES`, `name` is made by us; `data` is empty if unreadable."""

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
def open_file(*, item: Item, file_id: UUID, by: User, to_keep: bool = False) -> OpenedFile | None:
    """Return a file that is safe, or None where the item has no such file. Never stored anywhere else.

    `to_keep` says in the log that somebody takes a copy out of the service.
    """
    rules.may_open(by, item).enforce()
    file = File.objects.filter(pk=file_id, feedback=item.feedback_id, state=FileState.READY, media__in=NAMES).first()
    if file is None:
        return None
    opened = OpenedFile(FileKind(file.kind), file.position, file.media, _data(file))
    readable = bool(opened.data)
    audit.record("opened a file", item, by=by, kind=file.kind, number=file.position, readable=readable, saved=to_keep)
    return opened


def _data(file: File) -> bytes:
    key = key_of(file.pk)
    if key is None:
        return b""
    try:
        return sealing.open_file(file, key, keys.private_for(key))
    except sealing.CannotOpen:
        return b""
