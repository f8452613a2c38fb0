"""Attack 6: a browser's password manager offers to keep what somebody typed at the door, for whoever comes next.

Browsers that say that they are automated have none: these are opened as people open them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from feedback import codes
from tests.rig import planted, window
from tests.rig.embedded import EmbeddedSite
from tests.rig.firefox import Window as Firefox
from tests.rig.window import ChromiumWindow, Window

# What the door's forms were like once.
CARELESS = '<form method="post"><input name="code"><input type="password" value="-" readonly><button>Go</button></form>'
OFFERED = "PENDING_PASSWORD_STATE"
OFFERS_IN_FIREFOX = "return PopupNotifications.getNotification('password', gBrowser.selectedBrowser) !== null"


def type_everywhere(at: Window, look: Callable[[], None] = lambda: None) -> None:
    """Type into every box for one line that the door has, send it, come back with the code; `look` after each."""
    at.open("/en/feedback/")
    at.click("button[value=begin]")
    at.type("[name=text]", "Nobody came at night.")
    at.click("button[value=words]")
    for step, box in (("place", "place"), ("readers", "keep_from")):
        at.click(f"button[value=to-{step}]")
        at.type(f"[name={box}]", "Robin")
        at.click(f"main button[value={step}]")
        look()
    at.click("button[value=code]")
    code = codes.read(at.text(".receipt__code"))
    at.click("button[value=send-kept]")
    at.click("form[action$=\\/8\\/] button")
    at.type("[name=address]", "robin@example.org")
    at.click("[name=safe][value=safe]")
    at.click("main button[value=send]")
    look()
    at.open("/en/feedback/1/")
    at.type("[name=code]", codes.shown(code))
    at.click("main button[type=submit]")
    look()
    assert at.text("h1") == "Your feedback"


def leave(at: Window) -> None:
    at.click("form[data-exit] button")


def notes_of(log: Page) -> str:
    """Return what the password manager has written down, once it has come to rest."""
    before = ""
    while before != (before := log.inner_text("body")):
        log.wait_for_timeout(500)
    return before


@pytest.mark.slow
@pytest.mark.long
def test_chromium_offers_to_keep_nothing(chromium: Browser, embedded_site: EmbeddedSite, tmp_path: Path) -> None:
    with window.context(chromium, tmp_path / "profile") as context, planted.page(CARELESS) as careless:
        log = context.new_page()
        log.goto("chrome://password-manager-internals/")
        tab = ChromiumWindow(context, embedded_site.url)
        type_everywhere(tab)
        leave(tab)
        notes = notes_of(log)
        assert "forget: signature=" in notes, "it looked at the forms"
        assert OFFERED not in notes
        other = ChromiumWindow(context, careless)
        other.open("/")
        other.type("[name=code]", "abcd")
        other.click("button")
        assert OFFERED in notes_of(log), "an offer would have been seen"


def _offers(firefox: Firefox) -> bool:
    firefox.do("Marionette:SetContext", value="chrome")
    try:
        return bool(firefox.run(OFFERS_IN_FIREFOX))
    finally:
        firefox.do("Marionette:SetContext", value="content")


def _offers_after_sending(firefox: Firefox, address: str) -> bool:
    # It takes a moment until Firefox has seen the boxes of a page: whoever is quicker is offered nothing.
    firefox.do("WebDriver:Navigate", url=address)
    firefox.type("[name=code]", "abcd")
    firefox.click("button")
    return _offers(firefox)


@pytest.mark.long
def test_firefox_offers_to_keep_nothing(
    firefox: Callable[[str], AbstractContextManager[Firefox]], embedded_site: EmbeddedSite
) -> None:
    with firefox(embedded_site.url) as tab, planted.page(CARELESS) as careless:
        seen: list[bool] = []
        type_everywhere(tab, lambda: seen.append(_offers(tab)))
        leave(tab)
        assert [*seen, _offers(tab)] == [False] * 5
        assert tab.wait(lambda: _offers_after_sending(tab, careless)), "an offer would have been seen"
