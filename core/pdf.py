"""HTML as PDF, in every script we ship. What draws it needs libraries of the system (pango); see the README."""

from __future__ import annotations

from typing import Any


class NoPdfError(Exception):
    """A library of the system is missing that draws a PDF."""


def from_html(html: str, style: str) -> bytes:
    """Return a page of HTML as PDF. Raises NoPdfError where the library cannot be loaded.

    Nothing is fetched for it, neither from the network nor from the disk.
    """
    weasyprint = _library()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    css = weasyprint.CSS(string=style, url_fetcher=nothing)
    return bytes(weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf(stylesheets=[css]))


def _library() -> Any:
    """Load what draws, when it is needed: it takes its time, and the door never needs it."""
    try:
        import weasyprint.urls  # noqa: PLC0415
    except (ImportError, OSError):
        raise NoPdfError from None
    return weasyprint
