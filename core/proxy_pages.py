"""The pages that the web server shows by itself, when no process of ours can answer: made when the door starts.

They come from our templates, catalogues and settings, so that help lines, words and the way out are those of every
other page. One file for each page and language, and beside them the style sheets, scripts and pictures they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from core import organisation, regions
from core.language import codes

# What the web server calls a page (deploy/nginx/answerable.conf.template), and its template.
TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "unread": "errors/400.html",
        "lost": "errors/404.html",
        "large": "errors/proxy/large.html",
        "many": "errors/429.html",
        "away": "errors/proxy/away.html",
        "not_sent": "errors/proxy/not_sent.html",
    }
)
_NAMED = re.compile(r"(?:href|src)=\"" + re.escape(settings.STATIC_URL) + r"([^\"?#]+)")


def write(folder: Path) -> None:
    """Write every page in every language, and what they need, below `folder`."""
    needed = set[str]()
    for place, html in _pages():
        _put(folder / place, html.encode())
        needed |= set(_NAMED.findall(html))
    for name in needed:
        _put(folder / "static" / name, _content(name))


def _pages() -> Iterator[tuple[str, str]]:
    for code in codes():
        with translation.override(code):
            for name, template in TEMPLATES.items():
                yield f"error/{code}/{name}.html", render_to_string(template, request=_asked(code))
            yield f"left/{code}.html", _left(code)


def _left(code: str) -> str:
    address = settings.QUICK_EXIT_URL or regions.exit_url(organisation.current().region)
    context = {
        "code": code,
        "rtl": translation.get_language_bidi(),
        "address": address,
        "host": urlsplit(address).netloc,
    }
    return render_to_string("errors/proxy/left.html", context).lstrip()


def _content(name: str) -> bytes:
    """Return a file as it was collected; where nothing was collected, as it lies in the source."""
    found = finders.find(name)
    if not staticfiles_storage.exists(name) and found:
        return Path(found).read_bytes()
    with staticfiles_storage.open(name) as file:
        content: bytes = file.read()
        return content


def _asked(code: str) -> HttpRequest:
    """Return a request for the door's first page, whose exit and links these pages have."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = f"/{code}/feedback/"
    # Stands on paper only.
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "443"}
    return request


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    # Another user, the web server, reads them.
    path.chmod(0o644)
