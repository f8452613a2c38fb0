"""A PNG in RGBA: head, pixels, end. No other chunk, and no byte more than the pixels need."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from sanitiser.check.shape import Unsafe, ensure
from sanitiser.kinds import MAX_EDGE

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA_8 = b"\x08\x06\x00\x00\x00"  # eight bits, colour type six, nothing interlaced
_STEP_BYTES = 1 << 20  # unpacked at a time: a small file may unpack to gigabytes


def measure(data: bytes) -> int:
    """Return 1. Raises Unsafe."""
    ensure(data.startswith(_SIGNATURE), "no PNG")
    chunks = list(_chunks(data))
    ensure(len(chunks) > 2, "the order of a PNG")  # noqa: PLR2004 - head, pixels, end
    first, *middle, last = chunks
    ensure(first[0] == b"IHDR" and last == (b"IEND", b""), "the order of a PNG")
    packed = b""
    for name, body in middle:
        ensure(name == b"IDAT", "a PNG chunk that is not on the list")
        packed += body
    head = first[1]
    width = int.from_bytes(head[:4], "big")
    height = int.from_bytes(head[4:8], "big")
    ensure(head[8:] == _RGBA_8 and 0 < width <= MAX_EDGE and 0 < height <= MAX_EDGE, "the head of a PNG")
    # Each row is preceded by a byte that names its filter.
    ensure(_unpacked_length(packed) == height * (width * 4 + 1), "the pixels of a PNG")
    return 1


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, content) of each chunk. Raises Unsafe where a checksum is wrong."""
    offset = len(_SIGNATURE)
    while offset < len(data):
        length = int.from_bytes(data[offset : offset + 4], "big")
        end = offset + 8 + length
        name = data[offset + 4 : offset + 8]
        body = data[offset + 8 : end]
        checksum = data[end : end + 4]
        ensure(checksum == zlib.crc32(name + body).to_bytes(4, "big"), "a broken PNG chunk")
        yield name, body
        offset = end + 4


def _unpacked_length(packed: bytes) -> int:
    """Return how many bytes there are, without keeping them; 0 if something follows them."""
    stream = zlib.decompressobj()
    total = 0
    try:
        while not stream.eof:
            part = stream.decompress(packed, _STEP_BYTES)
            ensure(bool(part) or stream.eof, "the pixels of a PNG")
            total += len(part)
            packed = stream.unconsumed_tail
    except zlib.error:
        raise Unsafe("the pixels of a PNG") from None
    if stream.unused_data:
        return 0
    return total
