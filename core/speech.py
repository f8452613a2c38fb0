"""Texts of the door read aloud by a computer's voice: which recording belongs to which text.

A recording is named after its text and language. A text that was changed has another name, so an old recording is never
played for it: it has none until `make speech` is run.
"""

from __future__ import annotations

import hashlib
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

# In `static/`. MP3: the one format that every browser of the last fifteen years plays.
FOLDER = "speech"
SUFFIX = ".mp3"
# Elements after which a reader pauses.
_ENDS = frozenset({"p", "li", "h1", "h2", "h3", "label", "legend", "button"})


class _Sentences(HTMLParser):
    """Collects what a page says, one sentence a line."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = [""]

    def handle_data(self, data: str) -> None:
        self.said[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in _ENDS:
            self.said.append("")


def spoken(lead: str, markup: str) -> str:
    """Return what is read aloud of a piece of a page, after a `lead`: one line for each sentence or list item."""
    parser = _Sentences()
    parser.feed(markup)
    lines = [" ".join(line.split()) for line in (lead, *parser.said)]
    return "\n".join(filter(None, lines))


def file_name(text: str, language: str) -> str:
    """Return the name that the recording of a text has or would have."""
    number = hashlib.sha256(f"{language}|{text}".encode()).hexdigest()[:20]
    return f"{number}{SUFFIX}"


def folder() -> Path:
    """Return where recordings are kept in the source."""
    path: Path = settings.BASE_DIR / "static" / FOLDER
    return path


@cache
def recordings() -> frozenset[str]:
    """Return the names of all recordings that there are; looked up once."""
    return frozenset(path.name for path in folder().glob(f"*{SUFFIX}"))


def recording(text: str, language: str) -> str:
    """Return the path under `static/` of the recording of a text; "" where there is none."""
    name = file_name(text, language)
    return f"{FOLDER}/{name}" if name in recordings() else ""
