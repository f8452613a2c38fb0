"""Reading one's own words again: only for who asked for it, sealed to their code, and gone with the rest."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from feedback import actions, codes, queries, rate_limit
from feedback.models import Feedback
from tests.feedback.conftest import MonthKey, Visitor
from tests.rig import pages
from tests.rig.contacts import publish_equality_key
from tests.rig.pages import Page

pytestmark = pytest.mark.usefixtures("month_key")
TEXT, HELPED = "Nobody came at night.", "The tea."
ASKED: dict[str, Any] = {"reread_asked": "yes", "reread": "yes"}


def sent(visitor: Visitor, **choice: Any) -> Page:
    """Send, with what was chosen on the page with the code, and come back."""
    visitor.answer(visitor.write(text=TEXT, helped=HELPED), step="send-kept", **choice)
    return visitor.come_back()


def test_nobody_reads_their_words_again_who_did_not_ask(visitor: Visitor) -> None:
    assert visitor.write(text=TEXT).one("input", id="reread").get("checked") is None
    for choice in ({}, {"reread_asked": "yes"}):
        page = sent(visitor, **choice)
        assert TEXT not in page.html
        assert bytes(Feedback.objects.latest("received_on").own_words) == b""


def test_who_asked_reads_their_words_again_in_every_part(visitor: Visitor, month_key: MonthKey) -> None:
    page = sent(visitor, **ASKED)
    shown = page.text("main")
    assert TEXT in shown
    assert HELPED in shown
    feedback = Feedback.objects.get()
    assert TEXT.encode() not in bytes(feedback.own_words)
    # Staff's copy says nothing of the choice.
    assert "reread" not in month_key.words(feedback)


def test_choice_outlives_the_wait_in_a_flood(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visitor.write(text=TEXT)
    monkeypatch.setattr(rate_limit, "admit", lambda **_: rate_limit.Outcome.WAIT)
    waiting = visitor.answer(page, step="send-kept", status=429, **ASKED)
    monkeypatch.undo()
    visitor.answer(waiting, step="send-kept")
    assert TEXT in visitor.come_back().text("main")


def test_choice_stays_when_somebody_goes_back_for_a_change(visitor: Visitor) -> None:
    page = visitor.answer(visitor.write(text=TEXT), step="hub", **ASKED)
    page = visitor.answer(page, step="code")
    assert page.one("input", id="reread").get("checked") is not None


def test_without_a_code_nothing_is_kept_to_read_again(visitor: Visitor) -> None:
    visitor.answer(visitor.write(text=TEXT), step="send-unkept", **ASKED)
    assert bytes(Feedback.objects.get().own_words) == b""


FIRST_AND_THEN = {
    "ticked, then not": (ASKED, "send-kept", {"reread_asked": "yes"}, False),
    "ticked, then sent without a code": (ASKED, "send-unkept", ASKED, False),
    "not ticked, then ticked": ({"reread_asked": "yes"}, "send-kept", ASKED, True),
}


@pytest.mark.parametrize(("first", "step", "then", "readable"), FIRST_AND_THEN.values(), ids=FIRST_AND_THEN)
def test_last_choice_counts_when_the_same_is_sent_again(
    visitor: Visitor, first: dict[str, Any], step: str, then: dict[str, Any], *, readable: bool
) -> None:
    page = visitor.write(text=TEXT)
    visitor.answer(page, step="send-kept", **first)
    visitor.answer(page, step=step, **then)
    assert (TEXT in visitor.come_back().text("main")) is readable
    assert bool(bytes(Feedback.objects.get().own_words)) is readable


def test_every_length_is_sealed_to_the_same(visitor: Visitor) -> None:
    lengths = set()
    for text in ("x", "y" * 900):
        visitor.answer(visitor.write(text=text), step="send-kept", **ASKED)
        lookup = codes.opened(visitor.code).lookup
        lengths.add(len(bytes(Feedback.objects.get(lookup=lookup).own_words)))
    assert len(lengths) == 1


def test_words_to_read_again_go_with_the_rest(visitor: Visitor) -> None:
    sent(visitor, **ASKED)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    actions.forget_words(feedback_ids=[Feedback.objects.get().pk])
    assert TEXT not in visitor.come_back().html
    sent(visitor, **ASKED)
    assert actions.erase(lookup=codes.opened(visitor.code).lookup, on=today)
    queries.show_receipts(codes.opened(visitor.code).lookup)
    assert {bytes(one.own_words) for one in Feedback.objects.all()} == {b""}


def test_a_new_code_reads_them_and_the_old_one_does_not(visitor: Visitor) -> None:
    page = sent(visitor, **ASKED)
    old = visitor.code
    page = visitor.act(page, "rotate")
    fresh = codes.read(page.text("bdi", class_="receipt__code"))
    assert TEXT in visitor.act(page, "rotate", kept="kept").text("main")
    assert TEXT in visitor.come_back(fresh).text("main")
    assert TEXT not in visitor.come_back(old).html


def test_before_sending_everything_that_was_said_is_shown(visitor: Visitor) -> None:
    page = visitor.write(text=TEXT, place="Ward 7")
    page = visitor.answer(page, step="to-ratings")
    page = visitor.answer(page, step="ratings", SAFE1="a_little")
    page = visitor.answer(page, step="to-notes")
    page = visitor.answer(page, step="notes", notes="death")
    page = visitor.answer(page, step="to-about")
    page = visitor.answer(page, step="about", about="family", relation="parent", watched="on")
    shown = re.sub(r"\s+", " ", visitor.answer(page, step="code").text("details"))
    for said in (
        TEXT,
        "Where it was Ward 7",
        "I felt safe. A little",
        "Someone died",
        "Who you are I am family or a friend",
        "Who you speak for For my mother or father",
        "Someone from the service was in the room while I wrote this",
        "The council may read a version without names",
    ):
        assert said in shown


def test_words_that_are_typed_and_not_sent_come_back_with_their_page(visitor: Visitor) -> None:
    visitor.give(text=TEXT)
    for act in ("choose", "rotate", "erase"):
        page = visitor.act(visitor.come_back(), act, text="half a sentence")
        assert "half a sentence" not in page.html
        page = visitor.act(page, "show")
        assert page.one("textarea", name="text").text == "half a sentence"
        # Once it is back it is in its box, and nowhere else.
        assert not visitor.act(page, "show").one("textarea", name="text").text


def test_words_that_are_too_long_to_carry_stay_in_their_box(visitor: Visitor) -> None:
    visitor.give(text=TEXT)
    page = visitor.act(visitor.come_back(), "choose", status=422, text="w" * 9000)
    assert "w" * 9000 in page.html


def test_going_back_to_the_first_page_keeps_what_was_typed(visitor: Visitor) -> None:
    page = visitor.answer(pages.get(visitor.client, visitor.address), step="begin")
    page = visitor.answer(page, step="to-start", text=TEXT, helped="", better="")
    assert page.text("h1") == "Before you start"
    assert visitor.answer(page, step="begin").one("textarea", name="text").text == TEXT


def test_number_that_leads_to_somebody_is_pointed_out_in_an_addition_too(visitor: Visitor) -> None:
    visitor.give(text=TEXT)
    page = visitor.act(visitor.come_back(), "add", text="Call me on 07700 900123")
    assert "a phone number or another long number" in page.text("main")
    assert Feedback.objects.get().messages.count() == 0
    page = visitor.act(page, "add-anyway", text="Call me on 07700 900123")
    assert "What you added is stored" in page.text("main")
    assert Feedback.objects.get().messages.count() == 1


def test_who_kept_no_code_is_not_led_to_where_one_is_asked(visitor: Visitor) -> None:
    """Neither when the questions are sent nor when they are skipped."""
    publish_equality_key()
    sent = visitor.answer(visitor.write(text=TEXT), step="send-unkept")
    address = f"{visitor.address}7/"
    asked = pages.post(visitor.client, address, sent.values())
    for step in ("skip", "send"):
        done = pages.post(visitor.client, address, {**asked.values(), "step": step})
        assert "Come back with your code" not in done.text("main")


def test_waiting_leads_back_to_where_somebody_waits_from(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    pause = visitor.answer(visitor.answer(visitor.write(text=TEXT), step="hub"), step="pause-hub")
    monkeypatch.setattr(rate_limit, "admit", lambda **_: rate_limit.Outcome.WAIT)
    waiting = visitor.answer(pause, step="pause-keep", status=429)
    assert [button.get("value") for button in waiting.all("button", name="step")] == ["pause-keep", "pause-back"]
    sending = visitor.answer(visitor.write(text=TEXT), step="send-kept", status=429)
    assert [button.get("value") for button in sending.all("button", name="step")] == ["send-kept", "code"]
