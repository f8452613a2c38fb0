"""Pictures: pixels are copied to a new picture, and nothing but pixels."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps

from sanitiser.kinds import MAX_EDGE, MAX_PHOTO_PIXELS, MAX_PIXELS, Format, Refused, Why

JPEG_QUALITY = 88
OPAQUE = 255
# A larger one is stored on paper instead, see below.
MAX_PNG_BYTES = 10 * 1024 * 1024
# Rows that are made smaller at a time: a multiple of eight.
STRIP = 512

# Each format has a limit of its own below; this one is for what claims to be larger than any.
Image.MAX_IMAGE_PIXELS = max(MAX_PHOTO_PIXELS.values())
warnings.simplefilter("error", Image.DecompressionBombWarning)


def reencode(data: bytes, detected: Format) -> tuple[str, bytes]:
    """Return the media type and the bytes of a new picture, turned upright, in sRGB, edges at most MAX_EDGE.

    Raises Refused, or whatever the decoder raises for a broken file.
    """
    sheet = _copied(_upright(data, detected))
    sheet.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    if sheet.mode == "RGBA":
        encoded = encode(sheet, "PNG")
        if len(encoded) <= MAX_PNG_BYTES:
            return "image/png", encoded
        # A photograph with a hole in it: seen on paper, it becomes ten times smaller.
        paper = Image.new("RGB", sheet.size, "white")
        paper.paste(sheet, mask=sheet.getchannel("A"))
        sheet = paper
    return "image/jpeg", encode(sheet, "JPEG", quality=JPEG_QUALITY)


def encode(sheet: Image.Image, name: str, **options: int) -> bytes:
    """Return the picture in the named format of Pillow."""
    buffer = io.BytesIO()
    sheet.save(buffer, name, **options)
    return buffer.getvalue()


def _upright(data: bytes, detected: Format) -> Image.Image:
    try:
        picture = _small(data) if detected is Format.HEIC else _opened(data, detected)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(Why.TOO_MANY_PIXELS) from None
    # In place, and copied only where something changes: twenty-five million pixels are a hundred megabytes each time.
    ImageOps.exif_transpose(picture, in_place=True)
    return _in_srgb(picture)


def _scale(size: tuple[int, int], detected: Format) -> int:
    """Return by how much to divide the edges of a photograph, so that it fits into memory. Raises Refused."""
    pixels = size[0] * size[1]
    if pixels > MAX_PHOTO_PIXELS.get(detected, MAX_PIXELS):
        raise Refused(Why.TOO_MANY_PIXELS)
    scale = 1
    while pixels > MAX_PIXELS * scale * scale:
        scale *= 2
    return scale


def _opened(data: bytes, detected: Format) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=[detected.value])
    scale = _scale(picture.size, detected)
    if scale > 1:
        # The decoder of JPEG leaves out what is finer: the whole picture is nowhere in memory.
        picture.draft("RGB", (picture.width // scale, picture.height // scale))
    picture.load()
    return picture


def _small(data: bytes) -> Image.Image:
    """Return an HEIC picture; a large one is made smaller strip by strip, beside the one copy its decoder holds."""
    import pillow_heif  # noqa: PLC0415 - a decoder that is not needed is not in reach of the file

    # Each thread would reserve address space, of which the child has little.
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener()
    # Its header first, so that nothing too large is begun.
    with Image.open(io.BytesIO(data), formats=[Format.HEIC.value]) as picture:
        scale = _scale(picture.size, Format.HEIC)
        if scale == 1:
            picture.load()
            return picture
        info = picture.info
    decoded = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
    sheet = _in_strips(decoded, scale)
    sheet.info = info
    return sheet


def _in_strips(decoded: Any, scale: int) -> Image.Image:
    """Return a decoded picture made smaller by `scale`. It was turned upright by its decoder already."""
    pixels, stride = decoded.data, decoded.stride
    # Known once it is decoded.
    width, height = decoded.size
    sheet = Image.new(decoded.mode, (-(-width // scale), -(-height // scale)))
    for top in range(0, height, STRIP):
        rows = min(STRIP, height - top)
        part = memoryview(pixels)[top * stride : (top + rows) * stride]
        # Published types know no view of memory; it saves a copy of the whole.
        strip = Image.frombuffer(decoded.mode, (width, rows), part, "raw", decoded.mode, stride, 1)  # type: ignore[arg-type]
        sheet.paste(strip.reduce(scale), (0, top // scale))
    return sheet


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture in RGB or RGBA; a colour profile is applied and then forgotten."""
    if picture.mode.startswith("I"):
        # Pillow cuts sixteen bits off at the top, which turns an X-ray white.
        picture = picture.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        picture = _with_profile_applied(picture, profile, mode)
    if picture.mode == mode:
        return picture
    return picture.convert(mode)


def _with_profile_applied(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """Return the picture in sRGB; unchanged where its profile is broken, which is then taken as sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def _copied(picture: Image.Image) -> Image.Image:
    """Return a new picture with the visible pixels; colours under full transparency are not visible."""
    if picture.mode == "RGBA":
        alpha = picture.getchannel("A")
        if alpha.getextrema() != (OPAQUE, OPAQUE):
            sheet = Image.new("RGBA", picture.size)
            # Whatever is not fully transparent is copied whole, colour and transparency.
            sheet.paste(picture, mask=alpha.point([0] + [OPAQUE] * OPAQUE))
            return sheet
    sheet = Image.new("RGB", picture.size)
    sheet.paste(picture)
    return sheet
