"""A Chromium as people have it, with the same hands as `tests.rig.firefox.Window`.

Without the flags of an automated one: those switch off what is looked for here, such as the password manager and the
pages that are kept for the Back button.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page

from tests.rig import services
from tests.rig.browser import FLAGS, PATIENCE

PAUSE_MS = 100
NOT_OURS = ["--enable-automation", "--disable-back-forward-cache"]
RESTORE = ["--restore-last-session", "--hide-crash-restore-bubble"]


class Window(Protocol):
    """What somebody can do in either browser."""

    def open(self, path: str) -> None: ...
    def click(self, selector: str) -> None: ...
    def type(self, selector: str, text: str) -> None: ...
    def text(self, selector: str = "body") -> str: ...
    def source(self) -> str: ...
    def back(self) -> None: ...
    def reload(self) -> None: ...
    def wait_to_be_away(self) -> None: ...
    @property
    def path(self) -> str: ...


class ChromiumWindow:
    """One tab of it. A page that the browser would have to ask for again is a page too: then that is what it says."""

    def __init__(self, context: BrowserContext, base_url: str, page: Page | None = None) -> None:
        self.context = context
        self.page = page or context.new_page()
        self._base_url = base_url
        self.page.on("dialog", _accept)

    def open(self, path: str) -> None:
        self.page.goto(f"{self._base_url}{path}")

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def type(self, selector: str, text: str) -> None:
        self.page.locator(selector).first.press_sequentially(text)

    def text(self, selector: str = "body") -> str:
        return self.page.locator(selector).first.inner_text()

    def source(self) -> str:
        """Return the whole page, also what is in closed parts and in boxes."""
        return _text_of(self.page)

    def back(self) -> None:
        with contextlib.suppress(Error):
            self.page.go_back()

    def reload(self) -> None:
        with contextlib.suppress(Error):
            self.page.reload()

    def wait_to_be_away(self) -> None:
        """Wait until another site is asked for: where it leads there is no network."""
        self.page.wait_for_function("origin => location.origin !== origin", arg=self._base_url)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self._base_url)


def _accept(dialog: Dialog) -> None:
    dialog.accept()


@contextlib.contextmanager
def context(chromium: Browser, profile: Path, *flags: str, javascript: bool = True) -> Iterator[BrowserContext]:
    """Yield the windows of a whole Chromium with this profile; it is closed as a person does, and the profile stays."""
    opened = chromium.browser_type.launch_persistent_context(
        str(profile),
        executable_path=services.chromium(),
        args=[*FLAGS, *flags],
        ignore_default_args=NOT_OURS,
        java_script_enabled=javascript,
        locale="en-GB",
    )
    opened.set_default_timeout(PATIENCE)
    try:
        yield opened
    finally:
        opened.close()


def texts(context: BrowserContext) -> list[str]:
    """Return what every tab shows."""
    return [_text_of(tab) for tab in context.pages]


def _text_of(tab: Page) -> str:
    """Return the page once it has come to rest: while one gives way to the next, the browser has none to show."""
    for _attempt in range(PATIENCE // PAUSE_MS):
        with contextlib.suppress(Error):
            tab.wait_for_load_state()
            return tab.content()
        tab.wait_for_timeout(PAUSE_MS)
    raise AssertionError("The window did not come to rest.")
