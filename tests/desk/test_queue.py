"""The desk's list as people work with it: filters that can be removed, order, the way back, and acts on many."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from desk.actions import cases as acts
from desk.enums import Topic
from desk.models import Case
from desk.views import queue
from tests.rig import pages
from tests.rig.browser import Browser
from tests.tracker import factories

pytestmark = pytest.mark.django_db


def listed(page: pages.Page) -> list[str]:
    """Return the addresses of the cases on a page, in their order."""
    rows = page.one("table").iter("a")
    return [href for href in (link.get("href", "") for link in rows) if href.startswith("/desk/")]


def address(said: factories.Said) -> str:
    return f"/desk/{said.case.pk}/"


def test_filters_are_shown_and_each_can_be_removed(desk: Client) -> None:
    factories.collected(language="es")
    page = pages.get(desk, "/desk/?view=all&language=es&q=x&sort=-received&page=7")
    tags = {pages.words(link): link.get("href") for link in page.one("div", class_="filter-tags").iter("a")}
    assert tags == {
        "Remove filter: Search: x ×": "?view=all&language=es&sort=-received",
        "Remove filter: Language: Spanish ×": "?view=all&q=x&sort=-received",
        "Clear all filters": "?view=all&sort=-received",
    }


@pytest.mark.parametrize("asked", ["?view=nowhere", "?language=xx", "?status=nonsense&topic=respect", "?promise=%00"])
def test_what_is_not_there_is_left_out_and_said(desk: Client, asked: str) -> None:
    factories.collected()
    said = "This list does not have what the address asked for, so it was left out:"
    assert said in pages.get(desk, f"/desk/{asked}").text("main")
    assert said not in pages.get(desk, "/desk/?view=all").text("main")


@pytest.mark.parametrize("nonsense", ["%00", "%0B%1F%7F", "%EF%BF%BF", "%C2%85"])
def test_characters_that_no_page_may_hold_are_left_out(desk: Client, nonsense: str) -> None:
    """The page stays valid: `pages.get` parses it strictly."""
    names = ("q", "view", "status", "sort", "other")
    page = pages.get(desk, "/desk/?" + "&".join(f"{name}=a{nonsense}b" for name in names))
    assert page.one("input", type="search").get("value") == "ab"


def test_sentence_of_a_stranger_is_not_repeated_as_the_name_of_a_view(desk: Client) -> None:
    page = pages.get(desk, "/desk/?view=Your+password+has+expired.+Call+555+0100.")
    assert "555" not in page.text("main")
    assert "left out: …" in page.text("main")


def test_empty_view_names_the_views_that_have_it(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    factories.answered(said, reader)
    acts.close(case=said.case, by=reader)
    page = pages.get(desk, "/desk/?status=closed")
    assert page.text("div", class_="empty").startswith("No matches")
    assert page.links()["?status=closed&view=all"] == "All (1)"


def test_page_beyond_the_last_is_the_last(desk: Client) -> None:
    said = factories.collected()
    assert listed(pages.get(desk, "/desk/?page=99")) == [address(said)]


def test_order_can_be_chosen_and_turned(desk: Client) -> None:
    old = factories.collected(on=timezone.localdate() - timedelta(days=9))
    new = factories.collected()
    assert listed(pages.get(desk, "/desk/?sort=received")) == [address(old), address(new)]
    page = pages.get(desk, "/desk/?sort=-received")
    assert listed(page) == [address(new), address(old)]
    assert [head.get("aria-sort") for head in page.all("th", class_="sort")] == ["none", "none", "none", "descending"]


def test_what_is_due_next_comes_first_and_what_was_answered_last(desk: Client, reader: User) -> None:
    answered = factories.read(reader)
    factories.answered(answered, reader)
    # Its acknowledgement falls due before the answer to the other one, which is older.
    being_read = factories.read(reader)
    new = factories.collected()
    assert listed(pages.get(desk, "/desk/?view=all")) == [address(said) for said in (new, being_read, answered)]


def test_way_back_leads_to_the_list_as_it_was_left(desk: Client) -> None:
    said = factories.collected()
    pages.get(desk, "/desk/?view=all&language=en&lang=es", lang="es")
    page = pages.get(desk, f"{address(said)}?lang=en")
    assert page.one("a", class_="back").get("href") == f"/desk/?view=all&language=en#case-{said.case.pk}"


def test_way_back_without_a_list_leads_to_the_desk(desk: Client) -> None:
    said = factories.collected()
    assert pages.get(desk, address(said)).one("a", class_="back").get("href") == f"/desk/#case-{said.case.pk}"


def test_row_is_told_by_its_note_then_its_words_then_its_topics(desk: Client, reader: User) -> None:
    plain, topics = (factories.read(reader, shareable="") for _number in range(2))
    words = factories.read(reader, shareable="Nobody told my mother why she waited.")
    note = factories.read(reader, shareable="Hard words.")
    acts.sort(case=topics.case, topics=[Topic.RESPECT], content_note="", by=reader)
    acts.sort(case=note.case, topics=[Topic.RESPECT], content_note="A restraint", by=reader)
    links = pages.get(desk, "/desk/?view=all").links()
    day = date_format(plain.case.received_on)
    assert [links[address(said)] for said in (plain, topics, words, note)] == [
        f"Received on {day} ({plain.case})",
        "Respect and rights",
        "Nobody told my mother why she waited.",
        "A restraint",
    ]


def test_search_never_finds_what_is_kept_from_the_reader(client: Client, reader: User) -> None:
    coordinator = factories.person(Role.COORDINATOR)
    said = factories.collected(keep_from="Dr. Canary")
    acts.sort(case=said.case, topics=[], content_note="canary-note", by=coordinator)
    client.force_login(coordinator)
    assert listed(pages.get(client, "/desk/?q=canary")) == [address(said)]
    client.force_login(reader)
    assert address(said) not in pages.get(client, "/desk/?q=canary").links()


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "a" * 5000, "\x00", "ا"])
def test_any_search_is_answered(desk: Client, words: str) -> None:
    factories.collected()
    assert desk.get("/desk/", {"q": words, "view": "all"}).status_code == 200


def test_selected_cases_are_acknowledged_each_for_itself(desk: Client, reader: User) -> None:
    new, other = factories.collected(), factories.collected()
    known = factories.read(reader)
    chosen = [str(said.case.pk) for said in (new, other, known)]
    pages.get(desk, "/desk/?view=all")
    answer = desk.post("/desk/selected/", {"act": "acknowledge", "chosen": chosen})
    assert answer.headers["Location"] == "/desk/?view=all"
    text = pages.get(desk, "/desk/?view=all").text("div", class_="messages")
    assert text.startswith("Acknowledged: 2. Not done for 1: ")
    assert [said.case.acknowledged_on is None for said in (new, other)] == [False, False]


def test_selected_cases_are_assigned_to_whoever_asks(desk: Client, reader: User) -> None:
    said = [factories.collected(), factories.collected()]
    desk.post("/desk/selected/", {"act": "take", "chosen": [str(one.case.pk) for one in said]})
    assert [one.case.reader for one in said] == [reader, reader]


@pytest.mark.parametrize("typed", [{}, {"act": "acknowledge"}, {"act": "erase"}, {"act": "take", "chosen": ["x"]}])
def test_nothing_selected_is_said(desk: Client, typed: dict[str, str]) -> None:
    factories.collected()
    page = pages.post(desk, "/desk/selected/", typed, follow=True)
    assert "Nothing was selected." in page.text("div", class_="messages")
    assert Case.objects.filter(acknowledged_on__isnull=False).count() == 0


def test_more_than_fit_are_done_in_turns(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_AT_ONCE", 2)
    said = [factories.collected() for _number in range(3)]
    chosen = {"act": "acknowledge", "chosen": [str(one.case.pk) for one in said]}
    page = pages.post(desk, "/desk/selected/", chosen, follow=True)
    assert "2 are done at a time. 1 are left: select them again." in page.text("div", class_="messages")
    assert Case.objects.filter(acknowledged_on__isnull=False).count() == 2


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.READER}))
def test_others_cannot_act_on_selected_cases(client: Client, role: Role) -> None:
    said = factories.collected()
    client.force_login(factories.person(role))
    data = {"act": "take", "chosen": [str(said.case.pk)]}
    assert (client.post("/desk/selected/", data).status_code, said.case.reader) == (404, None)


Desk = Callable[..., Page]


@pytest.fixture
def window(browser: Browser, live_server: LiveServer, reader: User) -> Desk:
    """Return a function that opens the desk of a reader in a window of some size."""
    client = Client()
    client.force_login(reader)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}

    def opened(path: str, *, width: int, height: int, **more: Any) -> Page:
        context = browser.context(base_url=live_server.url, width=width, height=height, **more)
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(path)
        return page

    return opened


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
def test_twelve_cases_are_on_one_screen_and_the_header_leaves_room_on_a_phone(window: Desk) -> None:
    for _number in range(14):
        factories.collected()
    page = window("/desk/", width=1280, height=900)
    bottoms = page.eval_on_selector_all("tbody tr", "rows => rows.map(row => row.getBoundingClientRect().bottom)")
    assert len(bottoms) == 14
    assert bottoms[11] <= 900
    phone = window("/desk/", width=360, height=740)
    assert phone.locator("h1").evaluate("heading => heading.getBoundingClientRect().top") <= 740 / 4


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
def test_menu_of_a_phone_opens_without_script_and_acts_wait_for_a_selection(window: Desk) -> None:
    said = factories.collected()
    phone = window("/desk/", width=360, height=740, javascript=False)
    assert not phone.locator(".menu nav").first.is_visible()
    phone.locator(".menu summary").click()
    phone.locator(".menu").get_by_role("link", name="Meetings").wait_for()
    assert phone.locator(".action-bar").is_visible()
    wide = window("/desk/", width=1280, height=900)
    assert not wide.locator(".action-bar").is_visible()
    wide.locator(f"#select-{said.case.pk}").check()
    assert wide.locator(".action-bar").is_visible()
    assert wide.locator(".action-bar__count").inner_text() == "Selected: 1"


def test_five_thousand_selected_rows_are_refused_kindly_and_change_nothing(desk: Client) -> None:
    # A page of the list has 25 of them: so many come from no page of ours.
    said = factories.collected()
    chosen = [str(said.case.pk), *(str(uuid.uuid4()) for _number in range(4999))]
    page = pages.post(desk, "/desk/selected/", {"act": "acknowledge", "chosen": chosen}, status=413)
    assert page.text("h1")
    assert said.case.acknowledged_on is None


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
def test_languages_and_account_are_beside_the_name_or_in_the_menu(window: Desk) -> None:
    wide = window("/desk/", width=1280, height=900)
    assert wide.get_by_role("link", name="Your account").first.is_visible()
    assert wide.get_by_role("link", name="Polski").is_visible()
    phone = window("/desk/", width=360, height=740)
    assert not phone.get_by_role("link", name="Polski").is_visible()
    phone.locator(".menu summary").click()
    phone.get_by_role("link", name="Polski").wait_for()
    phone.get_by_role("button", name="Sign out").wait_for()
