"""Opening sealed words: one line in the log for each opening, and no words anywhere else."""

from __future__ import annotations

import secrets

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused
from feedback.models import ItemKey
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import opening

WORDS = "Nobody came at night."
ADDED = "The person has added something"


def openings() -> list[tuple[str, dict[str, object]]]:
    """Return what the log says about openings."""
    events = AuditEvent.objects.filter(action__startswith="opened").order_by("id")
    return [(event.action, event.details) for event in events]


def test_opening_shows_the_words_and_is_logged_once(reader: User) -> None:
    item = factories.collected(text=WORDS, language="es").item
    opened = opening.open_words(item=item, by=reader)
    said = {"text": WORDS, "helped": "The tea.", "place": "Ward 7", "about": "patient", "language": "es"}
    assert {name: value for name, value in opened.words.items() if value} == {**said, "channel": "web"}
    assert openings() == [("opened the words", {"readable": True})]


def test_opening_is_for_the_desk() -> None:
    item = factories.collected().item
    with pytest.raises(Refused):
        opening.open_words(item=item, by=factories.person(Role.EXECUTIVE))
    assert openings() == []


def test_opening_with_a_wrong_key_shows_nothing_and_is_logged(reader: User, settings: Settings) -> None:
    item = factories.collected().item
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    assert not opening.open_words(item=item, by=reader).is_readable
    assert openings() == [("opened the words", {"readable": False})]


def test_additions_are_opened_together_and_count_as_seen(reader: User) -> None:
    said = factories.collected()
    said.add("First.")
    said.add("Second.")
    opened = opening.open_additions(item=said.item, by=reader)
    assert [addition.words["text"] for addition in opened] == ["First.", "Second."]
    assert said.item.messages_seen == 2
    assert openings() == [("opened what was added", {"messages": 2, "readable": True})]


def test_page_shows_the_words_once_each_time_they_are_opened(desk: Client) -> None:
    said = factories.collected(text=WORDS)
    address = f"/desk/{said.item.pk}/"
    assert WORDS not in pages.get(desk, address).html
    page = pages.post(desk, f"{address}words/")
    assert WORDS in page.html
    assert page.response is not None
    assert "no-store" in page.response.headers["Cache-Control"]
    assert WORDS not in pages.get(desk, address).html
    pages.post(desk, f"{address}words/")
    assert len(openings()) == 2


def test_page_of_the_words_opens_nothing_when_it_is_only_looked_at(desk: Client) -> None:
    said = factories.collected()
    response = desk.get(f"/desk/{said.item.pk}/words/")
    assert (response.status_code, response.headers["Location"]) == (302, f"/desk/{said.item.pk}/")
    assert openings() == []


def test_page_shows_what_was_added_until_it_is_opened(desk: Client) -> None:
    said = factories.collected()
    said.add("One more thing.")
    assert ADDED in [pages.words(tag) for tag in pages.get(desk, "/desk/").all("strong")]
    assert "One more thing." in pages.post(desk, f"/desk/{said.item.pk}/added/").html
    assert ADDED not in [pages.words(tag) for tag in pages.get(desk, "/desk/").all("strong")]


def test_page_says_when_words_cannot_be_read(desk: Client) -> None:
    said = factories.collected(text=WORDS)
    ItemKey.objects.all().delete()
    page = pages.post(desk, f"/desk/{said.item.pk}/words/")
    assert "These words cannot be read" in page.text("h3", class_="notice__title")


def test_words_of_a_person_stay_text(desk: Client) -> None:
    said = factories.collected(text="<script>alert(1)</script><img src=x onerror=alert(2)>")
    said.add("<b>bold</b>")
    address = f"/desk/{said.item.pk}/"
    page = pages.post(desk, f"{address}words/")
    assert (page.all("script"), [image.get("src") for image in page.all("img", src="x")]) == ([], [])
    assert "<script>alert(1)</script>" in page.text("body")
    assert pages.post(desk, f"{address}added/").all("b") == []
