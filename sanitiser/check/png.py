"""A PNG in RGBA: head, pixels, end. No other chunk, and no byte more than the pixels need."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from sanitiser.check.shape import Unsafe, ensure
from sanitiser.kinds import MAX_EDGE

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA_8 = b"\x08\x06\x00\x00\x00"  # eight bits, colour type six, nothing interlaced
_STEP = 1 << 20  # bytes unpacked at a time


def measure(data: bytes) -> int:
    """Return 1. Raises Unsafe."""
    ensure(data.startswith(_SIGNATURE), "no PNG")
    chunks = list(_chunks(data))
    names = [name for name, _ in chunks]
    ensure(len(names) > 2 and names[0] == b"IHDR" and names[-1] == b"IEND", "the order of a PNG")  # noqa: PLR2004
    ensure(set(names[1:-1]) == {b"IDAT"}, "a PNG chunk that is not on the list")
    head = chunks[0][1]
    width, height = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    ensure(head[8:] == _RGBA_8 and 0 < width <= MAX_EDGE and 0 < height <= MAX_EDGE, "the head of a PNG")
    ensure(not chunks[-1][1], "something in the end of a PNG")
    ensure(_unpacked(b"".join(body for name, body in chunks[1:-1])) == height * (width * 4 + 1), "the pixels of a PNG")
    return 1


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        name, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        check = data[place + 8 + length : place + 12 + length]
        ensure(check == zlib.crc32(name + body).to_bytes(4, "big"), "a broken PNG chunk")
        yield name, body
        place += 12 + length


def _unpacked(packed: bytes) -> int:
    """Return how many bytes there are, without keeping them; 0 if something follows them."""
    stream = zlib.decompressobj()
    total = 0
    try:
        while not stream.eof:
            part = stream.decompress(packed, _STEP)
            ensure(bool(part) or stream.eof, "the pixels of a PNG")
            total += len(part)
            packed = stream.unconsumed_tail
    except zlib.error:
        raise Unsafe("the pixels of a PNG") from None
    return 0 if stream.unused_data else total
