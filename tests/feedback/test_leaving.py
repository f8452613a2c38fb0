"""Leaving is leaving: after the exit no step of the visit shows anything again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from feedback import form_state
from feedback.form_state import FormState, VisitState
from feedback.models import Feedback, Place
from tests.feedback.conftest import Visitor
from tests.feedback.walking import code_on, press
from tests.rig import pages
from tests.rig.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("month_key")]
EXIT = "/en/feedback/6/"
FIRST = "/en/feedback/"
WORDS = "Nobody came at night."


def visits_of(page: Page) -> list[str]:
    """Return what the button for leaving tells the door."""
    (form,) = [form for form in page.all("form") if form.get("data-exit")]
    return [field.get("value", "") for field in form.iter("input") if field.get("name") == "visit"]


def leave(client: Client, page: Page, **more: str) -> None:
    """Press the button for leaving."""
    response = client.post(EXIT, {"visit": visits_of(page), **more})
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


class Walk:
    """Goes through the form and remembers what each page was asked with, as a browser does for Back and Reload."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.asked: dict[str, tuple[str, dict[str, str]]] = {}
        self.pages: dict[str, Page] = {}

    def ask(self, name: str, address: str, **typed: str) -> Page:
        self.asked[name] = (address, typed)
        self.pages[name] = pages.post(self.client, address, typed)
        return self.pages[name]

    def step(self, name: str, page: Page, button: str, **typed: str) -> Page:
        token = page.all("input", name="token")[0].get("value", "")
        return self.ask(name, FIRST, token=token, step=button, **typed)

    def again(self, name: str) -> str:
        """Send a page's form once more, and return where that leads; "" where it shows a page."""
        address, typed = self.asked[name]
        response = self.client.post(address, typed)
        return response.headers["Location"] if response.status_code == 303 else ""


@pytest.fixture
def walk(client: Client) -> Walk:
    """A whole visit: every step of the plain form, sending, and what comes after it."""
    Place.objects.create(code="ward-3", names={"en": "Ward 3"})
    walk = Walk(client)
    words = walk.step("words", pages.get(client, FIRST), "begin")
    hub = walk.step("hub", words, "words", text=WORDS)
    for part in ("place", "about", "ratings", "readers", "notes", "files"):
        walk.step(part, hub, f"to-{part}")
    walk.step("pause", hub, "pause-hub")
    code = walk.step("code", hub, "code")
    walk.step("sent", code, "send-kept")
    return walk


STEPS = ("words", "hub", "place", "about", "ratings", "readers", "notes", "files", "pause", "code", "sent")


@pytest.mark.parametrize("last", STEPS)
def test_no_step_shows_anything_after_the_exit_from_any_page(walk: Walk, last: str) -> None:
    assert {name: walk.again(name) for name in STEPS} == dict.fromkeys(STEPS, "")
    leave(walk.client, walk.pages[last])
    assert {name: walk.again(name) for name in STEPS} == dict.fromkeys(STEPS, FIRST)
    assert Feedback.objects.count() == 1


def test_leaving_ends_one_visit_and_no_other(walk: Walk) -> None:
    other = press(walk.client, pages.get(walk.client, FIRST), "begin")
    leave(walk.client, walk.pages["code"])
    assert WORDS in press(walk.client, press(walk.client, other, "words", text=WORDS), "code").text("main")


def test_one_exit_ends_every_visit_that_it_names(client: Client) -> None:
    walks = [Walk(client), Walk(client)]
    for walk in walks:
        walk.step("words", pages.get(client, FIRST), "begin")
    named = [visit for walk in walks for visit in visits_of(walk.pages["words"])]
    client.post(EXIT, {"visit": named, "quiet": "yes"})
    assert [walk.again("words") for walk in walks] == [FIRST, FIRST]


@pytest.mark.parametrize("last", ["conversation", "choose", "rotate", "erase"])
def test_a_conversation_is_closed_by_the_exit(visitor: Visitor, last: str) -> None:
    visitor.give(text=WORDS)
    walk = Walk(visitor.client)
    asking = pages.get(visitor.client, "/en/feedback/1/")
    visit = asking.one("input", name="visit")
    opened = walk.ask("conversation", "/en/feedback/1/", code=visitor.code, visit=visit.get("value", ""))
    token = opened.one("input", name="token").get("value", "")
    for act in ("choose", "rotate", "erase"):
        walk.ask(act, "/en/feedback/1/", token=token, act=act)
    leave(visitor.client, walk.pages[last])
    assert {name: walk.again(name) for name in walk.asked} == dict.fromkeys(walk.asked, FIRST)
    # With the code typed once more it opens: the code is its owner's.
    assert visitor.come_back().text("h1") == "Your feedback"


def test_a_draft_that_was_left_opens_again_with_its_code(client: Client) -> None:
    walk = Walk(client)
    words = walk.step("words", pages.get(client, FIRST), "begin")
    pause = walk.step("pause", words, "pause-words", text=WORDS)
    kept = walk.step("kept", pause, "pause-keep")
    leave(client, kept)
    assert {name: walk.again(name) for name in walk.asked} == dict.fromkeys(walk.asked, FIRST)
    page = pages.post(client, "/en/feedback/1/", {"code": code_on(pause)})
    assert WORDS in press(client, page, "code").text("main")


def test_a_code_typed_on_a_page_too_old_to_know_is_asked_for_again(visitor: Visitor) -> None:
    visitor.give(text=WORDS)
    with time_machine.travel("2026-11-22 10:00", tick=False):
        visit = pages.get(visitor.client, "/en/feedback/1/").one("input", name="visit").get("value", "")
    with time_machine.travel("2026-11-23 12:00", tick=False):
        sent = {"code": visitor.code, "visit": visit}
        assert pages.post(visitor.client, "/en/feedback/1/", sent, status=400).all("input", name="token") == []


def test_words_of_an_old_page_are_not_given_back_after_the_exit(client: Client) -> None:
    with time_machine.travel("2026-11-22 10:01", tick=False):
        page = press(client, pages.get(client, FIRST), "begin")
        leave(client, page)
    token = page.one("input", name="token").get("value")
    with time_machine.travel("2026-11-23 10:02", tick=False):
        response = client.post(FIRST, {"token": token, "step": "words", "text": WORDS})
    assert (response.status_code, response.headers["Location"]) == (303, FIRST)


def test_a_tablet_goes_on_as_a_tablet(client: Client) -> None:
    start = "/en/feedback/kiosk/ward-3/"
    page = press(client, pages.get(client, start), "begin-words")
    token = page.one("input", name="token").get("value")
    left = client.post(start, {"visit": visits_of(page), "leave": "yes"})
    assert (left.status_code, left.headers["Location"]) == (303, start)
    again = client.post(start, {"token": token, "step": "words", "text": WORDS})
    assert (again.status_code, again.headers["Location"]) == (303, start)


def test_leaving_without_a_script_leads_away_by_a_page(client: Client) -> None:
    page = pages.post(client, EXIT, {"visit": ""})
    assert page.one("meta", http_equiv="refresh").get("content") == "0;url=https://www.bbc.com/weather"
    assert page.links()["https://www.bbc.com/weather"] == "Leave this page now"


def test_leaving_with_a_script_waits_for_no_page(client: Client) -> None:
    response = client.post(EXIT, {"visit": "", "quiet": "yes"})
    assert (response.status_code, response.content) == (204, b"")


def test_old_links_for_leaving_still_lead_away(client: Client) -> None:
    response = client.get(EXIT)
    assert (response.status_code, response.headers["Location"]) == (302, "https://www.bbc.com/weather")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_nobody_is_kept_from_leaving(client: Client, site: str) -> None:
    assert client.post(EXIT, {"visit": "x"}, headers={"sec-fetch-site": site}).status_code == 200


def test_what_the_button_tells_opens_nothing(client: Client) -> None:
    (visit,) = visits_of(press(client, pages.get(client, FIRST), "begin"))
    with pytest.raises(form_state.ExpiredError):
        form_state.read(FormState, visit, max_age=60)


@pytest.fixture
def left_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FORM_KEYS_DIR = str(tmp_path)
    return tmp_path / form_state.LEFT


def test_nothing_is_remembered_for_what_is_not_ours(client: Client, left_folder: Path) -> None:
    client.post(EXIT, {"visit": ["", "x", "=" * 5000, "\x00"]})
    assert not left_folder.exists()


def test_what_was_left_is_remembered_by_the_hour_and_forgotten(left_folder: Path) -> None:
    with time_machine.travel("2026-11-22 10:20", tick=False):
        form_state.write(VisitState(visit="one"))
        form_state.leave("one")
        (mark,) = left_folder.iterdir()
        assert (mark.stat().st_size, mark.stat().st_mtime % 3600, left_folder.stat().st_mtime % 3600) == (0, 0, 0)
        assert "one" not in mark.name
    with time_machine.travel("2026-11-23 12:00", tick=False):
        form_state.write(VisitState(visit="two"))
    assert list(left_folder.iterdir()) == []


def test_leaving_cannot_fill_the_memory(left_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_state, "MAX_LEFT", 3)
    for number in range(9):
        form_state.leave(str(number))
    assert len(list(left_folder.iterdir())) == 3
    with pytest.raises(form_state.LeftError):
        form_state.read(VisitState, form_state.write(VisitState(visit="8")), max_age=60)


def test_the_folder_is_looked_through_once_however_many_are_left(
    client: Client, left_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With fifty thousand in it, one small request for fifty kept the door busy for two seconds.
    form_state.leave("one")
    looks: list[object] = []
    names = os.listdir

    def watch(folder: Path) -> list[str]:
        looks.append(folder)
        return names(folder)

    left = [form_state.write(VisitState(visit=str(number))) for number in range(10)]
    monkeypatch.setattr("feedback.form_state.os.listdir", watch)
    client.post(EXIT, {"visit": left, "quiet": "yes"})
    assert looks == [left_folder]
    assert len(names(left_folder)) == 11


def test_nobody_is_held_up_where_nothing_can_be_remembered(
    client: Client, left_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = press(client, pages.get(client, FIRST), "begin")

    def full(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", full)
    assert client.post(EXIT, {"visit": visits_of(page)}).status_code == 200


def test_the_first_page_of_a_tablet_can_be_left_without_a_visit(client: Client) -> None:
    start = "/en/feedback/kiosk/"
    left = client.post(start, {"leave": "yes"})
    assert (left.status_code, left.headers["Location"]) == (303, start)
