"""Every answer is seen before it is sent, each can be changed with the rest kept, and how far one is is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback import codes
from feedback.models import Feedback
from tests.feedback.conftest import MonthKey
from tests.feedback.walking import press
from tests.rig import pages
from tests.rig.pages import Page

pytestmark = pytest.mark.usefixtures("month_key")
EASY: dict[str, Any] = {
    "text": "First",
    "helped": "Second",
    "better": "Third",
    "keep_from": "Fourth",
    "council": "yes",
    "public": "",
}
FIELDS = {"council": "for_council", "public": "for_public"}


def overview(client: Client, **typed: str) -> Page:
    page = press(client, pages.get(client, "/en/feedback/"), "begin")
    said: dict[str, Any] = dict(typed) or {"text": "Nobody came."}
    return press(client, page, "words", **said)


def checked_in_easy_words(client: Client) -> Page:
    page = press(client, pages.get(client, "/en/feedback/easy/"), "begin")
    for step, answer in EASY.items():
        said: dict[str, Any] = {FIELDS.get(step, step): answer}
        page = press(client, page, step, **said)
    return page


def facts(page: Page) -> dict[str, str]:
    return {pages.words(row[0]): pages.words(row[1]) for row in page.one("dl", class_="facts")}


def progress(page: Page) -> str:
    return page.text("div", class_="steps")


def test_every_easy_answer_is_shown_before_the_code(client: Client) -> None:
    page = checked_in_easy_words(client)
    assert page.text("h1") == "Is this right?"
    assert facts(page) == {
        "What happened?": "First",
        "What was good?": "Second",
        "What should change?": "Third",
        "Who must not read it?": "Fourth",
        "May the council read it?": "Yes",
        "May everyone read it?": "No",
    }


def test_what_was_left_out_is_shown_as_such(client: Client) -> None:
    page = press(client, pages.get(client, "/en/feedback/easy/"), "begin")
    for step in EASY:
        page = press(client, page, step)
    assert facts(page)["What was good?"] == "You left this out."


@pytest.mark.parametrize("step", list(EASY))
def test_one_answer_is_changed_and_the_rest_stays(client: Client, month_key: MonthKey, step: str) -> None:
    said: dict[str, Any] = {FIELDS.get(step, step): "yes"}
    page = press(client, checked_in_easy_words(client), f"change-{step}")
    page = press(client, page, step, **said)
    assert page.text("h1") == "Is this right?"
    press(client, press(client, page, "code"), "send-kept")
    kept = Feedback.objects.get()
    expected = {**EASY, step: "yes"}
    words = month_key.words(kept)
    assert {field: words[field] for field in ("text", "helped", "better", "keep_from")} == {
        field: expected[field] for field in ("text", "helped", "better", "keep_from")
    }
    assert (kept.for_council, kept.for_public) == (expected["council"] == "yes", expected["public"] == "yes")


def test_going_back_from_a_change_leads_to_the_answers_with_what_was_typed(client: Client) -> None:
    page = press(client, checked_in_easy_words(client), "change-helped")
    page = press(client, page, "to-check", helped="Typed on the way")
    assert facts(page)["What was good?"] == "Typed on the way"


def test_change_in_another_language_still_leads_back(client: Client) -> None:
    page = press(client, checked_in_easy_words(client), "change-helped")
    spanish = next(button for button in page.all("button", value="stay-helped") if button.get("lang") == "es")
    token = str(page.values()["token"])
    page = pages.post(client, spanish.get("formaction", ""), {"token": token, "step": "stay-helped", "helped": "Sí"})
    page = press(client, page, "helped", helped="Sí")
    assert "Sí" in facts(page).values()


def test_face_and_recordings_are_changed_from_the_same_page(client: Client, month_key: MonthKey) -> None:
    page = press(client, pages.get(client, "/en/feedback/pictures/"), "begin")
    page = press(client, press(client, page, "face-2"), "files")
    assert facts(page) == {"How was it?": "Bad", "Recordings, pictures or documents": "0"}
    page = press(client, press(client, page, "change-face"), "face-5")
    page = press(client, press(client, page, "change-files"), "files")
    assert facts(page)["How was it?"] == "Very good"
    press(client, press(client, page, "code"), "send-kept")
    assert month_key.words(Feedback.objects.get())["face"] == "5"


def test_overview_shows_what_was_said_and_the_page_that_changes_it(client: Client) -> None:
    page = overview(client, text="Nobody came.", better="A bell.")
    assert facts(page) == {"What happened": "Nobody came.", "What would make it better": "A bell."}
    page = press(client, press(client, page, "to-ratings"), "ratings", SAFE1="a_little")
    assert facts(page)["I felt safe."] == "A little"
    assert [button.get("value") for button in page.all("button", value="to-ratings")] == ["to-ratings"]


def test_who_may_read_it_is_asked_on_the_way_and_nothing_is_ticked(client: Client) -> None:
    page = overview(client)
    assert page.text("legend").startswith("May others read it, without names?")
    assert [box.get("checked") for box in page.all("input", type="checkbox")] == [None] * 4
    press(client, press(client, page, "code"), "send-kept")
    kept = Feedback.objects.get()
    assert (kept.for_team, kept.for_council, kept.for_public, kept.for_training, kept.restricted) == (False,) * 5


def test_what_is_ticked_and_named_on_the_way_is_kept_by_every_button(client: Client, month_key: MonthKey) -> None:
    said: dict[str, Any] = {"for_council": "on", "keep_from": "The night team"}
    page = overview(client)
    for away, back in (("to-about", "hub"), ("to-words", "words"), ("pause-hub", "pause-back"), ("to-files", "files")):
        page = press(client, page, away, **said)
        page = press(client, page, back, text="Nobody came.")
    assert page.one("input", name="for_council").get("checked") is not None
    press(client, press(client, page, "code"), "send-kept")
    kept = Feedback.objects.get()
    assert (kept.for_council, kept.for_public, kept.restricted) == (True, False, True)
    assert month_key.words(kept)["keep_from"] == "The night team"


def test_code_in_the_line_on_the_way_is_refused_before_anything_is_sent(client: Client) -> None:
    page = overview(client)
    code = codes.read(press(client, page, "code").text("bdi", class_="receipt__code"))
    page = press(client, page, "code", status=422, keep_from=codes.shown(code))
    assert "Your private code is in your text." in page.text("main")
    page = press(client, press(client, page, "readers", keep_from="Ward 3"), "code")
    assert "Ward 3" in page.text("main")


def test_how_far_one_is_is_said_on_every_page_of_each_way(client: Client) -> None:
    page = press(client, pages.get(client, "/en/feedback/easy/"), "begin")
    seen = [progress(page)]
    for step in EASY:
        page = press(client, page, step, text="x")
        seen.append(progress(page))
    seen.append(progress(press(client, page, "code")))
    assert seen == [f"Step {number} of 8" for number in range(1, 9)]
    page = press(client, pages.get(client, "/en/feedback/pictures/"), "begin")
    seen = [progress(page)]
    for step in ("face-1", "files", "code"):
        page = press(client, page, step)
        seen.append(progress(page))
    assert seen == [f"Step {number} of 4" for number in range(1, 5)]


def test_how_far_one_is_in_own_words_counts_what_is_added_with_the_overview(client: Client) -> None:
    words = press(client, pages.get(client, "/en/feedback/"), "begin")
    hub = press(client, words, "words", text="x")
    seen = [words, hub, *(press(client, hub, f"to-{name}") for name in ("about", "files")), press(client, hub, "code")]
    assert list(map(progress, seen)) == [
        "Step 1 of 3", "Step 2 of 3", "Step 2 of 3", "Step 2 of 3", "Step 3 of 3",
    ]  # fmt: skip


def test_boxes_that_seem_to_be_expected_say_that_they_are_optional(client: Client) -> None:
    words = press(client, pages.get(client, "/en/feedback/"), "begin")
    assert "What helped, or went well? (optional)" in words.text("main")
    hub = press(client, words, "words", text="x")
    assert "Who must not read it? (optional)" in hub.text("main")
    assert "May others read it, without names? (optional)" in hub.text("main")
