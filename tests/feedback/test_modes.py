"""Easy words, faces, a place's poster and paper: the same form by other ways, without script or cookie."""

import re
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import helplines
from feedback import codes
from feedback.enums import Face
from feedback.models import Feedback, Place
from tests.feedback.conftest import MonthKey
from tests.feedback.walking import code_on, press
from tests.rig import pages
from tests.rig.pages import Page

pytestmark = pytest.mark.usefixtures("month_key")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
EASY = ("text", "helped", "better", "keep_from", "council", "public")


@pytest.fixture
def ward(db: None) -> Place:
    return Place.objects.create(code="ward-3", names={"en": "Ward 3", "ar": "الجناح ٣"})


def to_easy(client: Client, page: Page, until: str, **typed: Any) -> Page:
    """Go through the easy pages up to the one named, leaving out what is not typed."""
    page = press(client, page, "begin")
    for name in EASY[: EASY.index(until) if until in EASY else None]:
        page = press(client, page, name, **{field: value for field, value in typed.items() if field == name})
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_easy_form_asks_one_question_on_a_page_and_is_kept(client: Client, month_key: MonthKey, language: str) -> None:
    page = press(client, pages.get(client, f"/{language}/feedback/easy/"), "begin")
    for name in EASY:
        boxes = {field.get("name", "") for tag in ("input", "textarea") for field in page.all(tag)} - {
            "token",
            "forget",
            "visit",
        }
        assert len(boxes) == 1, name
        typed: dict[str, Any] = dict.fromkeys(boxes, "yes")
        page = press(client, page, name, **typed)
    page = press(client, page, "code")
    code = code_on(page)
    page = press(client, page, "send-kept")
    assert code_on(page) == code
    kept = Feedback.objects.get()
    assert (kept.for_council, kept.for_public, kept.restricted, kept.language) == (True, True, True, language)
    words = month_key.words(kept)
    assert (words["text"], words["helped"], words["better"], words["keep_from"]) == ("yes", "yes", "yes", "yes")


def test_easy_form_left_empty_leads_back_kindly(client: Client) -> None:
    page = to_easy(client, pages.get(client, "/en/feedback/easy/"), "public")
    page = press(client, press(client, page, "public"), "code", status=422)
    assert page.text("h1") == "There is nothing to send yet"
    assert press(client, page, "to-text").text("h1") == "What happened?"


def test_easy_form_agrees_to_nothing_unless_somebody_says_so(client: Client) -> None:
    page = to_easy(client, pages.get(client, "/en/feedback/easy/"), "council", text="x")
    chosen = page.values()["for_council"]
    page = press(client, press(client, page, "council", for_council=str(chosen)), "public", for_public="")
    press(client, press(client, page, "code"), "send-kept")
    assert not Feedback.objects.filter(for_council=True).exists()
    assert not Feedback.objects.filter(for_public=True).exists()


def test_easy_form_shows_again_what_was_said_when_going_back(client: Client) -> None:
    page = to_easy(client, pages.get(client, "/en/feedback/easy/"), "public", text="First", council="")
    page = press(client, press(client, page, "to-council"), "council", for_council="yes")
    page = press(client, page, "to-council")
    assert page.values()["for_council"] == "yes"
    for name in ("keep_from", "better", "helped", "text"):
        page = press(client, page, f"to-{name}")
    assert page.one("textarea", name="text").text == "First"


def test_answer_outlives_a_change_of_language_as_yes_or_no(client: Client) -> None:
    page = press(client, press(client, pages.get(client, "/en/feedback/"), "begin"), "words", text="x")
    spanish = next(button for button in page.all("button", value="hub") if button.get("lang") == "es")
    sent = {"token": str(page.values()["token"]), "step": "hub", "for_council": "on", "keep_from": ""}
    page = pages.post(client, spanish.get("formaction", ""), sent)
    assert page.one("input", name="for_council").get("checked") is not None
    page = press(client, page, "code", for_council="on", keep_from="")
    press(client, page, "send-kept")
    assert Feedback.objects.get().for_council is True


def test_page_with_every_answer_leads_back_to_the_last_question(client: Client) -> None:
    page = to_easy(client, pages.get(client, "/en/feedback/easy/"), "", text="x")
    assert press(client, page, "to-public").text("h1") == "May everyone read it?"
    page = press(client, pages.get(client, "/en/feedback/pictures/"), "begin")
    page = press(client, press(client, page, "face-1"), "files")
    assert press(client, page, "to-files").text("h1") == "Do you want to say something?"


def test_easy_page_open_for_too_long_stays_easy_and_keeps_what_is_typed(client: Client) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False):
        page = press(client, pages.get(client, "/en/feedback/easy/"), "begin")
    with time_machine.travel("2026-11-23 12:00", tick=False):
        page = press(client, page, "text", status=400, text="I fell asleep")
        assert page.one("textarea", name="text").text == "I fell asleep"
        assert press(client, page, "text", text="I fell asleep").text("h1") == "What was good?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_face_alone_is_enough_for_who_does_not_write(client: Client, month_key: MonthKey, language: str) -> None:
    page = press(client, pages.get(client, f"/{language}/feedback/pictures/"), "begin")
    assert [button.get("value") for button in page.all("button", class_="face")] == [f"face-{n}" for n in Face.values]
    page = press(client, press(client, page, "face-2"), "files")
    assert '<svg class="drawing' in page.html
    press(client, press(client, page, "code"), "send-kept")
    assert month_key.words(Feedback.objects.get())["face"] == "2"


def test_face_that_was_chosen_is_said_when_going_back(client: Client) -> None:
    page = press(client, pages.get(client, "/en/feedback/pictures/"), "begin")
    page = press(client, press(client, page, "face-5"), "to-face")
    pressed = [button.get("value") for button in page.all("button", aria_pressed="true")]
    assert pressed == ["face-5"]


def test_face_can_be_left_out_and_nothing_at_all_is_refused_kindly(client: Client) -> None:
    page = press(client, pages.get(client, "/en/feedback/pictures/"), "begin")
    page = press(client, press(client, page, "to-files"), "files")
    page = press(client, page, "code", status=422)
    assert page.text("h1") == "There is nothing to send yet"


def test_way_is_changed_on_the_first_page_without_losing_the_place(client: Client, ward: Place) -> None:
    page = press(client, pages.get(client, "/en/feedback/at/ward-3/"), "way-easy")
    assert "About: Ward 3" in page.text("main")
    assert page.one("form", id="give").get("action") == "/en/feedback/2/"


def test_poster_names_its_place_and_it_is_kept_with_the_words(client: Client, month_key: MonthKey, ward: Place) -> None:
    page = pages.get(client, "/ar/feedback/at/ward-3/")
    assert "الجناح ٣" in page.text("main")
    page = press(client, press(client, page, "begin"), "words", text="x")
    press(client, press(client, page, "code"), "send-kept")
    assert month_key.words(Feedback.objects.get())["place_id"] == str(ward.pk)


def test_place_of_a_poster_can_be_left_out(client: Client, month_key: MonthKey, ward: Place) -> None:
    page = press(client, pages.get(client, "/en/feedback/at/ward-3/"), "forget-place")
    assert "Ward 3" not in page.text("main")
    page = press(client, press(client, page, "begin"), "words", text="x")
    press(client, press(client, page, "code"), "send-kept")
    assert month_key.words(Feedback.objects.get())["place_id"] == ""


def test_poster_of_an_unlisted_or_unknown_place_opens_the_plain_form(
    client: Client, month_key: MonthKey, ward: Place
) -> None:
    Place.objects.update(listed=False)
    plain = pages.get(client, "/en/feedback/").text("main")
    assert pages.get(client, "/en/feedback/at/ward-3/").text("main") == plain
    assert pages.get(client, "/en/feedback/at/nowhere/").text("main") == plain
    page = press(client, pages.get(client, "/en/feedback/at/ward-3/"), "begin")
    press(client, press(client, press(client, page, "words", text="x"), "code"), "send-kept")
    assert month_key.words(Feedback.objects.get())["place_id"] == ""


@pytest.mark.parametrize("way", ["at/ward-3/", "kiosk/", "kiosk/ward-3/"])
def test_address_without_a_language_leads_to_that_of_the_browser(client: Client, way: str) -> None:
    answer = client.get(f"/feedback/{way}", HTTP_ACCEPT_LANGUAGE="ar-SY, en;q=0.5")
    assert answer.headers["Location"] == f"/ar/feedback/{way}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_form_has_a_code_of_its_own_each_time_and_stores_nothing(client: Client, language: str) -> None:
    first, second = (pages.get(client, f"/{language}/feedback/paper/") for _ in range(2))
    found = [
        {codes.read(bdi.text or "") for bdi in page.all("bdi", class_="receipt__code")} for page in (first, second)
    ]
    assert [len(shown) for shown in found] == [1, 1]
    assert found[0] != found[1]
    assert len(first.all("div", class_="qr")) == 2
    assert Feedback.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_paper_form_offers_one_place_and_three_at_the_same_cost(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(number):
        Place.objects.create(code=f"ward-{count}", names={"en": f"Ward {count}"})
    with django_assert_num_queries(1):
        page = pages.get(client, "/en/feedback/paper/")
    assert [f"Ward {count}" in page.text("main") for count in range(number)] == [True] * number


def test_paper_form_says_who_sees_its_code(client: Client) -> None:
    words = pages.get(client, "/en/feedback/paper/").text("main")
    assert "Whoever types your form in sees your words and your code." in words
    assert "When you first come back, press “Get a new code”." in words
    assert "do not copy it" in words


@pytest.mark.parametrize("way", ["2/", "3/", "kiosk/", "kiosk/ward-3/", "at/ward-3/", "4/"])
def test_no_way_sets_a_cookie_or_needs_a_script(client: Client, ward: Place, way: str) -> None:
    answer = client.get(f"/en/feedback/{way}")
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    page = pages.parse(answer.content.decode())
    hidden = [button for button in page.all("button") if button.get("hidden") is not None]
    assert all(button.get("type") == "button" for button in hidden)
    # Nothing is fetched from elsewhere, and nothing leads elsewhere but to who helps at once.
    helps = {f'<a href="{line.href}"' for line in helplines.ENGLAND.without_voice}
    helps.add('data-exit="https://www.bbc.com/weather"')
    # An address that is printed may break behind its slashes.
    written = answer.content.decode().replace("<wbr>", "")
    assert {*re.findall(r"(?:<a )?[-\w]*=?\"?https?://(?!testserver)[^\"]*.", written)} <= helps
