"""Words that try to be more than words, and somebody who watches whether they got through."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Dialog, Page, Request

LOOK = (Path(__file__).parent / "hostile.js").read_text(encoding="utf-8")
# What a payload calls: sets a mark, opens a dialog and asks the listener, so that nothing gets through unseen.
ACT = "window.ran=1;alert(1);fetch('{beacon}/ran')"
LONG = "W" * 400
TURNED = "\u202eturned round\u2066 and \u2067 not back"
# Words of other scripts next to ours, marks that pile up, and marks that end what was never begun.
ODD = ["مرحبا " * 3, "Z" + "\u0301\u0310\u035b\u0489" * 20, "\u2069\u202c\u202d", "﷽" * 12, "ｆｕｌｌ" * 8]
CLOSING = ["</textarea>", "</title>", "</script>", "</style>", "--></noscript>", "</blockquote></main>"]
LIVE = [
    "<script>{act}</script>",
    '<img src=x onerror="{act}">',
    '<svg onload="{act}"><animate onbegin="{act}" attributeName=x dur=1s>',
    "<svg><script>{act}</script></svg>",
    '<svg><foreignObject><iframe srcdoc="<script>parent.{act}</script>"></iframe></foreignObject></svg>',
    '<details open ontoggle="{act}">',
    '<input autofocus onfocus="{act}">',
    '<video><source onerror="{act}"></video>',
    '<iframe src="javascript:parent.{act}"></iframe>',
    '<object data="{beacon}/object"></object>',
    '<embed src="{beacon}/embed">',
    '<link rel=stylesheet href="{beacon}/style">',
    "<style>@import '{beacon}/import'; input[value^=a]{{background:url({beacon}/css)}} *{{display:none}}</style>",
    '<div style="position:fixed;inset:0;background:url({beacon}/inline)">over everything</div>',
    '<meta http-equiv=refresh content="0;url={beacon}/refresh">',
    "<img src={beacon}/image>",
    "<table background={beacon}/table><tr><td>",
]  # fmt: skip
# Where words stand inside an attribute, an address, a script, a style or a template.
INSIDE = [
    '" autofocus onfocus="{act}" x="',
    "' onmouseover='{act}' '",
    "javascript:{act}",
    "data:text/html,<script>{act}</script>",
    "';{act};//",
    '\\";{act};//',
    "`${{{act}}}`",
    "{{{{ settings.SECRET_KEY }}}}{{% load static %}}{{% debug %}}${{7*7}}<%= 7*7 %>#{{7*7}}",
    "red;background:url({beacon}/inside)",
    "&lt;script&gt;{act}&lt;/script&gt;",
    "\x0b<scr\x0bipt>{act}</scr\x0bipt>",
    "<<script>script>{act}</script>",
    "＜script＞{act}＜/script＞",
]  # fmt: skip


@dataclass
class Watch:
    """A window in which hostile words are shown, and everything that they brought about."""

    context: BrowserContext
    beacon: str
    origin: str
    heard: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def attach(self) -> None:
        """Begin to watch: dialogs, and every request to anybody else."""
        self.context.on("dialog", self._close)
        self.context.on("request", self._note)

    def _close(self, dialog: Dialog) -> None:
        self.heard.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _note(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "about:", "blob:")):
            self.heard.append(f"asked {request.url}")

    def look(self, page: Page, *expected: str) -> None:
        """Look at a page that shows these words: nothing ran, nothing hangs out of its box, our words stand right."""
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        self.seen.append(page.url)
        found = page.evaluate(LOOK)
        assert found == [], f"{page.url}: {found}"
        shown = page.evaluate("document.body.innerText + [...document.querySelectorAll('input, textarea')].map("
                              "box => box.value).join(' ')")  # fmt: skip
        for words in expected:
            assert words in shown, f"{words!r} is not on {page.url}"
        assert self.heard == [], page.url


def filled(beacon: str, payloads: list[str]) -> list[str]:
    """Return payloads with the listener's address in them."""
    return [payload.format(act=ACT.format(beacon=beacon), beacon=beacon) for payload in payloads]


def long_words(beacon: str, mark: str) -> str:
    """Return everything at once, for a box of many lines; `mark` is found again."""
    return "\n".join([mark, *CLOSING, *filled(beacon, LIVE), *filled(beacon, INSIDE), *ODD, LONG, TURNED])


def lines(beacon: str) -> list[str]:
    """Return words for boxes of one line: too long, turned round, alive. Cut off at 80 letters they still are."""
    close = "mark2\"'></title></textarea>"
    live = f"{close}<svg/onload=window.ran=1;alert(1)><img src={beacon.removeprefix('http:')}/line>"
    return ["mark0" + LONG, f"mark1 {TURNED} " * 5, live + "".join(f" {part}" for part in INSIDE)]


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """Yield the address of somebody who would like to be called, and the list of who called."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - named by its class

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by its class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()
    server.server_close()
