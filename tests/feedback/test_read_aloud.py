"""Pages of the ways without writing and in easy words can be heard: recordings of ours, of exactly their words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from core import speech
from tests.feedback.walking import press
from tests.rig import pages
from tests.rig.browser import Browser
from tests.rig.pages import Page

pytestmark = pytest.mark.usefixtures("month_key")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
WAYS = {
    "easy": ("begin", "text", "helped", "better", "keep_from", "council", "public", "code"),
    "pictures": ("begin", "face-2", "files", "code", "send-kept"),
}
MOST_BYTES = 3_000_000


def walked(client: Client, language: str, way: str) -> list[Page]:
    """Return every page of a way, from its first."""
    seen = [pages.get(client, f"/{language}/feedback/{way}/")]
    for step in WAYS[way]:
        typed: dict[str, Any] = {"text": "x"} if step == "text" else {}
        seen.append(press(client, seen[-1], step, **typed))
    return seen


def heard(page: Page) -> list[str]:
    """Return the names of the recordings that a page offers."""
    return [str(player.get("src")).rpartition("/")[2] for player in page.all("audio") if player.get("src")]


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_way_can_be_heard_as_soon_as_it_is_recorded(
    client: Client, monkeypatch: pytest.MonkeyPatch, way: str, language: str
) -> None:
    asked: list[tuple[str, str]] = []

    def noted(text: str, language: str) -> str:
        asked.append((text, language))
        return f"speech/{speech.file_name(text, language)}"

    monkeypatch.setattr(speech, "recording", noted)
    seen = walked(client, language, way)
    assert [page.text("h1") for page in seen if not heard(page)] == []
    offered = [name for page in seen for name in heard(page)]
    assert offered == [speech.file_name(text, spoken_in) for text, spoken_in in asked]
    assert {spoken_in for _text, spoken_in in asked} == {language}


def test_what_is_read_is_the_question_and_its_lines(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(text: str, _language: str) -> str:
        asked.append(text)
        return ""

    monkeypatch.setattr(speech, "recording", noted)
    press(client, pages.get(client, "/en/feedback/easy/"), "begin")
    assert asked[-1] == "What happened?\nWrite what happened to you.\nYou do not need to write names."


def test_changed_text_has_no_player_rather_than_an_old_recording(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "recordings", frozenset)
    assert [heard(page) for page in walked(client, "en", "easy")] == [[]] * (len(WAYS["easy"]) + 1)


def test_recording_of_one_language_is_not_that_of_another() -> None:
    assert speech.file_name("No", "en") != speech.file_name("No", "es")


def test_sounds_are_allowed_on_these_pages_alone(client: Client) -> None:
    with_sound = press(client, pages.get(client, "/en/feedback/easy/"), "begin")
    without = press(client, pages.get(client, "/en/feedback/"), "begin")
    policies = [page.response.headers["Content-Security-Policy"] for page in (with_sound, without) if page.response]
    assert ["media-src 'self'" in policy for policy in policies] == [True, False]


def test_recordings_are_small_and_named_after_no_word() -> None:
    files = list(speech.folder().iterdir())
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert [path.name for path in files if not named_by_hash(path)] == []


def named_by_hash(path: Path) -> bool:
    return path.suffix == speech.SUFFIX and len(path.stem) == 20 and set(path.stem) <= set("0123456789abcdef")


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
def test_browser_plays_a_recording_and_fetches_none_before_it_is_asked_to(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_of_ours = f"speech/{min(speech.recordings())}"
    monkeypatch.setattr(speech, "recording", lambda _text, _language: any_of_ours)
    page = browser.page(base_url=live_server.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/en/feedback/pictures/")
    assert [url for url in asked if "speech" in url] == []
    seconds = page.evaluate(
        """async () => {
             const player = document.querySelector("audio");
             player.muted = true;
             await player.play();
             return player.duration;
           }"""
    )
    assert seconds > 1
