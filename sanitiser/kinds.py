"""Which format an upload has, by its first bytes and never by its name, and the limits for it."""

from __future__ import annotations

from enum import StrEnum

MAX_BYTES = 32 * 1024 * 1024
# The derivative may be larger than the original: pixels of a page take more room than its letters.
MAX_RESULT_BYTES = 20 * 1024 * 1024
# What is held in memory whole: as much as a phone takes by itself. A larger photograph is made smaller while it is
# decoded, by half, a quarter or an eighth.
MAX_PIXELS = 25_000_000
MAX_PHOTO_PIXELS = {"JPEG": 110_000_000, "HEIF": 52_000_000}
MAX_EDGE = 4096  # pixels of the longer side of a derivative
MAX_PAGES = 20
MAX_SECONDS = 300

_FTYP_BRAND = slice(8, 12)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_MP4_BRANDS = {
    b"M4A ", b"M4B ", b"M4V ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash", b"qt  ",
    b"3gp4", b"3gp5", b"3gp6", b"3g2a", b"MSNV", b"avc1",
}  # fmt: skip


class Kind(StrEnum):
    PICTURE = "picture"
    DOCUMENT = "document"
    SOUND = "sound"


class Format(StrEnum):
    """The accepted formats, by the names of their decoders: Pillow's in capitals, ffmpeg's in small letters."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIF"
    PDF = "PDF"
    WEBM = "matroska"
    OGG = "ogg"
    MP4 = "mov"
    MP3 = "mp3"
    WAV = "wav"
    FLAC = "flac"
    AMR = "amr"
    AAC = "aac"

    @property
    def kind(self) -> Kind:
        if self is Format.PDF:
            return Kind.DOCUMENT
        if self in _PICTURES:
            return Kind.PICTURE
        return Kind.SOUND


_PICTURES = {Format.JPEG, Format.PNG, Format.WEBP, Format.HEIC}


class Why(StrEnum):
    """Why there is no derivative. Pages translate these words; no other ever comes out of here."""

    TOO_BIG = "too_big"
    UNKNOWN_KIND = "unknown_kind"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_LONG = "too_long"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    TOO_SLOW = "too_slow"


class Refused(Exception):  # noqa: N818 - the same word as in the rest of the project
    """There is no derivative, for the reason in `why`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def detect(data: bytes) -> Format:
    """Return what the content is. Raises Refused(UNKNOWN_KIND) for everything that is not on the list."""
    for start, detected in _STARTS.items():
        if data.startswith(start):
            return detected
    contained = _in_riff(data) or _in_ftyp(data) or _in_ebml(data) or _in_frame(data)
    if contained is None:
        raise Refused(Why.UNKNOWN_KIND)
    return contained


_STARTS = {
    b"\xff\xd8\xff": Format.JPEG,
    b"\x89PNG\r\n\x1a\n": Format.PNG,
    b"%PDF-": Format.PDF,
    b"OggS": Format.OGG,
    b"fLaC": Format.FLAC,
    b"ID3": Format.MP3,
    b"#!AMR": Format.AMR,
}


def _in_riff(data: bytes) -> Format | None:
    if not data.startswith(b"RIFF"):
        return None
    return {b"WEBP": Format.WEBP, b"WAVE": Format.WAV}.get(data[8:12])


def _in_ftyp(data: bytes) -> Format | None:
    if data[4:8] != b"ftyp":
        return None
    brand = data[_FTYP_BRAND]
    if brand in _HEIC_BRANDS:
        return Format.HEIC
    if brand in _MP4_BRANDS:
        return Format.MP4
    return None


def _in_ebml(data: bytes) -> Format | None:
    # The type of document follows within the first elements of the head.
    head = data[:64]
    if head.startswith(b"\x1aE\xdf\xa3") and (b"webm" in head or b"matroska" in head):
        return Format.WEBM
    return None


def _in_frame(data: bytes) -> Format | None:
    """An MP3 without a tag begins with a frame: eleven bits set, then a version, then layer III; AAC with layer 0."""
    start = int.from_bytes(data[:2], "big")
    if start & 0xFFE6 == 0xFFE2:  # noqa: PLR2004 - the bits of the frame header
        return Format.MP3
    if start & 0xFFF6 == 0xFFF0:  # noqa: PLR2004 - as above
        return Format.AAC
    return None
