"""The production door behind the web server, in a browser without script, while it is started again or away."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core import proxy_pages
from tests.rig import processes, web_server
from tests.rig.browser import Browser
from tests.rig.production import ProductionSite
from tests.rig.web_server import DOOR_HOST, WebServer

pytestmark = [pytest.mark.needs_nginx, pytest.mark.slow]


class Door:
    """A door that can be away for a while, and the web server in front of it."""

    def __init__(self, site: ProductionSite, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self.port = processes.free_port()
        self.running = contextlib.ExitStack()

    def start(self) -> None:
        told = {"ALLOWED_HOSTS": f"{DOOR_HOST},127.0.0.1", "HTTPS": "true", "DOOR_BUCKET_FROM_PROXY": "true"}
        self.running.enter_context(self.site.another_door(self.folder, port=self.port, **told))

    def stop(self) -> None:
        self.running.close()


@pytest.fixture
def door(production_site: ProductionSite, tmp_path: Path) -> Iterator[Door]:
    found = Door(production_site, tmp_path / "door")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def server(door: Door, tmp_path: Path) -> Iterator[WebServer]:
    with web_server.web_server(tmp_path / "nginx", door=f"http://127.0.0.1:{door.port}") as started:
        proxy_pages.write(started.pages)
        yield started


def at_the_code(page: Page, server: WebServer) -> str:
    """Write something and go on until the code is shown; return it."""
    page.goto(f"{server.door_url}/en/feedback/")
    page.locator("button[value=begin]").first.click()
    page.locator("textarea[name=text]").fill("They listened. Ça va, naïve “quotes” & رسالة")
    page.locator("button[value=words]").first.click()
    page.locator("button[value=code]").first.click()
    return page.locator(".receipt__code").inner_text()


def test_words_and_code_outlive_a_door_that_is_away_at_send(door: Door, server: WebServer, browser: Browser) -> None:
    page = browser.page(javascript=False, width=320, ignore_https_errors=True)
    code = at_the_code(page, server)
    door.stop()
    page.locator("button[value=send-kept]").first.click()
    for _press in range(3):
        assert page.locator("h1").inner_text() == "Not sent"
        page.get_by_role("button", name="Try again").click()
    door.start()
    page.get_by_role("button", name="Try again").click()
    assert page.locator(".receipt__code").inner_text() == code
    assert "Thank you" in page.locator("h1").inner_text()


def test_words_that_were_just_typed_outlive_it_too(door: Door, server: WebServer, browser: Browser) -> None:
    page = browser.page(javascript=False, width=320, ignore_https_errors=True)
    page.goto(f"{server.door_url}/en/feedback/")
    page.locator("button[value=begin]").first.click()
    door.stop()
    page.locator("textarea[name=text]").fill("Nobody came.")
    page.locator("button[value=words]").first.click()
    assert page.locator("h1").inner_text() == "Not sent"
    door.start()
    page.get_by_role("button", name="Try again").click()
    page.locator("button[value=to-words]").first.click()
    assert page.locator("textarea[name=text]").input_value() == "Nobody came."
