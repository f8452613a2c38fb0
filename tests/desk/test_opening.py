"""Opening sealed words: one line in the log for each opening, and no words anywhere else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused
from desk.actions import opening
from feedback.enums import MessageKind
from feedback.models import DataKey, Message
from tests.rig import pages
from tests.tracker import factories

Queries = Callable[..., AbstractContextManager[object]]
WORDS = "Nobody came at night."
ADDED = "The person has added something"


def openings() -> list[tuple[str, dict[str, object]]]:
    """Return what the log says about openings."""
    events = AuditEvent.objects.filter(action__startswith="opened").order_by("id")
    return [(event.action, event.details) for event in events]


def test_opening_shows_the_words_and_is_logged_once(reader: User) -> None:
    case = factories.collected(text=WORDS, language="es").case
    opened = opening.open_words(case=case, by=reader)
    said = {"text": WORDS, "helped": "The tea.", "place": "Ward 7", "about": "patient", "language": "es"}
    assert {name: value for name, value in opened.words.items() if value} == {**said, "channel": "web"}
    assert openings() == [("opened the words", {"readable": True})]


def test_opening_is_for_the_desk() -> None:
    case = factories.collected().case
    with pytest.raises(Refused):
        opening.open_words(case=case, by=factories.person(Role.EXECUTIVE))
    assert openings() == []


def test_opening_with_a_wrong_key_shows_nothing_and_is_logged(reader: User, settings: Settings) -> None:
    case = factories.collected().case
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    assert not opening.open_words(case=case, by=reader).is_readable
    assert openings() == [("opened the words", {"readable": False})]


def test_additions_are_opened_together_and_count_as_seen(reader: User) -> None:
    said = factories.collected()
    said.add("First.")
    said.add("Second.")
    opened = opening.open_additions(case=said.case, by=reader)
    assert [addition.words["text"] for addition in opened] == ["First.", "Second."]
    assert said.case.messages_seen == 2
    assert openings() == [("opened what was added", {"messages": 2, "readable": True})]


def test_additions_that_cannot_be_opened_leave_the_others_readable(reader: User, settings: Settings) -> None:
    said = factories.collected()
    for text in ("First.", "Second.", "Third."):
        said.add(text)
    erased, changed, _whole = Message.objects.filter(kind=MessageKind.FROM_PERSON).order_by("position")
    DataKey.objects.filter(opens=erased.pk).delete()
    Message.objects.filter(pk=changed.pk).update(sealed=b"x" * len(changed.sealed))
    opened = opening.open_additions(case=said.case, by=reader)
    assert [addition.words.get("text", "") for addition in opened] == ["", "", "Third."]
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    opened = opening.open_additions(case=said.case, by=reader)
    assert [addition.is_readable for addition in opened] == [False] * 3


def test_page_shows_the_words_once_each_time_they_are_opened(desk: Client) -> None:
    said = factories.collected(text=WORDS)
    address = f"/desk/{said.case.pk}/"
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
    response = desk.get(f"/desk/{said.case.pk}/words/")
    assert (response.status_code, response.headers["Location"]) == (302, f"/desk/{said.case.pk}/")
    assert openings() == []


def test_page_shows_what_was_added_until_it_is_opened(desk: Client) -> None:
    said = factories.collected()
    said.add("One more thing.")
    assert ADDED in [pages.words(tag) for tag in pages.get(desk, "/desk/").all("strong")]
    assert "One more thing." in pages.post(desk, f"/desk/{said.case.pk}/added/").html
    assert ADDED not in [pages.words(tag) for tag in pages.get(desk, "/desk/").all("strong")]


@pytest.mark.parametrize("number", [1, 3])
def test_additions_are_opened_at_the_same_cost_for_one_and_for_three(
    desk: Client, number: int, django_assert_num_queries: Queries
) -> None:
    said = factories.collected()
    for count in range(number):
        said.add(f"Thing {count}.")
    # In SQLite the log links an event within its act.
    with django_assert_num_queries(17 if connection.vendor == "postgresql" else 27):
        page = pages.post(desk, f"/desk/{said.case.pk}/added/")
    assert [f"Thing {count}." in page.text("main") for count in range(number)] == [True] * number


def test_page_says_when_words_cannot_be_read(desk: Client) -> None:
    said = factories.collected(text=WORDS)
    DataKey.objects.all().delete()
    page = pages.post(desk, f"/desk/{said.case.pk}/words/")
    assert "These words cannot be read" in page.text("h3", class_="notice__title")


def test_words_of_a_person_stay_text(desk: Client) -> None:
    said = factories.collected(text="<script>alert(1)</script><img src=x onerror=alert(2)>")
    said.add("<b>bold</b>")
    address = f"/desk/{said.case.pk}/"
    page = pages.post(desk, f"{address}words/")
    # Our own, and none that somebody wrote.
    assert [script.get("src") for script in page.all("script")] == ["/static/select.js", "/static/typed.js"]
    assert page.all("img", src="x") == []
    assert "<script>alert(1)</script>" in page.text("body")
    assert pages.post(desk, f"{address}added/").all("b") == []
