"""A tablet that many people share: no way out of the form, no trace of who was there before."""

from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error, expect

from feedback.enums import Channel
from feedback.models import Feedback, Place
from tests.feedback.conftest import MonthKey
from tests.feedback.walking import addresses_out, code_on, press
from tests.rig import pages
from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite
from tests.rig.pages import Page

LANGUAGES = [code for code, _name in settings.LANGUAGES]
START = "/en/feedback/kiosk/ward-3/"


@pytest.fixture
def ward(month_key: MonthKey) -> Place:
    return Place.objects.create(code="ward-3", names={"en": "Ward 3"})


def to_code(client: Client, text: str = "x") -> Page:
    page = press(client, pages.get(client, START), "begin-words")
    return press(client, press(client, page, "words", text=text), "code")


@pytest.mark.parametrize("language", LANGUAGES)
def test_kiosk_begins_with_languages_and_every_way(client: Client, ward: Place, language: str) -> None:
    page = pages.get(client, f"/{language}/feedback/kiosk/ward-3/")
    steps = [button.get("value") for button in page.all("button", name="step")]
    begins = [step for step in steps if step and step.startswith("begin-")]
    assert begins == ["begin-words", "begin-easy", "begin-faces"]
    assert {button.get("lang") for button in page.all("button", value="stay-start")} == set(LANGUAGES)


@pytest.mark.parametrize("begin", ["begin-words", "begin-easy", "begin-faces"])
def test_kiosk_keeps_what_is_said_with_its_place(client: Client, month_key: MonthKey, ward: Place, begin: str) -> None:
    page = press(client, pages.get(client, START), begin)
    if begin == "begin-words":
        page = press(client, press(client, page, "words", text="x"), "code")
    elif begin == "begin-easy":
        for name in ("text", "helped", "better", "keep_from", "council", "public"):
            page = press(client, page, name, text="x")
        page = press(client, page, "code")
    else:
        page = press(client, press(client, press(client, page, "face-1"), "files"), "code")
    code = code_on(page)
    assert code_on(press(client, page, "send-kept")) == code
    words = month_key.words(Feedback.objects.get())
    assert (words["channel"], words["place_id"]) == (Channel.KIOSK, str(ward.pk))


@pytest.mark.parametrize("begin", ["begin-words", "begin-easy", "begin-faces"])
def test_kiosk_offers_no_way_back_to_its_start_that_would_keep_words(client: Client, ward: Place, begin: str) -> None:
    page = press(client, pages.get(client, START), begin)
    assert [button.get("value") for button in page.all("button") if button.get("value") == "to-start"] == []


@pytest.mark.parametrize("step", ["to-start", "stay-start", "forget-place"])
def test_first_page_of_a_kiosk_holds_nothing_of_whoever_was_there(client: Client, ward: Place, step: str) -> None:
    """Also where an old page asks for it by a button that is not there any more."""
    page = press(client, press(client, pages.get(client, START), "begin-words"), "words", text="My sister hit me.")
    note = {"token": page.one("input", name="token").get("value"), "step": step, "text": "My sister hit me."}
    first = pages.post(client, START, note)
    assert first.all("dialog", data_first="") != []
    assert press(client, first, "begin-words").one("textarea", name="text").text in (None, "", "\n")


def test_kiosk_has_no_link_out_of_the_form(client: Client, ward: Place) -> None:
    page = pages.get(client, START)
    seen = [page]
    asked: list[tuple[str, dict[str, Any]]] = [("begin-words", {}), ("words", {"text": "x"})]
    asked += [(step, {}) for step in ("to-notes", "notes", "code", "send-kept")]
    for step, typed in asked:
        page = press(client, page, step, **typed)
        seen.append(page)
    seen += [press(client, press(client, pages.get(client, START), "begin-faces"), "to-files")]
    seen += [press(client, pages.get(client, START), "begin-easy")]
    assert [addresses_out(page, "/feedback/kiosk/ward-3/") for page in seen] == [set()] * len(seen)


def test_kiosk_refusals_lead_back_to_its_start(client: Client, ward: Place) -> None:
    page = to_code(client)
    press(client, page, "send-kept")
    other = press(client, press(client, page, "hub"), "to-words")
    other = press(client, press(client, other, "words", text="Something else"), "code")
    refused = press(client, other, "send-kept", status=409)
    with time_machine.travel("2060-01-01"):
        closed = pages.get(client, START, status=503)
    for page in (refused, closed):
        assert addresses_out(page, "/feedback/kiosk/ward-3/") == set()


def test_kiosk_shows_the_code_to_photograph_and_never_to_print_or_copy(client: Client, ward: Place) -> None:
    page = to_code(client)
    for shown in (page, press(client, page, "send-kept")):
        assert len(shown.all("div", class_="receipt__picture")) == 1
        assert [script.get("src") for script in shown.all("script")] == ["/static/kiosk.js", "/static/page.js"]


def test_kiosk_offers_no_pause_because_others_come(client: Client, ward: Place) -> None:
    page = press(client, pages.get(client, START), "begin-words")
    hub = press(client, page, "words", text="x")
    assert "pause" not in page.html + hub.html


@pytest.mark.parametrize("last", ["code", "send-kept"])
def test_kiosk_without_script_goes_back_by_itself_and_can_be_held(client: Client, ward: Place, last: str) -> None:
    page = to_code(client)
    code = code_on(page)
    page = page if last == "code" else press(client, page, last)
    assert page.one("meta", http_equiv="refresh").get("content") == "120;url=/feedback/kiosk/ward-3/"
    assert "It stays for two minutes." in page.text("main")
    longer = press(client, page, "more-time")
    assert longer.one("meta", http_equiv="refresh").get("content") == "1200;url=/feedback/kiosk/ward-3/"
    assert code_on(longer) == code
    assert Feedback.objects.count() == (0 if last == "code" else 1)


def test_code_page_that_is_held_longer_still_sends_once(client: Client, ward: Place) -> None:
    page = press(client, press(client, to_code(client), "more-time"), "send-kept")
    assert page.one("meta", http_equiv="refresh").get("content") == "1200;url=/feedback/kiosk/ward-3/"
    assert Feedback.objects.count() == 1


def test_other_pages_do_not_go_back_by_themselves(client: Client, ward: Place) -> None:
    page = press(client, pages.get(client, START), "begin-words")
    assert page.all("meta", http_equiv="refresh") == []
    plain = press(client, press(client, pages.get(client, "/en/feedback/"), "begin"), "words", text="x")
    assert press(client, plain, "code").all("meta", http_equiv="refresh") == []


def test_kiosk_start_asks_the_browser_to_forget(client: Client, ward: Place) -> None:
    assert client.get(START).headers["Clear-Site-Data"] == '"cache", "storage"'


def test_kiosk_exit_goes_to_its_start(client: Client, ward: Place) -> None:
    page = press(client, pages.get(client, START), "begin-words")
    (form,) = page.all("form", data_exit="/feedback/kiosk/ward-3/")
    assert form.get("action") == "/en/feedback/kiosk/ward-3/"


def test_kiosk_page_open_for_too_long_stays_in_the_kiosk(client: Client, ward: Place) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False):
        page = press(client, pages.get(client, START), "begin-words")
    with time_machine.travel("2026-11-23 12:00", tick=False):
        page = press(client, page, "words", status=400, text="I fell asleep")
        assert page.one("textarea", name="text").text == "I fell asleep"
        assert addresses_out(page, "/feedback/kiosk/ward-3/") == set()
        page = press(client, press(client, page, "words", text="I fell asleep"), "code")
        press(client, page, "send-kept")
    assert Feedback.objects.count() == 1


def test_kiosk_of_an_unknown_place_is_one_without_a_place(client: Client, month_key: MonthKey) -> None:
    page = press(client, pages.get(client, "/en/feedback/kiosk/nowhere/"), "begin-words")
    page = press(client, press(client, page, "words", text="x"), "code")
    press(client, page, "send-kept")
    words = month_key.words(Feedback.objects.get())
    assert (words["channel"], words["place_id"]) == (Channel.KIOSK, "")


def test_kiosk_asks_then_returns_to_its_start_and_no_page_comes_back(
    browser: Browser, embedded_site: EmbeddedSite
) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en-GB")
    page.clock.install(time=0)
    # Else the real seconds that a busy machine takes are added to those that are let pass here.
    page.clock.pause_at(1_000)
    page.goto("/feedback/kiosk/")
    page.clock.run_for(300_000)
    page.click("button[value=begin-words]")  # nobody had touched the first page: it stood there
    page.fill("[name=text]", "kiosk-canary")
    page.click("button[value=words]")
    page.click("button[value=code]")
    expect(page.locator(".receipt__code")).to_be_visible()
    page.wait_for_load_state()
    watch = page.get_by_role("alertdialog", name="Are you still there?")
    page.clock.run_for(89_000)
    expect(watch).to_be_hidden()
    page.clock.run_for(2_000)
    expect(watch).to_be_visible()
    page.get_by_role("button", name="Yes, I need more time").click()
    expect(watch).to_be_hidden()
    page.clock.run_for(91_000)
    expect(watch).to_be_visible()
    page.clock.run_for(31_000)
    page.wait_for_url("**/en/feedback/kiosk/")
    expect(page.locator("button[value=begin-words]")).to_be_visible()
    # The pages of the form are not kept: what the Back button brings is the browser's own question, not the words.
    for _page in range(3):
        with suppress(Error):
            page.go_back()
        expect(page.get_by_text("kiosk-canary")).to_have_count(0)
        expect(page.locator(".receipt__code")).to_have_count(0)


def test_kiosk_page_that_is_sent_again_shows_nothing_of_whoever_was_here(
    browser: Browser, embedded_site: EmbeddedSite
) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en-GB")
    page.goto("/en/feedback/kiosk/")
    page.click("button[value=begin-words]")
    page.fill("[name=text]", "kiosk-canary")
    page.click("button[value=words]")
    page.click("button[value=code]")
    expect(page.locator(".receipt__code")).to_be_visible()
    page.reload()
    expect(page.locator("button[value=begin-words]")).to_be_visible()
    assert "kiosk-canary" not in page.content()


def test_every_target_of_the_kiosk_start_is_big(browser: Browser, embedded_site: EmbeddedSite) -> None:
    for width in (320, 1280):
        page = browser.page(base_url=embedded_site.url, javascript=False, width=width)
        page.goto("/en/feedback/kiosk/")
        boxes = [item.bounding_box() for item in page.locator("main button, main summary").all()]
        assert min(box["height"] for box in boxes if box) >= 60
        assert min(box["width"] for box in boxes if box) >= 60
