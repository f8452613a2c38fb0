"""Pictures: pixels are copied onto a new sheet, and nothing but pixels."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageCms, ImageOps

from sanitiser.kinds import MAX_BYTES, MAX_EDGE, MAX_PIXELS, Format, Refused, Why

JPEG_QUALITY = 88

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def redraw(data: bytes, found: Format) -> tuple[str, bytes]:
    """Return the media type and the bytes of a new picture, turned upright, in sRGB, edges at most MAX_EDGE.

    Raises Refused, or whatever the decoder raises for a broken file.
    """
    sheet = _fresh(_upright(data, found))
    sheet.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    if sheet.mode == "RGBA":
        drawn = saved(sheet, "PNG")
        if len(drawn) <= MAX_BYTES:
            return "image/png", drawn
        # A photograph with a hole in it: seen on paper, it becomes ten times smaller.
        paper = Image.new("RGB", sheet.size, "white")
        paper.paste(sheet, mask=sheet.getchannel("A"))
        sheet = paper
    return "image/jpeg", saved(sheet, "JPEG", quality=JPEG_QUALITY)


def saved(sheet: Image.Image, name: str, **options: int) -> bytes:
    """Return the sheet in the named format of Pillow."""
    room = io.BytesIO()
    sheet.save(room, name, **options)
    return room.getvalue()


def _upright(data: bytes, found: Format) -> Image.Image:
    if found is Format.HEIC:
        import pillow_heif  # noqa: PLC0415 - a decoder that is not needed is not in reach of the file

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener()
    try:
        picture = Image.open(io.BytesIO(data), formats=[found.value])
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
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a broken profile: taken as sRGB, like a missing one
        picture = converted or picture
    return picture if picture.mode == mode else picture.convert(mode)


def _fresh(picture: Image.Image) -> Image.Image:
    """Return a new sheet with the visible pixels; colours under full transparency are not visible."""
    if picture.mode == "RGBA":
        alpha = picture.getchannel("A")
        if alpha.getextrema() != (255, 255):
            sheet = Image.new("RGBA", picture.size)
            sheet.paste(picture, mask=alpha.point(lambda value: 255 if value else 0))
            return sheet
    sheet = Image.new("RGB", picture.size)
    sheet.paste(picture)
    return sheet
