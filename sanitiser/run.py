"""The parent's side: give an upload to a confined child, and check everything that comes back from it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sanitiser import check
from sanitiser.confinement import NotIsolated
from sanitiser.kinds import MAX_BYTES, MAX_RESULT_BYTES, Kind, Why
from sanitiser.memory import nameless_file

ROOT = Path(__file__).resolve().parent.parent
# `-I` shuts out the folder, the environment and the user's own modules, so the project's folder is named here, last.
START = "import runpy, sys; sys.path.append(sys.argv.pop(1)); runpy.run_module('sanitiser', run_name='__main__')"
TYPES = {
    "image/jpeg": Kind.PICTURE,
    "image/png": Kind.PICTURE,
    "application/pdf": Kind.DOCUMENT,
    "audio/ogg": Kind.SOUND,
}
# The first line of a derivative is shorter than this.
MAX_LINE = 200

__all__ = ["Cleaned", "NotIsolated", "clean"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A safe derivative, or the reason why there is none (`why`, one of `kinds.Why`).

    `type` is image/jpeg, image/png, application/pdf or audio/ogg. `amount` counts pages of a document and whole
    seconds of a sound, rounded up; 1 for a picture.
    """

    ok: bool
    kind: str = ""
    type: str = ""
    data: bytes = b""
    amount: int = 0
    why: str = ""


def clean(
    data: bytes, *, kind: str = "auto", voice: str = "", seconds: float = 30, allow_network: bool = False
) -> Cleaned:
    """Decode and re-encode an upload within `seconds`; `kind` demands a picture, document or sound.

    `voice` may be "higher" or "lower". Raises NotIsolated where the child cannot be kept off the network, unless
    `allow_network` says that something else does that. Never raises for what the upload holds.
    """
    if len(data) > MAX_BYTES:
        return Cleaned(ok=False, why=Why.TOO_BIG)
    options = json.dumps({"kind": kind, "voice": voice}).encode() + b"\n"
    with nameless_file(options + data) as source, nameless_file() as result:
        status = _exit_status(source, result, seconds, allow_network=allow_network)
        result.seek(0)
        reply = result.read(MAX_LINE + MAX_RESULT_BYTES + 1)
    if status == os.EX_CONFIG:
        raise NotIsolated("Neither an own network nor a filter of system calls can be had here; see docs/adr/0011.")
    # Killed by us after `seconds`, or by the kernel at the limit of its processor time.
    if status in {-signal.SIGKILL, -signal.SIGXCPU}:
        return Cleaned(ok=False, why=Why.TOO_SLOW)
    if status != 0:
        return Cleaned(ok=False, why=Why.BROKEN)
    return verified(reply)


def _exit_status(source: IO[bytes], result: IO[bytes], seconds: float, *, allow_network: bool) -> int:
    """Run the child in an empty folder and an empty environment; return its exit status."""
    command = [sys.executable, "-I", "-B", "-c", START, str(ROOT)]
    if allow_network:
        command.append("--allow-network")
    with tempfile.TemporaryDirectory(prefix="sanitiser-") as folder:
        child = subprocess.Popen(  # noqa: S603 - our own module; the upload is only its standard input
            command,
            cwd=folder,
            # Without a home, Python asks the system whose process it is, over a socket.
            env={"HOME": folder},
            stdin=source,
            stdout=result,
            # A traceback could quote the upload.
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            _end_group(child)


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and all it started, whatever made us leave."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def verified(reply: bytes) -> Cleaned:
    """Return what the child answered, if it is well-formed and the derivative holds nothing but what it may."""
    line, _, body = reply.partition(b"\n")
    try:
        header = json.loads(line[:MAX_LINE])
        if header.get("ok") is not True:
            return Cleaned(ok=False, why=Why(header["why"]))
        media_type = header["type"]
        return Cleaned(
            ok=True, kind=TYPES[media_type], type=media_type, data=body, amount=check.measure(media_type, body)
        )
    except (ValueError, LookupError, AttributeError, TypeError, check.Unsafe):
        # A child that was taken over may answer anything at all, also JSON of another shape.
        return Cleaned(ok=False, why=Why.BROKEN)
