"""HTML as PDF, in every script we ship. What draws it needs libraries of the system (pango); see the README."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

# Pictures of a document are named like this in its HTML: `memory:<name>`.
MEMORY = "memory:"


class NoPdfError(Exception):
    """A library of the system is missing that draws a PDF."""


def from_html(html: str, style: str, *, pictures: Mapping[str, bytes] | None = None, accessible: bool = False) -> bytes:
    """Return a page of HTML as PDF. Raises NoPdfError where the library cannot be loaded.

    Nothing is fetched for it, neither from the network nor from the disk: `pictures` are JPEG or PNG by the names under
    which the HTML shows them. With `accessible` it is PDF/UA-1: tagged, with its title and the language of its HTML.
    """
    weasyprint = _library()
    memory = _fetcher(weasyprint, pictures or {})
    css = weasyprint.CSS(string=style, url_fetcher=memory)
    variant = "pdf/ua-1" if accessible else None
    document = weasyprint.HTML(string=html, url_fetcher=memory)
    return bytes(document.write_pdf(stylesheets=[css], pdf_variant=variant))


def _fetcher(weasyprint: Any, pictures: Mapping[str, bytes]) -> Any:
    """Return what finds the pictures in memory, and nothing else."""

    class Memory(weasyprint.urls.URLFetcher):  # type: ignore[misc] # the library is loaded when it is needed
        """Answers addresses of pictures; every other one is refused by the class below it."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            data = pictures.get(url.removeprefix(MEMORY))
            if not url.startswith(MEMORY) or data is None:
                return super().fetch(url, headers)
            return weasyprint.urls.URLFetcherResponse(url, BytesIO(data))

    return Memory(allowed_protocols=())


def _library() -> Any:
    """Load what draws, when it is needed: it takes its time, and the door never needs it."""
    try:
        import weasyprint.urls  # noqa: PLC0415
    except (ImportError, OSError):
        raise NoPdfError from None
    return weasyprint
