"""While the organisation is closed the door takes nothing, says so kindly, and opens what was said before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import organisation
from feedback.models import Draft, Feedback, File
from tests.feedback.conftest import MonthKey, Visitor
from tests.feedback.conversations import given
from tests.rig import pages

pytestmark = pytest.mark.django_db
WAYS = ["", "2/", "3/", "4/", "kiosk/", "at/ward-3/", "kiosk/ward-3/"]


def close() -> None:
    """Close the door, as other processes learn of it."""
    organisation.memory.remember(replace(organisation.of_environment(), is_open=False), seconds=1e9)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_says_that_it_is_not_open_yet(
    visitor: Visitor, month_key: MonthKey, language: str, way: str
) -> None:
    close()
    page = pages.get(visitor.client, f"/{language}/feedback/{way}", status=503, lang=language)
    assert page.all("form", id="give") == []
    # Who helps now, and the way out; a shared tablet has none.
    assert "999" in page.text("body")
    assert (f"/{language}/feedback/6/" in page.html) is not way.startswith("kiosk")


def test_what_was_said_before_opens_on(visitor: Visitor, month_key: MonthKey) -> None:
    given(visitor)
    close()
    assert pages.get(visitor.client, "/en/feedback/1/").text("h1") != "We are not open yet"
    assert pages.get(visitor.client, "/en/feedback/5/").text("h1") == "Help, and how we protect you"
    page = pages.get(visitor.client, "/en/feedback/", status=503)
    assert page.links()["/en/feedback/1/"] == "Use my code"


def test_words_that_are_being_written_when_it_closes_are_kept_and_not_taken(
    visitor: Visitor, month_key: MonthKey
) -> None:
    page = visitor.answer(pages.get(visitor.client, visitor.address), step="begin")
    close()
    page = visitor.answer(page, step="words", status=503, text="The tea was cold.")
    assert page.text("h1") == "We are not open yet"
    assert "everything you wrote is kept in it" in page.text("main")
    again = visitor.answer(page, step="begin", status=503)
    organisation.memory.remember(None, seconds=1e9)
    page = visitor.answer(again, step="begin")
    assert page.one("textarea", name="text").text == "The tea was cold."


@pytest.mark.parametrize("button", ["code", "send-kept", "send-unkept", "pause-keep", "add-file", "anything"])
def test_no_button_takes_anything(visitor: Visitor, month_key: MonthKey, button: str) -> None:
    page = visitor.write(text="The tea was cold.")
    close()
    visitor.answer(page, step=button, status=503)
    assert [model.objects.count() for model in (Feedback, Draft, File)] == [0, 0, 0]
