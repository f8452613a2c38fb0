"""What an upload is, told by its first bytes and never by its name, and how much of it is taken."""

from __future__ import annotations

from enum import StrEnum

MAX_BYTES = 10 * 1024 * 1024
# The derivative may be larger than the original: pixels of a page take more room than its letters.
MAX_RESULT_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 20_000_000
MAX_EDGE = 4096  # pixels of the longer side of a derivative
MAX_PAGES = 20
MAX_SECONDS = 300

_FTYP_BRAND = slice(8, 12)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_MP4_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash"}


class Kind(StrEnum):
    PICTURE = "picture"
    DOCUMENT = "document"
    SOUND = "sound"


class Format(StrEnum):
    """What is accepted. The words are those of the decoders: Pillow in capitals, ffmpeg in small letters."""

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

    @property
    def kind(self) -> Kind:
        if self is Format.PDF:
            return Kind.DOCUMENT
        return Kind.PICTURE if self in _PICTURES else Kind.SOUND


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


class Refused(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """There is no derivative, for the reason in `why`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def detect(data: bytes) -> Format:
    """Return what the content is. Raises Refused(UNKNOWN_KIND) for everything that is not on the list."""
    for start, found in _STARTS.items():
        if data.startswith(start):
            return found
    found_inside = _in_riff(data) or _in_ftyp(data) or _in_ebml(data) or _in_frame(data)
    if found_inside is None:
        raise Refused(Why.UNKNOWN_KIND)
    return found_inside


_STARTS = {
    b"\xff\xd8\xff": Format.JPEG,
    b"\x89PNG\r\n\x1a\n": Format.PNG,
    b"%PDF-": Format.PDF,
    b"OggS": Format.OGG,
    b"fLaC": Format.FLAC,
    b"ID3": Format.MP3,
}


def _in_riff(data: bytes) -> Format | None:
    return {b"WEBP": Format.WEBP, b"WAVE": Format.WAV}.get(data[8:12]) if data.startswith(b"RIFF") else None


def _in_ftyp(data: bytes) -> Format | None:
    if data[4:8] != b"ftyp":
        return None
    brand = data[_FTYP_BRAND]
    if brand in _HEIC_BRANDS:
        return Format.HEIC
    return Format.MP4 if brand in _MP4_BRANDS else None


def _in_ebml(data: bytes) -> Format | None:
    named = any(name in data[:64] for name in (b"webm", b"matroska"))
    return Format.WEBM if data.startswith(b"\x1aE\xdf\xa3") and named else None


def _in_frame(data: bytes) -> Format | None:
    """An MP3 without a tag begins with a frame: eleven bits set, then a version, then layer III."""
    start = int.from_bytes(data[:2], "big")
    return Format.MP3 if start & 0xFFE6 == 0xFFE2 else None  # noqa: PLR2004 - the bits of the frame header
