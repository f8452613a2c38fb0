"""Coming back with a code."""

import datetime
import uuid

import pytest
import time_machine
from django.utils import timezone

from feedback import actions, codes, queries, sealing
from feedback.content import Notice, NoticeText
from feedback.enums import MessageKind, Status
from feedback.models import DataKey, Feedback, Message
from tests.feedback.conftest import MonthKey, Visitor
from tests.rig import pages

pytestmark = pytest.mark.usefixtures("month_key")
TODAY = datetime.date(2026, 11, 23)
NOTICE: Notice = {"language": "en", "texts": {}}


def tell(**texts: NoticeText) -> Message | None:
    notice: Notice = {"language": "en", "texts": texts, "link": "/changes/1/"}
    return actions.send_notice(
        feedback_id=Feedback.objects.get().pk, kind=MessageKind.REPLY, notice=notice, on=TODAY, submission=uuid.uuid4()
    )


def test_a_receipt_shows_status_and_no_words_of_ones_own(visitor: Visitor) -> None:
    visitor.give(text="canary-own-words")
    page = visitor.come_back(codes.shown(visitor.code).lower())
    assert "canary-own-words" not in page.html
    assert page.text("h1") == "Your feedback"
    assert "We have it" in page.text("ol", class_="timeline")


def test_a_reply_is_read_in_ones_language_or_said_to_be_in_another(visitor: Visitor) -> None:
    visitor.give(text="x")
    tell(
        en={"heading": "A reply", "body": "We are sorry."},
        es={"heading": "Respuesta", "body": "Lo sentimos.", "draft": True},
    )
    assert "We are sorry." in visitor.come_back().text("main")
    visitor.language = "es"
    assert "Lo sentimos." in visitor.come_back().text("main")
    visitor.language = "ar"
    page = visitor.come_back()
    assert "We are sorry." in page.text("main")
    assert page.one("blockquote").get("lang") == "en"


def test_only_the_receipt_opens_a_reply(visitor: Visitor, month_key: MonthKey) -> None:
    visitor.give(text="x")
    message = tell(en={"heading": "A reply", "body": "canary-reply"})
    assert message is not None
    assert b"canary-reply" not in bytes(message.sealed)
    with pytest.raises(sealing.DecryptionError):
        sealing.open_notice(message, month_key.private)


def test_the_same_notice_is_kept_once(visitor: Visitor) -> None:
    visitor.give(text="x")
    feedback, once = Feedback.objects.get(), uuid.uuid4()
    for _ in range(3):
        actions.send_notice(feedback_id=feedback.pk, kind=MessageKind.REPLY, notice=NOTICE, on=TODAY, submission=once)
    assert Message.objects.count() == 1


def test_what_is_added_is_sealed_to_staff_and_kept_once(visitor: Visitor, month_key: MonthKey) -> None:
    visitor.give(text="x")
    page = visitor.come_back()
    first = visitor.act(page, "add", text="One more thing")
    again = visitor.act(page, "add", text="One more thing")
    assert "What you added is stored" in first.text("main")
    assert "Nothing was added twice" in again.text("main")
    message = Message.objects.get()
    data_key = queries.key_of(message.pk)
    assert data_key is not None
    assert sealing.open_from_person(message, data_key, month_key.private) == {
        "text": "One more thing",
        "language": "en",
    }


def test_an_empty_addition_says_what_to_do(visitor: Visitor) -> None:
    visitor.give(text="x")
    page = visitor.act(visitor.come_back(), "add", status=422, text="  ")
    assert page.links()["#id_text"] == "Write something first, even one word. Then press Send."


def test_a_new_code_ends_the_old_one_and_every_open_page(visitor: Visitor) -> None:
    visitor.give(text="x")
    tell(en={"heading": "A reply", "body": "Still readable"})
    open_elsewhere = visitor.come_back()
    page = visitor.act(visitor.come_back(), "rotate")
    fresh = codes.read(page.text("bdi", class_="receipt__code"))
    assert "Your feedback" in visitor.come_back().text("h1")  # not before it is kept
    visitor.act(page, "rotate", kept="kept")
    assert "We found nothing" in visitor.come_back().text("main")
    assert "We found nothing" in visitor.act(open_elsewhere, "add", text="by a thief").text("main")
    assert Message.objects.filter(kind=MessageKind.FROM_PERSON).count() == 0
    assert "Still readable" in visitor.come_back(fresh).text("main")


def test_erasing_asks_first_and_then_destroys_every_key(visitor: Visitor) -> None:
    visitor.give(text="x")
    visitor.act(visitor.come_back(), "add", text="more")
    tell(en={"heading": "A reply", "body": "secret"})
    asked = visitor.act(visitor.come_back(), "erase")
    assert DataKey.objects.count() == 2
    visitor.act(asked, "erase", sure="yes")
    stored = Feedback.objects.get()
    assert (stored.status, bytes(stored.body), bytes(stored.reply_private)) == (Status.ERASED, b"", b"")
    assert DataKey.objects.count() == 0
    assert {bytes(sealed) for sealed in Message.objects.values_list("sealed", flat=True)} == {b""}
    page = visitor.come_back()
    assert page.text("h1") == "Your feedback is destroyed"
    assert tell(en={"heading": "late", "body": "late"}) is None


def test_a_wrong_code_is_explained_and_an_unknown_one_is_not_an_error(visitor: Visitor) -> None:
    page = visitor.come_back("ABCD", status=422)
    assert page.text("textarea", name="code") == "ABCD"
    assert "We found nothing for this code" in visitor.come_back(codes.new()).text("main")


def test_a_page_open_for_too_long_gives_the_words_back(visitor: Visitor) -> None:
    visitor.give(text="x")
    with time_machine.travel("2026-11-23 10:00", tick=False):
        page = visitor.come_back()
    with time_machine.travel("2026-11-23 10:16", tick=False):
        page = visitor.act(page, "add", status=400, text="Typed slowly")
    assert "Typed slowly" in page.text("main")
    assert Message.objects.count() == 0


def test_a_message_that_was_changed_is_said_to_be_unreadable(visitor: Visitor) -> None:
    visitor.give(text="x")
    message = tell(en={"heading": "A reply", "body": "canary"})
    assert message is not None
    sealed = bytearray(bytes(message.sealed))
    sealed[60] ^= 1
    Message.objects.update(sealed=bytes(sealed))
    page = visitor.come_back()
    assert "This message cannot be read." in page.text("main")
    assert "canary" not in page.html


@pytest.mark.parametrize("path", ["", "return/", "help/"])
def test_no_page_of_the_door_sets_a_cookie_or_may_be_stored(visitor: Visitor, path: str) -> None:
    response = visitor.client.get(visitor.address + path)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_leaving_clears_what_it_can(visitor: Visitor) -> None:
    response = visitor.client.get(f"{visitor.address}6/")
    assert response.status_code == 302
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert response.headers["Location"].startswith("https://")
    pages.get(visitor.client, f"{visitor.address}help/")


def test_what_was_typed_and_carried_along_is_there_when_the_page_is_too_old(visitor: Visitor) -> None:
    visitor.give(text="x")
    page = visitor.act(visitor.come_back(), "choose", text="Half a page that took long.")
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16), tick=False):
        assert "Half a page that took long." in visitor.act(page, "show", status=400).text("main")
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=26), tick=False):
        assert "Half a page" not in visitor.act(page, "show", status=400).text("main")


@pytest.mark.parametrize("text", ["Typed while the code was changed", "call 07700 900123"])
@pytest.mark.parametrize("act", ["add", "stay", "rotate"])
def test_words_stay_when_the_code_was_changed_elsewhere(visitor: Visitor, act: str, text: str) -> None:
    visitor.give(text="x")
    page = visitor.come_back()
    opened = codes.opened(codes.read(visitor.code))
    assert actions.rotate(lookup=opened.lookup, wrap_key=opened.wrap_key, new_code=codes.new())
    page = visitor.act(page, act, text=text)
    if act == "rotate":
        page = visitor.act(page, "show")
    assert text in page.text("main")
    assert Message.objects.count() == 0


def test_words_stay_when_everything_was_destroyed_elsewhere(visitor: Visitor) -> None:
    visitor.give(text="x")
    page = visitor.come_back()
    opened = codes.opened(codes.read(visitor.code))
    actions.erase(lookup=opened.lookup, on=timezone.localdate())
    page = visitor.act(page, "add", text="Typed while it was destroyed")
    assert "Typed while it was destroyed" in page.text("main")


def test_the_language_buttons_keep_the_code_and_look_nothing_up(visitor: Visitor) -> None:
    typed = {"code": "AB12-unfinished", "act": "language"}
    page = pages.post(visitor.client, "/ar/feedback/1/", typed)
    assert page.text("textarea", name="code") == "AB12-unfinished"
    # Of a code that is no code nothing is said: nobody pressed "Show me".
    assert page.all("div", role="alert") == []
