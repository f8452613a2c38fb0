"""A baseline JPEG: one frame, one scan, tables, an empty JFIF head, and nothing after the end."""

from __future__ import annotations

import re

from sanitiser.check.shape import ensure
from sanitiser.kinds import MAX_EDGE

# Version 1.1, no density, no thumbnail: what Pillow writes when it is told nothing.
_JFIF = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_APP0, _DQT, _SOF0, _DHT, _SOS, _EOI = 0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9
_LENGTHS = {_APP0: 16, _DQT: 67, _SOF0: 17}  # of a segment, its own two bytes of length among them
_MAX_TABLE = 19 + 256
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00]")


def measure(data: bytes) -> int:
    """Return 1. Raises Unsafe."""
    size(data)
    return 1


def size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels. Raises Unsafe."""
    ensure(data.startswith(b"\xff\xd8\xff\xe0"), "no JPEG")
    place, found = 2, (0, 0)
    while True:
        marker, body = _segment(data, place)
        place += 4 + len(body)
        if marker == _SOF0:
            ensure(found == (0, 0), "a second frame in a JPEG")
            found = int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")
        if marker == _SOS:
            break
    ensure(all(0 < edge <= MAX_EDGE for edge in found), "the size of a JPEG")
    _ensure_ends_after_scan(data, place)
    return found


def _segment(data: bytes, place: int) -> tuple[int, bytes]:
    head = data[place : place + 4]
    ensure(len(head) == 4 and head[0] == 0xFF, "a broken JPEG")  # noqa: PLR2004 - marker and length
    marker, length = head[1], int.from_bytes(head[2:], "big")
    body = data[place + 4 : place + 2 + length]
    ensure(len(body) == length - 2, "a JPEG segment that is cut off")
    ensure(marker in {_APP0, _DQT, _SOF0, _DHT, _SOS}, "a JPEG marker that is not on the list")
    ensure(length <= _LENGTHS.get(marker, _MAX_TABLE), "a JPEG segment that is too long")
    ensure(marker != _APP0 or (place == 2 and body == _JFIF), "a JPEG head with something in it")  # noqa: PLR2004
    return marker, body


def _ensure_ends_after_scan(data: bytes, start: int) -> None:
    found = _MARKER_IN_SCAN.search(data, start)
    ensure(found is not None and found.start() == len(data) - 2 and data[-1] == _EOI, "something after a JPEG scan")
