"""Headers that both processes send with every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from wsgiref.headers import Headers

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip


def policy(*own: str) -> str:
    """Return the Permissions-Policy of a page that may use what is named in `own`, and nothing else."""
    # An empty list denies a feature to everybody, frames included.
    allowed_to = dict.fromkeys(FEATURES, "") | dict.fromkeys(own, "self")
    return ", ".join(f"{feature}=({origin})" for feature, origin in allowed_to.items())


POLICY = policy()


# What the door's pages load. Browsers keep files when a history is cleared: these no longer than somebody is here.
DOOR_FILES = ("kiosk.", "page.", "page-more.", "page-worker.")
DOOR_FILES_KEPT = "max-age=900, private"


def for_files(headers: Headers, path: str, url: str) -> None:
    """Let a worker script of ours start where a page requires this header, and keep the door's files for a short time.

    A hook of WhiteNoise.
    """
    if path.endswith(".js"):
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    if settings.DOOR_ALONE or Path(path).name.startswith(DOOR_FILES):
        headers["Cache-Control"] = DOOR_FILES_KEPT


class QuietHeaders:
    """Middleware: browsers and search engines keep nothing, and other sites can embed nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers unless a view chose its own."""
        response = self.get_response(request)
        # These are the same for everybody, and WhiteNoise says how long they are kept.
        if request.path_info.startswith(settings.STATIC_URL):
            return response
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noarchive")
        return response
