"""Headers that both processes send with every page."""

from __future__ import annotations

from collections.abc import Callable
from wsgiref.headers import Headers

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip


def policy(*own: str) -> str:
    """Return the Permissions-Policy of a page that may use what is named in `own`, and nothing else."""
    return ", ".join(f"{feature}=({'self' if feature in own else ''})" for feature in FEATURES)


POLICY = policy()


def for_files(headers: Headers, path: str, url: str) -> None:
    """Let pages of ours start a script of ours beside them: a page that embeds nothing else insists on this header."""
    if path.endswith(".js"):
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"


class QuietHeaders:
    """Nothing is kept by browsers or search engines, nothing is handed to other sites, and the server has no name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers unless a view chose its own."""
        response = self.get_response(request)
        if request.path_info.startswith(settings.STATIC_URL):
            return response
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noarchive")
        return response
