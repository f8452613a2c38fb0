"""A real Chromium, driven by Playwright, and axe-core inside it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.rig import services

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# No address of the outside world is looked up while a test runs.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    # There is none, and pretending to have one takes as much time as drawing.
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # A microphone that beeps; whoever wants it allows it with `context.grant_permissions(["microphone"])`.
    "--use-fake-device-for-media-stream",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# Milliseconds until something that was expected is given up: enough for a machine that does other things besides.
PATIENCE = 15_000


class Browser:
    """Makes separate windows, each with cookies and storage of its own."""

    def __init__(self, chromium: Chromium) -> None:
        self.chromium = chromium
        self._open: list[BrowserContext | Chromium] = []

    def that_hears(self) -> "Browser":
        """Return windows of a whole Chromium, closed with these: the quick one has no microphone."""
        whole = self.chromium.browser_type.launch(executable_path=services.chromium(), args=FLAGS)
        self._open.append(whole)
        return Browser(whole)

    def that_sees(self, film: Path) -> "Browser":
        """Return windows of a Chromium whose camera shows a film (Y4M) again and again."""
        flags = [*FLAGS, "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
        whole = self.chromium.browser_type.launch(executable_path=services.chromium(), args=flags)
        self._open.append(whole)
        return Browser(whole)

    def context(
        self,
        *,
        locale: str = "en-GB",
        javascript: bool = True,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        base_url: str | None = None,
        **more: Any,
    ) -> BrowserContext:
        """Return a new window's context; it is closed at the end of the test."""
        context = self.chromium.new_context(
            locale=locale,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            base_url=base_url,
            **more,
        )
        context.set_default_timeout(PATIENCE)
        self._open.append(context)
        return context

    def page(self, **options: Any) -> Page:
        """Return a page in a new context; takes what `context` takes."""
        return self.context(**options).new_page()

    def close_all(self) -> None:
        while self._open:
            self._open.pop().close()


@contextlib.contextmanager
def chromium() -> Iterator[Chromium]:
    path = services.quick_chromium()
    if path is None:
        raise LookupError("no Chromium on PATH")
    # Playwright keeps an event loop in this thread; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield started
        finally:
            started.close()


def axe(page: Page, *, tags: list[str] | None = None, colours: bool = True) -> list[str]:
    """Return what axe-core objects to on the page as it is now, one line per element; an empty list is a pass.

    `colours` are what takes longest. Runs outside the page's own content security policy and needs JavaScript in this
    window.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "\n; undefined")
    options = {"runOnly": {"type": "tag", "values": tags or AXE_TAGS}, "resultTypes": ["violations"], "preload": False}
    if not colours:
        options["rules"] = {"color-contrast": {"enabled": False}}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {' '.join(str(target) for target in node['target'])}: {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
