"""A baseline JPEG: one frame, one scan, tables, an empty JFIF head, and nothing after the end."""

from __future__ import annotations

import re

from sanitiser.check.shape import ensure
from sanitiser.kinds import MAX_EDGE

# Version 1.1, no density, no thumbnail: what Pillow writes when it is told nothing.
_JFIF = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
# Markers of ITU-T T.81, table B.1, without the 0xFF that begins each.
_APP0 = 0xE0
_DQT = 0xDB
_SOF0 = 0xC0
_DHT = 0xC4
_SOS = 0xDA
_EOI = 0xD9
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
    offset = 2
    width = 0
    height = 0
    while True:
        marker, body = _segment(data, offset)
        offset += 4 + len(body)
        if marker == _SOF0:
            ensure(width == 0 and height == 0, "a second frame in a JPEG")
            height = int.from_bytes(body[1:3], "big")
            width = int.from_bytes(body[3:5], "big")
        if marker == _SOS:
            break
    ensure(0 < width <= MAX_EDGE and 0 < height <= MAX_EDGE, "the size of a JPEG")
    _ensure_ends_after_scan(data, offset)
    return width, height


def _segment(data: bytes, offset: int) -> tuple[int, bytes]:
    """Return the marker and the content of the segment that begins at an offset."""
    head = data[offset : offset + 4]
    ensure(len(head) == 4 and head[0] == 0xFF, "a broken JPEG")  # noqa: PLR2004 - marker and length
    marker = head[1]
    # The length counts its own two bytes.
    length = int.from_bytes(head[2:], "big")
    body = data[offset + 4 : offset + 2 + length]
    ensure(len(body) == length - 2, "a JPEG segment that is cut off")
    ensure(marker in {_APP0, _DQT, _SOF0, _DHT, _SOS}, "a JPEG marker that is not on the list")
    ensure(length <= _LENGTHS.get(marker, _MAX_TABLE), "a JPEG segment that is too long")
    ensure(marker != _APP0 or (offset == 2 and body == _JFIF), "a JPEG head with something in it")  # noqa: PLR2004
    return marker, body


def _ensure_ends_after_scan(data: bytes, start: int) -> None:
    # Inside a scan every 0xFF is followed by a zero byte: the first that is not must be the end of the file.
    marker = _MARKER_IN_SCAN.search(data, start)
    is_last = marker is not None and marker.start() == len(data) - 2
    ensure(is_last and data[-1] == _EOI, "something after a JPEG scan")
