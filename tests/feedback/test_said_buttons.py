"""Buttons that a page tells people to use are on that page."""

from __future__ import annotations

import re

import pytest

from tests.feedback.conftest import Visitor
from tests.feedback.walking import press
from tests.rig import pages
from tests.rig.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("month_key")]
SAID = re.compile(r"use “([^”]+)” here")


def offers_what_it_says(page: Page) -> bool:
    [name] = SAID.findall(page.text())
    return name in map(pages.words, page.all("button"))


def test_the_overview_and_the_page_with_the_code_have_the_button_they_tell_people_to_use(visitor: Visitor) -> None:
    code = visitor.write(text="Nobody came at night.")
    assert offers_what_it_says(code)
    assert offers_what_it_says(press(visitor.client, code, "hub"))


@pytest.mark.parametrize("button", ["to-words", "hub-back", "to-place"])
def test_what_was_typed_on_the_overview_is_there_again_afterwards(visitor: Visitor, button: str) -> None:
    hub = press(visitor.client, visitor.write(text="Nobody came at night."), "hub")
    away = press(visitor.client, hub, button, for_public="on", keep_from="The head of the ward")
    hub = press(visitor.client, away, "place" if button == "to-place" else "words", text="Nobody came at night.")
    assert hub.one("textarea", name="keep_from").text == "The head of the ward"
    assert hub.one("input", name="for_public").get("checked") is not None
