"""On a small phone with large letters the button that begins is on the first screen of every way, the rest below it."""

from __future__ import annotations

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from tests.rig.browser import Browser

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("month_key")]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# The smallest phone that is still common, held upright, and letters twice as large as usual.
WIDTH, HEIGHT, LETTERS = 360, 640, "200%"
ENLARGE = "size => { document.documentElement.style.fontSize = size; }"
# The lower edge of the first button of the form that begins.
LOWER_EDGE = """() => document.querySelector("main button[value^=begin]").getBoundingClientRect().bottom"""


@pytest.mark.parametrize("way", ["", "easy/", "pictures/", "kiosk/"])
def test_start_is_on_the_first_screen_of_a_small_phone_with_large_letters(
    browser: Browser, live_server: LiveServer, way: str
) -> None:
    page = browser.page(base_url=live_server.url, width=WIDTH, height=HEIGHT)
    edges = {}
    for language in LANGUAGES:
        page.goto(f"/{language}/feedback/{way}")
        page.evaluate(ENLARGE, LETTERS)
        edges[language] = page.evaluate(LOWER_EDGE)
    assert {language: edge for language, edge in edges.items() if edge > HEIGHT} == {}
