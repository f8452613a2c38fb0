"""One Opus stream in Ogg: a head for one channel, an empty comment, sound, the end."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sanitiser.check.shape import ensure

GRANULES_PER_SECOND = 48000
_HEAD = struct.Struct("<8sBBHIhB")
_PAGE = struct.Struct("<4sBBqIIIB")
# The encoder's comment in bit-exact mode: its name without a version.
_TAGS = b"OpusTags\x06\x00\x00\x00ffmpeg\x01\x00\x00\x00\x14\x00\x00\x00encoder=Lavc libopus"
# Flags of a page (RFC 3533, section 6).
_CONTINUED = 1
_FIRST = 2
_LAST = 4


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    granule: int
    serial: int
    number: int
    body: bytes


def measure(data: bytes) -> int:
    """Return the length in seconds, rounded up. Raises Unsafe."""
    pages = list(_pages(data))
    ensure(len(pages) > 2, "an Ogg without sound")  # noqa: PLR2004 - head, comment, sound
    expected_flags = [_FIRST, *[0] * (len(pages) - 2), _LAST]
    for number, page in enumerate(pages):
        # A packet may run on into the next page; the other flags and the numbers leave no choice.
        flags = page.flags & ~_CONTINUED
        ensure(flags == expected_flags[number] and page.number == number, "the order of an Ogg")
        ensure(page.serial == pages[0].serial, "a second stream in an Ogg")
    before = _before_sound(pages[0].body)
    ensure(pages[1].body == _TAGS, "the comment of an Ogg")
    granules = pages[-1].granule - before
    return max(0, math.ceil(granules / GRANULES_PER_SECOND))


def _before_sound(head: bytes) -> int:
    """Return how many granules are played before the sound begins."""
    ensure(len(head) == _HEAD.size, "the head of an Opus stream")
    name, version, channels, skip, rate, gain, family = _HEAD.unpack(head)
    ensure((name, version, channels, gain, family) == (b"OpusHead", 1, 1, 0, 0), "the head of an Opus stream")
    ensure(rate == GRANULES_PER_SECOND, "the rate of an Opus stream")
    return int(skip)


def _pages(data: bytes) -> Iterator[_Page]:
    offset = 0
    while offset < len(data):
        ensure(len(data) - offset >= _PAGE.size, "something after an Ogg")
        name, version, flags, granule, serial, number, _, count = _PAGE.unpack_from(data, offset)
        ensure((name, version) == (b"OggS", 0), "something between the pages of an Ogg")
        start = offset + _PAGE.size + count
        end = start + sum(data[offset + _PAGE.size : start])
        ensure(end <= len(data), "an Ogg that is cut off")
        yield _Page(flags, granule, serial, number, data[start:end])
        offset = end
