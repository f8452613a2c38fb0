"""The main journeys in Firefox: what people do at the door, from the first page to the answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from feedback import codes
from tests.rig.embedded import EmbeddedSite
from tests.rig.firefox import ENTER, SHIFT, TAB, Window

pytestmark = [pytest.mark.long, pytest.mark.needs_firefox]
WORDS = "Nobody came at night."
OpenFirefox = Callable[[str], AbstractContextManager[Window]]


def write(at: Window, language: str = "en") -> None:
    at.open(f"/{language}/feedback/")
    at.click("main button[value=begin]")
    at.type("[name=text]", WORDS)


def give(at: Window, language: str = "en") -> str:
    """Give feedback with a note about what is in it, and return its code."""
    write(at, language)
    at.click("main button[value=words]")
    at.click("main button[value=to-notes]")
    at.click("[name=notes]")
    at.click("main button[value=notes]")
    at.click("main button[value=code]")
    code = codes.read(at.text(".receipt__code"))
    assert WORDS in at.source()
    at.click("main button[value=send-kept]")
    assert codes.read(at.text(".receipt__code")) == code
    return code


def come_back(at: Window, code: str, language: str = "en") -> None:
    at.open(f"/{language}/feedback/return/")
    at.type("[name=code]", codes.shown(code).lower())
    at.press(ENTER)


def test_feedback_is_given_and_opened_with_its_code(firefox: OpenFirefox, embedded_site: EmbeddedSite) -> None:
    with firefox(embedded_site.url) as at:
        code = give(at)
        come_back(at, code)
        at.wait(lambda: at.text("h1") == "Your feedback")
        at.type("[name=text]", "And nobody said sorry.")
        at.click("main button[value=add]")
        at.wait(lambda: "It is stored." in at.text("main"))
        assert at.run("return document.cookie") == ""


def test_feedback_is_given_in_arabic(firefox: OpenFirefox, embedded_site: EmbeddedSite) -> None:
    with firefox(embedded_site.url) as at:
        code = give(at, "ar")
        assert at.run("return document.documentElement.dir") == "rtl"
        come_back(at, code, "ar")
        at.wait(lambda: at.run("return document.querySelectorAll('#add').length") == 1)


def test_a_pause_is_taken_up_again(firefox: OpenFirefox, embedded_site: EmbeddedSite) -> None:
    with firefox(embedded_site.url) as at:
        write(at)
        at.click("main button[value=pause-words]")
        code = codes.read(at.text(".receipt__code"))
        at.click("main button[value=pause-keep]")
        at.text("h1")
        come_back(at, code)
        at.click("main button[value=code]")
        at.find(".receipt__code")
        assert WORDS in at.source()


def test_the_keyboard_alone_is_enough(firefox: OpenFirefox, embedded_site: EmbeddedSite) -> None:
    with firefox(embedded_site.url) as at:
        at.open("/en/feedback/")
        go_to(at, "begin")
        at.wait(lambda: at.text("h1") == "Tell us what happened")
        at.type("[name=text]", WORDS)
        go_to(at, "words")
        at.find("main button[value=to-place]")
        go_to(at, "code")
        at.find(".receipt__code")
        go_to(at, "send-kept")
        at.wait(lambda: at.text("h1") == "Thank you. We have it.")


def go_to(at: Window, value: str) -> None:
    """Press Tab until a button has the focus, then Enter."""
    for _press in range(60):
        at.press(TAB)
        if at.run("return document.activeElement.value") == value:
            return at.press(ENTER)
    raise AssertionError(value)


def test_three_presses_of_shift_leave(firefox: OpenFirefox, embedded_site: EmbeddedSite) -> None:
    with firefox(embedded_site.url) as at:
        write(at)
        at.press(*[SHIFT] * 3)
        at.wait_to_be_away()
