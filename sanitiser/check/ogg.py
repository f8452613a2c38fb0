"""One Opus stream in Ogg: a head for one channel, an empty comment, sound, the end."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sanitiser.check.shape import ensure

RATE = 48000  # granules a second
_HEAD = struct.Struct("<8sBBHIhB")
_PAGE = struct.Struct("<4sBBqIIIB")
# What the encoder says of itself in bit-exact mode: its name without a version.
_TAGS = b"OpusTags\x06\x00\x00\x00ffmpeg\x01\x00\x00\x00\x14\x00\x00\x00encoder=Lavc libopus"
_FIRST, _LAST = 2, 4


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
    for number, page in enumerate(pages):
        expected = _FIRST if number == 0 else _LAST if number == len(pages) - 1 else 0
        # A packet may run on into the next page (flag 1); the other flags and the numbers leave no choice.
        ensure(page.flags & ~1 == expected and page.number == number, "the order of an Ogg")
        ensure(page.serial == pages[0].serial, "a second stream in an Ogg")
    before = _before_sound(pages[0].body)
    ensure(pages[1].body == _TAGS, "the comment of an Ogg")
    return max(0, -(-(pages[-1].granule - before) // RATE))


def _before_sound(head: bytes) -> int:
    """Return how many granules are played before the sound begins."""
    ensure(len(head) == _HEAD.size, "the head of an Opus stream")
    name, version, channels, skip, rate, gain, family = _HEAD.unpack(head)
    ensure((name, version, channels, gain, family) == (b"OpusHead", 1, 1, 0, 0), "the head of an Opus stream")
    ensure(rate == RATE, "the rate of an Opus stream")
    return int(skip)


def _pages(data: bytes) -> Iterator[_Page]:
    place = 0
    while place < len(data):
        ensure(len(data) - place >= _PAGE.size, "something after an Ogg")
        name, version, flags, granule, serial, number, _, count = _PAGE.unpack_from(data, place)
        ensure((name, version) == (b"OggS", 0), "something between the pages of an Ogg")
        start = place + _PAGE.size + count
        end = start + sum(data[place + _PAGE.size : start])
        ensure(end <= len(data), "an Ogg that is cut off")
        yield _Page(flags, granule, serial, number, data[start:end])
        place = end
