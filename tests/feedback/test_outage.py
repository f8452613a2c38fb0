"""The database is away while somebody writes: nothing is lost, and the same button works once it is back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection

from feedback.models import Feedback, Message
from tests.feedback.conftest import Visitor
from tests.rig import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("month_key")]
WORDS = "Nobody came <b>at night</b>."


@contextmanager
def database_away() -> Iterator[None]:
    """Let every statement fail as it does when no server answers."""

    def refuse(*_call: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


def again(visitor: Visitor, page: pages.Page, *, status: int = 200) -> pages.Page:
    """Press the only button of the page, as it is."""
    form = page.one("form", id="give")
    sent: dict[str, list[str]] = {}
    for field in form.iter("input"):
        sent.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    return pages.post(visitor.client, form.get("action", ""), sent, status=status)


def test_words_and_code_are_given_back_and_sent_once_by_the_same_button(visitor: Visitor) -> None:
    page = visitor.write(text=WORDS)
    code = page.text("bdi", class_="receipt__code")
    with database_away():
        page = visitor.answer(page, step="send-kept", status=503)
        assert page.text("h1") == "Not sent"
        assert page.text("bdi", class_="receipt__code") == code
        page = again(visitor, page, status=503)
    assert Feedback.objects.count() == 0
    assert "Thank you" in again(visitor, page).text("main")
    again(visitor, page)
    assert Feedback.objects.count() == 1


def test_words_of_a_step_are_shown_and_kept(visitor: Visitor) -> None:
    page = pages.get(visitor.client, visitor.address)
    with database_away():
        page = visitor.answer(page, step="words", text=WORDS)
    # A step asks no database; the words travel on in the state.
    assert page.one("button", value="code").get("name") == "step"


def test_addition_is_given_back_and_sent_once_by_the_same_button(visitor: Visitor) -> None:
    visitor.give(text="x")
    page = visitor.come_back()
    with database_away():
        page = visitor.act(page, "add", status=503, text=WORDS)
    assert WORDS in page.text("main")
    again(visitor, page)
    again(visitor, page)
    assert Message.objects.count() == 1


def test_typed_code_is_not_shown_on_the_page(visitor: Visitor) -> None:
    visitor.give(text="x")
    with database_away():
        page = visitor.come_back(status=503)
    assert visitor.code not in page.text("main")
    assert again(visitor, page).text("h1")


def test_a_form_that_the_web_server_gave_back_is_read_as_it_was_sent(visitor: Visitor) -> None:
    """Twice in a row it found nobody: what it gave back was given back once more."""
    page = pages.get(visitor.client, visitor.address)
    sent = {"token": page.one("input", name="token").get("value"), "step": "words", "text": "“Ça va” & رسالة = 100 %"}
    once = urlencode({"again": urlencode(sent), "forget": "-"})
    page = pages.post(visitor.client, visitor.address, {"again": once, "forget": "-"})
    page = visitor.answer(page, step="to-words")
    assert page.text("textarea", name="text") == sent["text"]


def test_what_was_given_back_without_end_is_no_way_around_a_limit(visitor: Visitor) -> None:
    nested = "text=x"
    for _time in range(300):
        nested = f"again={nested}"
    fields = "&".join(f"a{number}=1" for number in range(500))
    assert visitor.client.post(visitor.address, {"again": nested}).status_code == 400
    assert visitor.client.post(visitor.address, {"again": fields}).status_code == 413


def test_what_was_given_back_does_not_keep_the_door_busy(visitor: Visitor) -> None:
    # Each of the two hundred forms in it was read at the pace of its escapes: two megabytes took minutes.
    nested = "again=" * 198 + "text=" + "%" * 100_000
    assert visitor.client.post(visitor.address, {"again": nested}).status_code == 400
