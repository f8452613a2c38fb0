"""Files without a name, so that an upload in clear is never written to a disk."""

from __future__ import annotations

import os
import tempfile
from typing import IO


def nameless_file(content: bytes = b"") -> IO[bytes]:
    """Return an open file with this content, at its beginning; in memory where the system can do that."""
    if hasattr(os, "memfd_create"):
        file: IO[bytes] = os.fdopen(os.memfd_create("sanitiser"), "w+b", buffering=0)
    else:
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - the caller closes it
    # A write to an unbuffered file may take less than it is given.
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]
    file.seek(0)
    return file
