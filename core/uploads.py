"""Uploads are kept in memory only: no copy in clear is ever written to a disk.

A file that is too large is read to its end without being kept, so that a page can say so kindly. Its name and what the
browser says it is are dropped here; nothing behind this handler ever sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from core.stripping import is_door

# Bytes of one file, and of everything that comes with it in one request. The proxy lets through as much.
LARGEST = 32 * 1024 * 1024
LARGEST_BODY = 33 * 1024 * 1024
# Of a picture, by its format: what can be made safe (sanitiser/kinds.py).
MOST_PIXELS: Mapping[str, int] = MappingProxyType(
    {"JPEG": 110_000_000, "HEIF": 52_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
)
NAMELESS = "file"
# Paths of the members' site whose pages take a file, by how they begin; each app adds its own in `AppConfig.ready`.
_taking: set[str] = set()
# Those of them whose forms ask `was_too_large`.
_asking: set[str] = set()


def take_files_at(path: str, *, asks_size: bool = False) -> None:
    """Let the pages below a path take files.

    With `asks_size` their forms ask `was_too_large` themselves and have their file as the last field: of a body that is
    too large as a whole, the fields before the file still arrive, and the file is not read.
    """
    _taking.add(path)
    if asks_size:
        _asking.add(path)


def takes_files(path: str) -> bool:
    """Return whether a file sent to a page is kept."""
    return is_door(path) or path.startswith(tuple(_taking))


def was_too_large(request: HttpRequest) -> bool:
    """Return whether what was sent was so large as a whole that its file was not even read."""
    return getattr(request, "body_was_too_large", False)


class InMemory(FileUploadHandler):
    """Keeps one file at a time in memory, for the pages that take one. Files sent to others are not taken."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803 - Django's own word
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a body that no page of ours sends before any of it is read, or before its file is."""
        self._is_refused = content_length > LARGEST_BODY
        if self._is_refused and not self._is_asked():
            raise RequestDataTooBig

    def _is_asked(self) -> bool:
        return self.request is not None and self.request.path_info.startswith(tuple(_asking))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing; a file for a page that takes none is skipped."""
        super().new_file(*args, **kwargs)
        if self._is_refused:
            self.request.body_was_too_large = True  # type: ignore[union-attr] # see _is_asked
            raise StopUpload(connection_reset=True)
        self._kept = BytesIO()
        self._is_too_large = False
        if self.request is None or not takes_files(self.request.path_info):
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep one more piece, or let go of all when it is too much."""
        # Nothing is returned, so no other handler, which could write to a disk, is ever given a piece.
        if start + len(raw_data) > LARGEST:
            self._is_too_large = True
            self._kept = BytesIO()
        elif not self._is_too_large:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file without its name; `size` is what was sent, also where nothing of it was kept."""
        self._kept.seek(0)
        return InMemoryUploadedFile(self._kept, self.field_name, NAMELESS, "", file_size, None)
