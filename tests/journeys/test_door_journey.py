"""The door as people meet it: a voice in Arabic, a whole conversation in Polish without script, and a newcomer's taps.

The recorder itself, and that staff hear what was recorded, is in test_recording.py; here the real processes are asked.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from feedback import codes
from tests.journeys.story import Place, Story, until
from tests.journeys.test_recording import record
from tests.rig import shapes
from tests.rig.browser import Browser, axe
from tests.rig.embedded import EmbeddedSite

TOLD = "W nocy nikt nie przyszedł, kiedy dzwoniłam."
SHARED = "W nocy dzwonek nie pomógł."
QUESTION = "Czy dzwonek był w pokoju, czy na korytarzu?"
ANSWER = "W pokoju, przy łóżku."
MOST_TAPS = 5
MOST_WORDS = 200
# What a slow reader reads in the two minutes that we promise, with time left to type and to write the code down.
MOST_WORDS_IN_ALL = 300
# Visible words from the beginning of the page's main part to the button that leads on.
WORDS_BEFORE = """
selector => {
  const main = document.querySelector("main"), button = main.querySelector(selector);
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  let words = 0;
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const before = button.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING;
    if ((before || button.contains(text)) && text.parentElement.checkVisibility()) {
      words += text.data.split(/\\s+/).filter(Boolean).length;
    }
  }
  return words;
}
"""


@pytest.fixture
def place(embedded_site: EmbeddedSite, looks: shapes.Looks) -> Place:
    return Place(embedded_site.url, embedded_site.url, embedded_site.mails, looks, embedded_site.password)


def press(story: Story, page: Page, button: str) -> None:
    """Press a button, wait for the page it leads to, and look at that page with axe, with or without its own script."""
    with page.expect_navigation():
        page.locator(button).first.click()
    story.check(page)
    if not story.javascript and page is story.pages["visitor"]:
        assert twin_faults(story, page) == [], page.url


def twin_faults(story: Story, page: Page) -> list[str]:
    """Look with axe at the same page in a window that has script, which axe needs."""
    twin = story.browser.page(base_url=story.place.door, width=story.width, locale=story.language)
    markup = page.content()
    twin.route(page.url, lambda route: route.fulfill(body=markup, content_type="text/html; charset=utf-8"))
    twin.goto(page.url)
    found = axe(twin)
    twin.context.close()
    return found


def come_back(story: Story, code: str) -> Page:
    """Open a new window, which remembers nothing, and type a code."""
    page = story.visitor()
    page.goto(f"/{story.language}/feedback/return/")
    story.check(page)
    page.fill("[name=code]", codes.shown(code).lower())
    press(story, page, "main form button[type=submit]")
    assert page.context.cookies() == []
    return page


def find(story: Story, role: str, is_ours: str) -> str:
    """Wait until new feedback in the story's language is on the desk; return the address of that with these words."""
    page, found = story.somebody(role), ""

    def arrived() -> bool:
        nonlocal found
        page.goto(f"/desk/?status=received&language={story.language}")
        links = [link.get_attribute("href") or "" for link in page.locator("main a[href^='/desk/']").all()]
        for href in filter(re.compile(r"/desk/[0-9a-f-]{36}/").fullmatch, links):
            page.goto(href)
            story.press(page, "/words/")
            if is_ours in page.locator("main").inner_text():
                found = href
                return True
        return False

    until(arrived, what="the feedback is on the desk")
    return found


@pytest.mark.timeout(300)
def test_a_voice_in_arabic_arrives_with_script(browser: Browser, place: Place) -> None:
    story = Story(browser.that_hears(), place, "ar")
    page = story.visitor()
    page.context.grant_permissions(["microphone"], origin=place.door)
    page.goto("/ar/feedback/")
    press(story, page, "button[value=begin]")
    mark = "استمعوا من فضلكم"
    page.fill("[name=text]", mark)
    press(story, page, "button[value=words]")
    press(story, page, "button[value=to-files]")
    record(page)
    page.check("input[name=voice][value=lower]")
    press(story, page, "button[value=add-file]")
    expect(page.locator("ol.offers li")).to_have_count(1)
    press(story, page, "button[value=files]")
    press(story, page, "button[value=code]")
    code = codes.read(page.locator(".receipt__code").inner_text())
    press(story, page, "button[value=send-kept]")
    with override("ar"):
        ready = gettext(
            "We have made a plain copy without hidden details. What you sent is destroyed. The staff who read your"
            " words can open the copy."
        )

    def is_safe() -> bool:
        return ready in come_back(story, code).locator("main").inner_text()

    until(is_safe, what="a plain copy is made")
    where, staff = find(story, "reader", mark), story.somebody("reader")
    staff.goto(where)
    with staff.expect_navigation():
        staff.locator("form[action*='/file/'] button").click()
    expect(staff.locator("audio")).to_be_visible()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_conversation_in_polish_without_script_ends_as_the_person_wants(browser: Browser, place: Place) -> None:
    story = Story(browser, place, "pl", javascript=False)
    code = _say_with_a_pause(story)
    where = _ask(story, code)
    member = story.somebody("member")
    member.goto("/council/heard/")
    assert SHARED in member.locator("main").inner_text()

    page = come_back(story, code)
    assert QUESTION in page.locator("main").inner_text()
    page.fill("[name=text]", ANSWER)
    press(story, page, "button[value=add]")
    reader = story.somebody("reader")

    def has_heard() -> bool:
        reader.goto(where)
        return reader.locator("form[action$='/added/']").count() > 0

    until(has_heard, what="the desk has heard of it")
    story.press(reader, "/added/")
    assert ANSWER in reader.locator("main").inner_text()

    page = come_back(story, code)
    press(story, page, "button[value=choose]")
    assert page.is_checked("[name=for_council]")
    page.uncheck("[name=for_council]")
    press(story, page, "button[value=choose]")
    member.goto("/council/heard/")
    story.check(member)
    assert SHARED not in member.locator("main").inner_text()
    _erase(story, code, where)


def _say_with_a_pause(story: Story) -> str:
    """Write, pause, come back in another window, and send; return the code."""
    page = story.visitor()
    page.goto("/pl/feedback/")
    story.check(page)
    press(story, page, "button[value=begin]")
    page.fill("[name=text]", TOLD)
    press(story, page, "button[value=pause-words]")
    draft = codes.read(page.locator(".receipt__code").inner_text())
    press(story, page, "button[value=pause-keep]")

    page = come_back(story, draft)
    press(story, page, "button[value=to-words]")
    assert page.input_value("[name=text]") == TOLD
    press(story, page, "button[value=words]")
    press(story, page, "button[value=to-readers]")
    page.check("[name=for_council]")
    press(story, page, "button[value=readers]")
    press(story, page, "button[value=code]")
    code = codes.read(page.locator(".receipt__code").inner_text())
    press(story, page, "button[value=send-kept]")
    return code


def _ask(story: Story, code: str) -> str:
    """Let a reader write the version others may read, and ask the person something; return the item's address."""
    where, page = find(story, "reader", TOLD), story.somebody("reader")
    page.goto(where)
    story.press(page, "/take/")
    story.unfold(page)
    page.fill("[name$=shareable]", SHARED)
    page.check("[name$=taken_out]")
    story.press(page, "/share/")
    story.unfold(page)
    page.fill("form[action$='/reply/'] textarea", QUESTION)
    page.check("[name$=asks]")
    story.press(page, "/reply/")
    return where


def _erase(story: Story, code: str, where: str) -> None:
    """Have everything destroyed: the page is a receipt with its number and its day, and staff have nothing left."""
    page = come_back(story, code)
    press(story, page, "button[value=erase]")
    press(story, page, "button[name=sure]")
    facts = page.locator("main dl").inner_text()
    number = page.locator("main dl bdi.mono").inner_text()
    with override("pl"):
        day = date_format(datetime.now(tz=ZoneInfo(settings.TIME_ZONE)).date())
    assert day in facts
    assert len(number) >= 8
    assert number in come_back(story, code).locator("main").inner_text()
    reader = story.somebody("reader")
    reader.goto(where)
    if reader.locator("form[action$='/words/']").count():
        # The desk has not heard of it yet, and yet there is nothing left to open.
        story.press(reader, "/words/")
        assert TOLD not in reader.locator("main").inner_text()

    def is_gone() -> bool:
        reader.goto(where)
        return reader.locator("form[action$='/words/']").count() == 0

    until(is_gone, what="the desk has heard of it")
    story.check(reader)
    assert SHARED not in reader.locator("main").inner_text()


@pytest.mark.timeout(120)
def test_a_newcomer_says_something_short_with_five_taps_and_little_to_read(browser: Browser, place: Place) -> None:
    story = Story(browser, place, "en", width=390)
    page = story.visitor()
    taps, read = 0, list[int]()
    page.goto("/en/feedback/")
    story.check(page)
    for button, words in (("begin", ""), ("words", "Nobody said hello."), ("code", ""), ("send-kept", "")):
        if words:
            page.locator("[name=text]").click()
            taps += 1
            page.keyboard.type(words)
        read.append(page.evaluate(WORDS_BEFORE, f"button[value={button}]"))
        press(story, page, f"button[value={button}]")
        taps += 1
    assert page.locator(".timeline").is_visible(), "this is the confirmation"
    assert taps <= MOST_TAPS
    assert max(read) <= MOST_WORDS, read
    assert sum(read) <= MOST_WORDS_IN_ALL, read
    assert min(read) > 0, read
