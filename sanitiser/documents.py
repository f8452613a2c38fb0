"""Documents: each page is rendered to pixels, and the pixels are bound again. The text layer is lost on purpose."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
from pikepdf import Name

from sanitiser.images import encode
from sanitiser.kinds import MAX_PAGES, Refused, Why

DPI = 150
# The longer side of a page in pixels: A3 at full sharpness; larger sheets lose some.
PAGE_EDGE = 2480
PAGE_QUALITY = 80
POINTS_PER_INCH = 72


def reencode(data: bytes) -> tuple[str, bytes]:
    """Return the media type and the bytes of a PDF that holds one picture per page and nothing else.

    Raises Refused, or whatever the decoder raises for a broken file or one with a password.
    """
    source = pypdfium2.PdfDocument(data)
    if len(source) > MAX_PAGES:
        raise Refused(Why.TOO_MANY_PAGES)
    if not len(source):
        raise Refused(Why.BROKEN)
    bound = pikepdf.new()
    for number in range(len(source)):
        _bind(bound, source[number])
    buffer = io.BytesIO()
    # Everything but the pictures stays legible, so that the check can read each word of the result.
    bound.save(
        buffer,
        deterministic_id=True,
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        fix_metadata_version=False,
    )
    return "application/pdf", buffer.getvalue()


def _bind(bound: pikepdf.Pdf, page: pypdfium2.PdfPage) -> None:
    """Add one page, its size in whole points."""
    width, height = page.get_size()
    scale = min(DPI / POINTS_PER_INCH, PAGE_EDGE / max(width, height))
    # Annotations are drawn: people cover names with black boxes that are nothing else.
    sheet = page.render(scale=scale, draw_annots=True, rev_byteorder=True).to_pil().convert("RGB")
    page.close()
    # A page thinner than half a point would have no size at all.
    width_points = max(1, round(width))
    height_points = max(1, round(height))
    picture = bound.make_stream(
        encode(sheet, "JPEG", quality=PAGE_QUALITY),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=sheet.width,
        Height=sheet.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    leaf = bound.add_blank_page(page_size=(width_points, height_points))
    leaf.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    leaf.obj.Contents = bound.make_stream(f"q {width_points} 0 0 {height_points} 0 0 cm /Im Do Q".encode())
