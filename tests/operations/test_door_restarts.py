"""The production door behind the web server, in a browser without script, while it is started again or away."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
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
        self.running.enter_context(self.site.door_at(self.folder, self.port, told=told))

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


def at_the_files(page: Page, server: WebServer) -> None:
    page.goto(f"{server.door_url}/en/feedback/")
    page.locator("button[value=begin]").first.click()
    page.locator("textarea[name=text]").fill("Nobody came.")
    page.locator("button[value=words]").first.click()
    page.locator("button[value=to-files]").first.click()


@pytest.mark.long
def test_words_outlive_a_file_that_is_too_large_as_the_page_says(
    server: WebServer, browser: Browser, tmp_path: Path
) -> None:
    page = browser.page(javascript=False, width=320, ignore_https_errors=True)
    at_the_files(page, server)
    (tmp_path / "film").write_bytes(bytes(45_000_000))
    page.locator("input[type=file]").set_input_files(tmp_path / "film")
    page.locator("button[value=add-file]").first.click()
    assert page.locator("h1").inner_text() == "That is too big to send"
    assert page.locator("form[data-exit] button").is_visible()
    # What the page says: Chromium shows an empty page after Back, and loading that again sends the step before.
    with pytest.raises(PlaywrightError, match="ERR_CACHE_MISS"):
        page.go_back()
    page.wait_for_url("chrome-error://chromewebdata/")
    page.reload()
    page.locator("button[value=files]").first.click()
    page.locator("button[value=to-words]").first.click()
    assert page.locator("textarea[name=text]").input_value() == "Nobody came."


@pytest.mark.long
def test_a_file_that_was_sent_while_the_door_was_away_is_sent_again_by_loading_the_page_again(
    door: Door, server: WebServer, browser: Browser, tmp_path: Path
) -> None:
    page = browser.page(javascript=False, width=320, ignore_https_errors=True)
    at_the_files(page, server)
    (tmp_path / "sound").write_bytes(b"OggS" + bytes(50_000))
    page.locator("input[type=file]").set_input_files(tmp_path / "sound")
    door.stop()
    page.locator("button[value=add-file]").first.click()
    assert page.locator("h1").inner_text() == "Not sent"
    door.start()
    page.reload()
    assert "It is added." in page.locator("main").inner_text()
