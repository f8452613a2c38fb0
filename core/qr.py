"""QR pictures, drawn into the page itself: no file, no request, no script."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(content: str, *, error: str = "q", mask: int | None = None) -> SafeString:
    """Return `content` as a QR picture: an `<svg>` element without a size of its own.

    `error` is the level of error correction of ISO/IEC 18004 (l, m, q, h). `mask` names one of the eight masks; any
    of them can be read, and trying out all of them to find the best takes longer than drawing.
    """
    symbol = segno.make_qr(content, error=error, mask=mask, boost_error=mask is None)
    picture = symbol.svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(picture)  # noqa: S308 - drawn from symbols, never from markup
