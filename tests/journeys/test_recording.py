"""A voice recorded in a real browser: by keyboard, in two directions of writing, until staff can hear it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from desk.actions import collecting, sanitising
from desk.actions.files import open_file
from feedback.enums import FileKind, FileState, Voice
from feedback.models import File
from keys import interface as keys
from tests.attacks.corpus import sounds
from tests.desk.test_sanitising import sent, staged
from tests.rig import processes
from tests.rig.browser import Browser, axe
from tests.tracker import factories

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
# Set before the page's own script runs: everything a page could keep something in is watched.
WATCH_STORAGE = """
window.kept = [];
for (const store of ["localStorage", "sessionStorage"]) {
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (...words) { window.kept.push(words[0]); return put.apply(this, words); };
}
const open = indexedDB.open;
indexedDB.open = (...words) => { window.kept.push("indexedDB"); return open.apply(indexedDB, words); };
"""
# The clock by which the page counts stands still, and a test moves it.
LATER = """
const began = performance.now();
window.later = 0;
performance.now = () => began + window.later;
"""
# At least a second, on a quick machine or a slow one.
BEGUN = re.compile(r"^(0:0[1-9]|0:[1-5]\d|[1-4]:[0-5]\d)$")


@pytest.fixture
def browser(browser: Browser) -> Browser:
    return browser.that_hears()


def come(browser: Browser, server: LiveServer, language: str, *, microphone: bool = True) -> Page:
    """Open the page for recordings as somebody who gives feedback."""
    keys.keep(timezone.localdate())
    context = browser.context(base_url=server.url, width=390)
    context.add_init_script(WATCH_STORAGE)
    if microphone:
        context.grant_permissions(["microphone"], origin=server.url)
    page = context.new_page()
    page.goto(f"/{language}/feedback/")
    page.locator("button[name=step][value=begin]").click()
    page.locator("#id_text").fill("Please listen.")
    page.locator("button[name=step][value=words]").click()
    page.locator("button[name=step][value=to-files]").click()
    return page


@pytest.fixture
def faults() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert found == []


def wait_until(page: Page, condition: str) -> None:
    """Wait for something that the page's own policy does not let Playwright look at by itself.

    Asked from outside each time: where no script may run, a timer of the page's own would never go off.
    """
    processes.wait_until(lambda: page.evaluate(condition), seconds=15, what=condition)


def record(page: Page) -> None:
    """Record some beeps, with the keyboard alone."""
    # Shown by the page's own script once it listens. What is hidden still takes no focus, and the key would be lost.
    expect(page.locator("[data-record]")).to_be_visible()
    page.locator("[data-record]").focus()
    expect(page.locator("[data-record]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-stop]")).to_be_focused()
    expect(page.locator("[data-level]")).to_be_visible()
    wait_until(page, "document.querySelector('[data-level]').value > 0.02")
    expect(page.locator("[data-seconds]")).to_have_text(BEGUN)
    page.keyboard.press("Enter")
    expect(page.locator("[data-sound]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", pytest.param("ar", marks=pytest.mark.long)])
def test_a_voice_is_recorded_heard_sent_and_made_safe(
    browser: Browser, live_server: LiveServer, faults: list[str], language: str
) -> None:
    page = come(browser, live_server, language)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    record(page)
    assert axe(page) == []
    assert page.evaluate("document.querySelector('#id_file').files.length") == 1
    page.evaluate("document.querySelector('[data-sound]').play()")
    wait_until(page, "document.querySelector('[data-sound]').currentTime > 0.1")
    page.locator("input[name=voice][value=lower]").check()
    page.locator("button[name=step][value=add-file]").click()
    expect(page.locator("ol.offers li")).to_have_count(1)
    file = File.objects.get()
    assert (file.kind, file.voice, file.state) == (FileKind.SOUND, Voice.LOWER, FileState.WAITING)
    assert page.evaluate("window.kept") == []
    page.locator("button[name=step][value=files]").click()
    page.locator("button[name=step][value=code]").click()
    page.locator("button[name=step][value=send-kept]").click()
    expect(page.locator("h1")).to_be_visible()
    sanitising.make_safe()
    collecting.collect()
    file.refresh_from_db()
    assert (file.state, file.media, file.why) == (FileState.READY, "audio/ogg", "")
    assert file.feedback is not None
    opened = open_file(case=file.feedback.case, file_id=file.pk, by=factories.person(Role.READER))
    assert opened is not None
    assert opened.data.startswith(b"OggS")


@pytest.mark.long
def test_a_recording_can_be_made_again_and_thrown_away(browser: Browser, live_server: LiveServer) -> None:
    page = come(browser, live_server, "en")
    record(page)
    expect(page.locator("[data-status]")).to_contain_text("The recording is ready.")
    page.locator("[data-again]").click()
    expect(page.locator("[data-stop]")).to_be_visible()
    assert page.evaluate("document.querySelector('#id_file').files.length") == 0
    page.locator("[data-stop]").click()
    page.locator("[data-throw]").click()
    expect(page.locator("[data-status]")).to_have_text("The recording is thrown away.")
    assert page.evaluate("document.querySelector('#id_file').files.length") == 0
    expect(page.locator("[data-record]")).to_be_focused()


@pytest.mark.long
def test_sending_while_it_runs_stops_it_first(browser: Browser, live_server: LiveServer) -> None:
    page = come(browser, live_server, "en")
    page.locator("[data-record]").click()
    expect(page.locator("[data-stop]")).to_be_visible()
    page.locator("button[name=step][value=add-file]").click()
    expect(page.locator("[data-status]")).to_contain_text("We have stopped the recording.")
    assert page.evaluate("document.querySelector('#id_file').files.length") == 1
    page.locator("button[name=step][value=add-file]").click()
    expect(page.locator("ol.offers li")).to_have_count(1)


@pytest.mark.long
def test_after_five_minutes_it_stops_by_itself(browser: Browser, live_server: LiveServer) -> None:
    page = come(browser, live_server, "en")
    page.evaluate(LATER)
    page.locator("[data-record]").click()
    expect(page.locator("[data-stop]")).to_be_visible()
    page.evaluate("window.later = 1_000")
    expect(page.locator("[data-seconds]")).to_have_text("0:01")
    page.evaluate("window.later = 245_000")
    expect(page.locator("[data-seconds]")).to_have_text("4:05")
    expect(page.locator("[data-status]")).to_have_text("One minute is left.")
    page.evaluate("window.later = 301_000")
    expect(page.locator("[data-status]")).to_contain_text("Five minutes are over")
    assert page.evaluate("document.querySelector('#id_file').files.length") == 1


@pytest.mark.long
def test_without_a_microphone_the_box_does_the_same(browser: Browser, live_server: LiveServer) -> None:
    page = come(browser, live_server, "en", microphone=False)
    page.locator("[data-record]").click()
    expect(page.locator("[data-status]")).to_contain_text("The microphone cannot be used.")
    expect(page.locator("#id_file")).to_be_visible()


@pytest.mark.long
def test_without_script_nothing_is_missing(browser: Browser, live_server: LiveServer) -> None:
    keys.keep(timezone.localdate())
    page = browser.page(base_url=live_server.url, javascript=False)
    page.goto("/pl/feedback/")
    page.locator("button[name=step][value=begin]").click()
    page.locator("#id_text").fill("Please look.")
    page.locator("button[name=step][value=words]").click()
    page.locator("button[name=step][value=to-files]").click()
    expect(page.locator("[data-recorder]")).to_be_hidden()
    page.locator("#id_file").set_input_files({"name": "a.ogg", "mimeType": "audio/ogg", "buffer": b"OggS" + b"\0" * 99})
    page.locator("button[name=step][value=add-file]").click()
    expect(page.locator("ol.offers li")).to_have_count(1)
    assert File.objects.get().kind == FileKind.SOUND


@pytest.mark.long
def test_staff_hear_it_in_a_page_where_no_script_runs(browser: Browser, live_server: LiveServer) -> None:
    said = sent(staged(sounds.tone("ogg", *sounds.CODECS["ogg"]), FileKind.SOUND))
    sanitising.make_safe()
    collecting.collect()
    client = Client()
    client.force_login(factories.person(Role.READER))
    context = browser.context(base_url=live_server.url)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/desk/{said.case.pk}/")
    page.locator("ul.offers button").click()
    wait_until(page, "document.querySelector('audio').readyState >= 1")
    assert page.evaluate("document.querySelector('audio').duration") > 1
    assert page.evaluate("getComputedStyle(document.querySelector('.sound')).display") == "block"
    script = "const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s);"
    page.evaluate(script)
    assert page.evaluate("window.ran === undefined")
    with page.expect_download() as saved:
        page.locator("button[name=save]").click()
    assert saved.value.suggested_filename == "recording-1.ogg"
    page.locator("a.back").click()
    expect(page.locator("h1")).to_contain_text("Received on")


@pytest.mark.parametrize(("language", "size"), [("en", "33.4"), ("pl", "33,4")])
def test_a_file_that_is_too_large_is_said_so_before_it_travels(
    browser: Browser, live_server: LiveServer, language: str, size: str, tmp_path: Path
) -> None:
    page = come(browser, live_server, language, microphone=False)
    sent_to = list[str]()

    def watch(request: Request) -> None:
        if request.method == "POST":
            sent_to.append(request.url)

    page.on("request", watch)
    film = tmp_path / "film.mov"
    film.write_bytes(b"\0" * 35_000_000)
    page.locator("#id_file").set_input_files(film)
    alert = page.locator("#id_file_too_large")
    expect(alert).to_contain_text(size)
    expect(alert).to_contain_text("32")
    assert page.locator("#id_file").evaluate("field => field.files.length") == 0
    assert axe(page) == []
    film.write_bytes(b"OggS")
    page.locator("#id_file").set_input_files(film)
    expect(alert).to_be_empty()
    assert page.locator("#id_file").evaluate("field => field.files.length") == 1
    assert sent_to == []
