"""Files that have no name, so that an upload in clear never reaches a disk."""

from __future__ import annotations

import os
import tempfile
from typing import IO


def held(content: bytes = b"") -> IO[bytes]:
    """Return an open file with this content, at its beginning; in memory where the system can do that."""
    if hasattr(os, "memfd_create"):
        file: IO[bytes] = os.fdopen(os.memfd_create("sanitiser"), "w+b", buffering=0)
    else:
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - the caller closes it
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]
    file.seek(0)
    return file
