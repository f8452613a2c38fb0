"""Pictures: pixels are copied to a new picture, and nothing but pixels."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageCms, ImageOps

from sanitiser.kinds import MAX_BYTES, MAX_EDGE, MAX_PIXELS, Format, Refused, Why

JPEG_QUALITY = 88
OPAQUE = 255

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def reencode(data: bytes, detected: Format) -> tuple[str, bytes]:
    """Return the media type and the bytes of a new picture, turned upright, in sRGB, edges at most MAX_EDGE.

    Raises Refused, or whatever the decoder raises for a broken file.
    """
    sheet = _copied(_upright(data, detected))
    sheet.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    if sheet.mode == "RGBA":
        encoded = encode(sheet, "PNG")
        if len(encoded) <= MAX_BYTES:
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
    if detected is Format.HEIC:
        import pillow_heif  # noqa: PLC0415 - a decoder that is not needed is not in reach of the file

        # Each thread would reserve address space, of which the child has little.
        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener()
    try:
        picture = Image.open(io.BytesIO(data), formats=[detected.value])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(Why.TOO_MANY_PIXELS) from None
    if picture.width * picture.height > MAX_PIXELS:
        raise Refused(Why.TOO_MANY_PIXELS)
    picture.load()
    # In place, and copied only where something changes: twenty million pixels are eighty megabytes each time.
    ImageOps.exif_transpose(picture, in_place=True)
    return _in_srgb(picture)


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
