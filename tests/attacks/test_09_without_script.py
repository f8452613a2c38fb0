"""Attack 9: a browser without script, and forms as a real browser sends them: nothing is missing, nothing is refused.

With another referrer policy Chromium would send `Origin: null` with our own forms, which the test client never does.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PIL import Image
from playwright.sync_api import Page, Response

from feedback import codes
from tests.rig import processes
from tests.rig.browser import Browser
from tests.rig.production import ProductionSite

TOLD = "Nikt nie przyszedł w nocy."
ADDED = "W dzień było dobrze."
FORM = "/pl/feedback/"
# Two messages, then whoever comes waits: no test has to send a flood first.
NARROW = {"DOOR_NETWORK_PER_HOUR": "6", "DOOR_NETWORK_BURST": "1", "DOOR_SITE_BURST": "1000"}


@dataclass
class Window:
    """A window without script, at a door; it remembers every answer."""

    page: Page
    url: str
    answers: list[Response] = field(default_factory=list)

    def note(self, answer: Response) -> None:
        """Remember an answer."""
        self.answers.append(answer)

    def press(self, selector: str, *, status: int = 200) -> None:
        """Press a button and wait for the page it leads to."""
        with self.page.expect_navigation() as led:
            self.page.locator(selector).first.click()
        assert led.value.status == status, f"{selector} on {self.page.url} answered {led.value.status}"

    def step(self, step: str, *, status: int = 200) -> None:
        """Press a button of the form."""
        self.press(f"button[name=step][value={step}]", status=status)

    def act(self, act: str) -> None:
        """Press a button of the conversation."""
        self.press(f"main button[name=act][value={act}]")

    def code(self) -> str:
        """Return the code that the page shows."""
        return codes.read(self.page.locator(".receipt__code").inner_text())

    def words(self) -> str:
        """Return what stands in the main part of the page."""
        return self.page.locator("main").inner_text()

    def say(self) -> None:
        """Begin, write something, and go on."""
        self.page.goto(FORM)
        self.step("begin")
        self.page.fill("[name=text]", TOLD)
        self.step("words")

    def come_back(self, code: str, *, status: int = 200) -> None:
        """Type a code."""
        self.page.goto(f"{FORM}return/")
        self.page.fill("[name=code]", codes.shown(code).lower())
        self.press("main form button[type=submit]", status=status)

    def check(self) -> None:
        """Every form was sent with our own origin, nothing was refused, and no cookie came or is there."""
        posts = [answer for answer in self.answers if answer.request.method == "POST"]
        assert posts
        assert {answer.request.all_headers().get("origin") for answer in posts} == {self.url}
        assert [answer.url for answer in self.answers if answer.status in {403, 500}] == []
        assert [answer.url for answer in self.answers if "set-cookie" in answer.all_headers()] == []
        assert self.page.context.cookies() == []
        assert {answer.request.resource_type for answer in self.answers} & {"script", "fetch", "xhr"} == set()


def window(browser: Browser, url: str) -> Window:
    """Open a narrow window without script."""
    made = Window(browser.page(base_url=url, javascript=False, width=320, locale="pl"), url)
    made.page.context.on("response", made.note)
    return made


def picture() -> bytes:
    """Return a small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def narrow_door(production_site: ProductionSite) -> Iterator[str]:
    """A second door beside the first, which takes one message before people are asked to wait; its address."""
    with production_site.another_door(production_site.folder / f"narrow {secrets.token_hex(3)}", **NARROW) as found:
        yield found[0]


def test_everything_can_be_said_without_script(browser: Browser, production_site: ProductionSite) -> None:
    here = window(browser, production_site.door_url)
    here.say()
    here.step("to-place")
    here.page.fill("[name=place]", "Oddział 7")
    here.step("place")
    here.step("to-readers")
    here.page.check("[name=for_council]")
    here.step("readers")
    here.step("to-files")
    assert not here.page.locator("[data-recorder]").is_visible()
    here.page.set_input_files("#id_file", {"name": "a.png", "mimeType": "image/png", "buffer": picture()})
    here.step("add-file")
    here.step("files")
    here.step("pause-hub")
    draft = here.code()
    here.step("pause-keep")
    here.check()

    later = window(browser, production_site.door_url)
    later.come_back(draft)
    later.step("to-place")
    assert later.page.input_value("[name=place]") == "Oddział 7"
    later.step("hub")
    later.step("code")
    later.page.locator("details summary").last.click()
    assert TOLD in later.words()
    code = later.code()
    later.step("send-kept")
    assert later.code() == code
    later.come_back(draft, status=200)
    assert later.page.locator("[name=code]").count() == 1, "what was put aside is gone with the sending"
    later.check()


@pytest.fixture
def sent(browser: Browser, production_site: ProductionSite) -> tuple[Window, str]:
    """A window on the page that says "sent", and the code."""
    here = window(browser, production_site.door_url)
    here.say()
    here.step("code")
    code = here.code()
    here.step("send-kept")
    return here, code


def test_everything_can_be_done_with_a_code_without_script(sent: tuple[Window, str]) -> None:
    here, code = sent
    here.come_back(code)
    here.page.fill("[name=text]", ADDED)
    here.act("add")
    here.act("choose")
    here.page.check("[name=for_public]")
    here.act("choose")
    here.act("choose")
    assert here.page.is_checked("[name=for_public]")
    here.act("show")
    here.act("rotate")
    fresh = here.code()
    here.press("button[name=kept]")
    here.come_back(code)
    assert here.page.locator("[name=code]").count() == 1, "the old code opens nothing"
    here.come_back(fresh)
    here.act("erase")
    here.press("button[name=sure]")
    number = here.page.locator("dd bdi.mono").inner_text()
    here.come_back(fresh)
    assert number in here.words()
    here.check()


@pytest.mark.long
def test_what_comes_after_sending_works_without_script(sent: tuple[Window, str]) -> None:
    here, _code = sent
    here.press("form[action$='/8/'] button")
    here.page.fill("[name=address]", "somebody@example.org")
    here.page.check("[name=safe][value=safe]")
    here.step("send")
    here.press("form[action$='/7/'] button")
    here.page.locator("main input[type=radio]").first.check()
    here.step("send")
    assert here.page.locator("main form input[type=radio]").count() == 0
    here.check()


@pytest.mark.long
def test_the_wait_of_a_flood_ends_without_script(browser: Browser, narrow_door: str) -> None:
    first = window(browser, narrow_door)
    first.say()
    first.step("code")
    first.step("send-kept")
    here = window(browser, narrow_door)
    here.say()
    here.step("code")
    code = here.code()
    here.step("send-kept", status=429)
    assert here.page.locator("main [role=alert]").count() == 0
    here.step("send-kept", status=429)
    assert here.page.locator("main [role=alert]").count() == 1, "too early: it says how long is left"

    def arrived() -> bool:
        with here.page.expect_navigation() as led:
            here.page.locator("button[name=step][value=send-kept]").click()
        return led.value.status == 200

    processes.wait_until(arrived, seconds=60, what="the wait is over", every=3)
    assert here.code() == code
    here.come_back(code)
    assert here.page.locator(".timeline").count() >= 1
    here.check()
    first.check()
