"""Attack 6: somebody takes the phone after its owner has left, and presses Back, Reload and what restores a session."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback import codes
from tests.rig import window
from tests.rig.browser import Browser as Windows
from tests.rig.embedded import EmbeddedSite
from tests.rig.firefox import Window as Firefox
from tests.rig.window import ChromiumWindow, Window

WORDS = "canaryleavingwords"
# The button that leads to each page from the one before; what is typed on the way is WORDS.
TO_SENT = ("begin", "words", "to-place", "place", "to-readers", "readers", "to-files", "files", "code", "send-kept")
PAUSED = ("begin", "pause-words", "pause-keep")
WALKS = {f"after {step}": TO_SENT[: number + 1] for number, step in enumerate(TO_SENT)}
WALKS |= {"paused": PAUSED}
EXIT = "form[data-exit] button"
OpenWindow = Callable[..., AbstractContextManager[Window]]


def walk(at: Window, steps: tuple[str, ...]) -> list[str]:
    """Press the buttons of these steps, and return what must not be seen afterwards: the words, and the code if any."""
    at.open("/en/feedback/")
    secrets = [WORDS]
    for step in steps:
        if step in {"words", "pause-words"}:
            at.type("[name=text]", WORDS)
        at.click(f"main button[value={step}]")
        if step in {"code", "pause-words"}:
            secrets.append(at.text(".receipt__code"))
    at.text("h1")
    return secrets


def come_back(at: Window) -> list[str]:
    """Send something, and open it with its code."""
    words, code = walk(at, TO_SENT)
    at.open("/en/feedback/1/")
    at.type("[name=code]", codes.read(code))
    at.click("main button[type=submit]")
    assert at.text("h1") == "Your feedback"
    return [words, code, "Your feedback"]


def seen_after(at: Window, pages: int) -> str:
    """Press Back and Reload as often as there are pages, sending forms again, and return all that was shown."""
    seen = []
    for _page in range(pages):
        at.back()
        seen.append(at.source())
        at.reload()
        seen.append(at.source())
    return "\n".join(seen)


def leave(at: Window) -> None:
    at.click(EXIT)
    at.wait_to_be_away()


@pytest.fixture(params=["chromium", "firefox"])
def open_window(request: pytest.FixtureRequest, embedded_site: EmbeddedSite, tmp_path: Path) -> OpenWindow:
    """Open a window of either browser, with or without scripts; opened twice, the profile is the same."""
    if request.param == "firefox":
        open_firefox = request.getfixturevalue("firefox")

        def firefox(*, javascript: bool = True) -> AbstractContextManager[Window]:
            opened: AbstractContextManager[Window] = open_firefox(
                embedded_site.url, **{"javascript.enabled": javascript}
            )
            return opened

        return firefox
    started = request.getfixturevalue("chromium")

    @contextlib.contextmanager
    def chromium(*, javascript: bool = True) -> Iterator[Window]:
        with window.context(started, tmp_path / "profile", javascript=javascript) as context:
            yield ChromiumWindow(context, embedded_site.url)

    return chromium


def assert_nothing_comes_back(at: Window, secrets: list[str], pages: int) -> None:
    seen = seen_after(at, pages)
    # The first page was reached on the way back: so all that lies before it was seen.
    assert "Before you start" in seen
    assert [secret for secret in secrets if secret in seen] == []


def test_nothing_comes_back_after_sending(chromium: Browser, embedded_site: EmbeddedSite, tmp_path: Path) -> None:
    with window.context(chromium, tmp_path / "profile") as context:
        at = ChromiumWindow(context, embedded_site.url)
        steps = ("begin", "words", "code", "send-kept")
        secrets = walk(at, steps)
        leave(at)
        assert_nothing_comes_back(at, secrets, len(steps) + 1)


@pytest.mark.long
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("steps", WALKS.values(), ids=WALKS)
def test_nothing_comes_back_from_any_page(open_window: OpenWindow, steps: tuple[str, ...], *, javascript: bool) -> None:
    with open_window(javascript=javascript) as at:
        secrets = walk(at, steps)
        leave(at)
        assert_nothing_comes_back(at, secrets, len(steps) + 1)


@pytest.mark.long
def test_without_leaving_the_same_way_back_shows_everything(open_window: OpenWindow) -> None:
    """The look that is taken above sees what there is to see."""
    with open_window() as at:
        words, code = walk(at, TO_SENT)
        seen = seen_after(at, len(TO_SENT) + 1)
        assert (words in seen, code in seen) == (True, True)


@pytest.mark.long
def test_a_conversation_and_what_was_sent_before_it_do_not_come_back(open_window: OpenWindow) -> None:
    with open_window() as at:
        secrets = come_back(at)
        leave(at)
        assert_nothing_comes_back(at, secrets, len(TO_SENT) + 3)


@pytest.mark.long
def test_leaving_from_the_help_page_ends_what_came_before(open_window: OpenWindow) -> None:
    with open_window() as at:
        secrets = walk(at, TO_SENT)
        at.open("/en/feedback/5/")
        leave(at)
        assert_nothing_comes_back(at, secrets, len(TO_SENT) + 2)


@pytest.mark.long
def test_a_conversation_without_a_script_does_not_come_back(open_window: OpenWindow) -> None:
    with open_window(javascript=False) as at:
        at.open("/en/feedback/1/")
        # Nothing before it: without a script one exit ends one visit.
        at.type("[name=code]", sent_code(at))
        at.click("main button[type=submit]")
        assert at.text("h1") == "Your feedback"
        leave(at)
        seen = seen_after(at, 4)
        assert "Your feedback" not in seen
        assert "Come back with your code" in seen


def sent_code(at: Window) -> str:
    """Send something in a visit that was left, and return its code."""
    _words, code = walk(at, TO_SENT)
    leave(at)
    at.open("/en/feedback/1/")
    return codes.read(code)


@pytest.mark.long
def test_a_restored_session_shows_nothing_in_chromium(
    chromium: Browser, embedded_site: EmbeddedSite, tmp_path: Path
) -> None:
    with window.context(chromium, tmp_path / "profile") as context:
        at = ChromiumWindow(context, embedded_site.url)
        secrets = walk(at, TO_SENT)
        leave(at)
    with window.context(chromium, tmp_path / "profile", *window.RESTORE) as context:
        shown = window.texts(context)
        at = ChromiumWindow(context, embedded_site.url, page=context.pages[-1])
        shown.append(seen_after(at, len(TO_SENT) + 1))
    assert len(shown) > 1, "a tab was restored"
    assert [secret for secret in secrets if any(secret in text for text in shown)] == []


@pytest.mark.long
def test_a_restored_session_shows_nothing_in_firefox(
    firefox: Callable[[str], AbstractContextManager[Firefox]], embedded_site: EmbeddedSite
) -> None:
    with firefox(embedded_site.url) as at:
        secrets = walk(at, TO_SENT)
        leave(at)
    with firefox(embedded_site.url) as at:
        at.wait(lambda: "weather" in at.path)
        seen = seen_after(at, len(TO_SENT) + 1)
    assert [secret for secret in secrets if secret in seen] == []


AWAY = "https://www.bbc.com/weather"


@pytest.fixture
def keyboard(browser: Windows, embedded_site: EmbeddedSite) -> Page:
    """A window in which the neutral page can be reached."""
    page = browser.page(base_url=embedded_site.url)
    page.route(AWAY, lambda route: route.fulfill(body="The weather"))
    return page


@pytest.mark.parametrize("held", ["Alt", "Control", "Meta"])
def test_shift_with_another_key_does_not_leave(keyboard: Page, held: str) -> None:
    keyboard.goto("/en/feedback/5/")
    for first, second in ((held, "Shift"), ("Shift", held)):
        for _time in range(4):
            # A keyboard is switched to another alphabet like this.
            keyboard.keyboard.down(first)
            keyboard.keyboard.down(second)
            keyboard.keyboard.up(first)
            keyboard.keyboard.up(second)
    assert keyboard.locator(".exit-cover").count() == 0
    press_shift(keyboard)
    keyboard.wait_for_url(AWAY)


def press_shift(page: Page) -> None:
    for _time in range(3):
        page.keyboard.press("Shift")


DOOR_PAGES = ("", "return/", "help/", "paper/", "easy/", "pictures/", "at/ward-3/", "nothing-here/")


def test_every_page_can_be_left_by_three_presses_of_shift(keyboard: Page) -> None:
    left = []
    for path in DOOR_PAGES:
        keyboard.goto(f"/en/feedback/{path}")
        press_shift(keyboard)
        keyboard.wait_for_url(AWAY)
        left.append(path)
    assert left == [*DOOR_PAGES]


def test_a_shared_tablet_goes_to_its_beginning(keyboard: Page) -> None:
    keyboard.goto("/en/feedback/kiosk/")
    keyboard.click("button[value=begin-words]")
    keyboard.fill("[name=text]", WORDS)
    keyboard.click(EXIT)
    expect(keyboard.locator("button[value=begin-words]")).to_be_visible()
