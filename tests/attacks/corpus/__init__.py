"""Uploads with a canary in every field that can be made by hand or with the encoders at hand."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

from PIL import Image

CANARY = "canary-Zoe-Example-4711"
PLACE = "+12.3456-065.4321/"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
# Where a zlib stream may begin, whatever its window.
_ZLIB = re.compile(rb"(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")


@dataclass(frozen=True)
class Specimen:
    """An upload, what has to be gone from it, and what has to be seen or heard of it afterwards."""

    name: str
    data: bytes
    needles: tuple[bytes, ...] = field(default_factory=lambda: spelt(CANARY))
    shows: Image.Image | None = None
    seconds: int = 0


def spelt(text: str) -> tuple[bytes, ...]:
    return tuple(text.encode(encoding) for encoding in ENCODINGS)


def unpacked(data: bytes) -> list[bytes]:
    """Return the data and every zlib stream that can be found in it, wherever it begins."""
    found = [data]
    for start in _ZLIB.finditer(data):
        stream = zlib.decompressobj()
        try:
            found.append(stream.decompress(data[start.start() :], 1 << 22))
        except zlib.error:
            continue
    return found


def holds(data: bytes, needles: tuple[bytes, ...]) -> bool:
    return any(needle in part for part in unpacked(data) for needle in needles)


def similarity(one: Image.Image, other: Image.Image) -> float:
    """Return the mean structural similarity (SSIM) of two pictures in grey, over windows of 8 by 8 pixels."""
    assert one.size == other.size
    first, second = one.convert("L"), other.convert("L")
    windows = [(x, y, x + 8, y + 8) for x in range(0, one.width - 7, 8) for y in range(0, one.height - 7, 8)]
    return sum(_window(first.crop(box), second.crop(box)) for box in windows) / len(windows)


def _window(one: Image.Image, other: Image.Image) -> float:
    a, b = one.tobytes(), other.tobytes()
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    var_a = sum((x - mean_a) ** 2 for x in a) / len(a)
    var_b = sum((x - mean_b) ** 2 for x in b) / len(b)
    both = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True)) / len(a)
    light = (2 * mean_a * mean_b + 6.5025) / (mean_a**2 + mean_b**2 + 6.5025)
    return light * (2 * both + 58.5225) / (var_a + var_b + 58.5225)
