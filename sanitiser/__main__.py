"""The child: one line of JSON and the upload on standard input; one line of JSON and the derivative on standard output.

In: `{"kind": "auto|picture|document|sound", "voice": "|higher|lower"}`. Out: `{"ok": true, "kind": ..., "type": ...}`
or `{"ok": false, "why": ...}`. Whatever else goes wrong ends the child without a line; its parent calls that broken.
"""

from __future__ import annotations

import json
import os
import sys

from sanitiser.confinement import NotIsolated, confine
from sanitiser.kinds import MAX_BYTES, MAX_RESULT_BYTES, Format, Kind, Refused, Why, detect


def main() -> None:
    try:
        confine(allow_network="--allow-network" in sys.argv)
    except NotIsolated:
        sys.exit(os.EX_CONFIG)
    options = json.loads(sys.stdin.buffer.readline())
    # One byte more than is allowed, so that a larger upload shows.
    upload = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        kind, media_type, derivative = answer(upload, **options)
    except Refused as refusal:
        reply({"ok": False, "why": refusal.why})
    else:
        reply({"ok": True, "kind": kind, "type": media_type}, derivative)


def answer(data: bytes, *, kind: str, voice: str) -> tuple[Kind, str, bytes]:
    """Return kind, media type and bytes of the derivative. Raises Refused."""
    if len(data) > MAX_BYTES:
        raise Refused(Why.TOO_BIG)
    detected = detect(data)
    if kind not in {"auto", detected.kind}:
        raise Refused(Why.UNKNOWN_KIND)
    media_type, derivative = reencode(data, detected, voice)
    if len(derivative) > MAX_RESULT_BYTES:
        raise Refused(Why.TOO_BIG)
    return detected.kind, media_type, derivative


def reencode(data: bytes, detected: Format, voice: str) -> tuple[str, bytes]:
    # Each decoder is loaded only for what it decodes: the file meets as little code as can be.
    if detected.kind is Kind.PICTURE:
        from sanitiser import images  # noqa: PLC0415

        return images.reencode(data, detected)
    if detected.kind is Kind.DOCUMENT:
        from sanitiser import documents  # noqa: PLC0415

        return documents.reencode(data)
    from sanitiser import sound  # noqa: PLC0415

    return sound.reencode(data, detected, voice)


def reply(line: dict[str, object], body: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
