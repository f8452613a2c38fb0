"""What can be seen of a file without opening it: what kind it is, how many pixels it has, whether it is a film.

Only headers are read, and no decoder is started: whoever makes files safe looks again, and closer (`sanitiser/`).
"""

from __future__ import annotations

import re

from core.uploads import MOST_PIXELS
from feedback.enums import FileKind

# As many bytes as it takes to see what something is.
BEGINNING = 64
_STARTS = {
    b"\xff\xd8\xff": FileKind.PICTURE,
    b"\x89PNG\r\n\x1a\n": FileKind.PICTURE,
    b"%PDF-": FileKind.DOCUMENT,
    b"OggS": FileKind.SOUND,
    b"fLaC": FileKind.SOUND,
    b"ID3": FileKind.SOUND,
    b"#!AMR": FileKind.SOUND,
}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
# What phones write: recordings, and films, which are told apart afterwards.
_MP4 = {
    b"M4A ", b"M4B ", b"M4V ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash", b"qt  ",
    b"3gp4", b"3gp5", b"3gp6", b"3g2a", b"MSNV", b"avc1",
}  # fmt: skip
# A track of pictures: in MP4 and 3GP, in WebM, in Ogg.
_FILM = re.compile(rb"hdlr.{8}vide", re.DOTALL)
_FILM_AT_THE_START = re.compile(rb"V_(?:VP[89]|AV1|MPEG|MS/VFW)|\x80theora")
_NEAR = 64 * 1024
# Parts of a JPEG that are looked at: phones write some dozens, and a file of millions would keep us busy.
_MOST_PARTS = 10_000
# A frame that says how large a JPEG is: all of C0 to CF but the tables among them.
_SIZE_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def kind_of(beginning: bytes) -> FileKind | None:
    """Return what something is by its first `BEGINNING` bytes, or None for what we do not take."""
    for start, kind in _STARTS.items():
        if beginning.startswith(start):
            return kind
    return _in_a_box(beginning) or _in_a_stream(beginning)


def _in_a_box(beginning: bytes) -> FileKind | None:
    brand = beginning[8:12]
    if beginning.startswith(b"RIFF"):
        return {b"WEBP": FileKind.PICTURE, b"WAVE": FileKind.SOUND}.get(brand)
    if beginning[4:8] == b"ftyp" and brand in _HEIC | _MP4:
        # The same container holds pictures and sounds; only its brand tells them apart.
        return FileKind.PICTURE if brand in _HEIC else FileKind.SOUND
    return None


def _in_a_stream(beginning: bytes) -> FileKind | None:
    if beginning.startswith(b"\x1aE\xdf\xa3"):
        is_known = b"webm" in beginning or b"matroska" in beginning
        return FileKind.SOUND if is_known else None
    # Without a tag an MP3 or AAC begins with a frame: eleven or twelve bits set, then a version, then a layer.
    start = int.from_bytes(beginning[:2], "big")
    is_mp3 = start & 0xFFE6 == 0xFFE2  # noqa: PLR2004 - the bits of a frame's header
    is_aac = start & 0xFFF6 == 0xFFF0  # noqa: PLR2004 - as above
    return FileKind.SOUND if is_mp3 or is_aac else None


def is_film(data: bytes) -> bool:
    """Return whether something that could be a recording has pictures that move."""
    return bool(_FILM_AT_THE_START.search(data, 0, _NEAR) or _FILM.search(data))


def has_too_many_pixels(data: bytes) -> bool:
    """Return whether a picture says of itself that it is larger than what can be made safe."""
    if data.startswith(b"\xff\xd8"):
        return _pixels_of_jpeg(data) > MOST_PIXELS["JPEG"]
    if data.startswith(b"\x89PNG"):
        return _area(data[16:20], data[20:24]) > MOST_PIXELS["PNG"]
    if data[4:8] == b"ftyp":
        return _pixels_of_heic(data) > MOST_PIXELS["HEIF"]
    return _pixels_of_webp(data) > MOST_PIXELS["WEBP"]


def _area(width: bytes, height: bytes) -> int:
    return int.from_bytes(width, "big") * int.from_bytes(height, "big")


def _pixels_of_jpeg(data: bytes) -> int:
    position = 2
    for _part in range(_MOST_PARTS):
        if data[position : position + 1] != b"\xff" or position + 9 >= len(data):
            break
        kind = data[position + 1]
        if kind in _SIZE_FRAMES:
            return _area(data[position + 7 : position + 9], data[position + 5 : position + 7])
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return 0


def _pixels_of_heic(data: bytes) -> int:
    """Return the largest size in it: that of the whole, where it is made of squares."""
    largest, position = 0, data.find(b"ispe", 0, _NEAR)
    while position >= 0:
        largest = max(largest, _area(data[position + 8 : position + 12], data[position + 12 : position + 16]))
        position = data.find(b"ispe", position + 4, _NEAR)
    return largest


def _pixels_of_webp(data: bytes) -> int:
    form = data[12:16]
    if form == b"VP8X":
        return (int.from_bytes(data[24:27], "little") + 1) * (int.from_bytes(data[27:30], "little") + 1)
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    return (int.from_bytes(data[26:28], "little") & 0x3FFF) * (int.from_bytes(data[28:30], "little") & 0x3FFF)
