"""Having everything destroyed, and the receipt for it."""

import datetime
import re

import pytest
import time_machine
from pytest_django import Settings

from feedback import actions
from feedback.enums import Channel, FileKind, KeyKind, MessageKind, Status, Voice
from feedback.models import DataKey, Feedback, File, Message
from tests.feedback.conftest import Visitor
from tests.feedback.conversations import given, today, told
from tests.rig import pages
from tests.rig.pages import Page

pytestmark = pytest.mark.usefixtures("month_key")


def erase(visitor: Visitor) -> Page:
    return visitor.act(visitor.act(visitor.come_back(), "erase"), "erase", sure="yes")


def staged() -> str:
    actions.publish_key(
        number=b"file",
        kind=KeyKind.FILES,
        public_key=b"\x09" + bytes(31),
        valid_from=today() - datetime.timedelta(days=1),
        valid_until=today() + datetime.timedelta(days=9),
    )
    return str(actions.stage(data=b"x", kind=FileKind.PICTURE, voice=Voice.AS_IT_IS, position=1, on=today()))


def test_page_before_says_what_goes_what_stays_and_why(visitor: Visitor, settings: Settings) -> None:
    settings.KEY_BACKUP_DAYS = 7
    given(visitor)
    said = visitor.act(visitor.come_back(), "erase").text("main")
    for sentence in (
        "Your words, and everything you added later.",
        "Every recording, picture and document.",
        "Every message from us.",
        "is already on a public page",
        "The keys that could open them are gone everywhere after 7 days.",
    ):
        assert sentence in said
    assert DataKey.objects.count() == 1


def test_receipt_says_what_was_destroyed_and_when(visitor: Visitor) -> None:
    feedback = given(visitor, channel=Channel.WEB, files=[staged()])
    told(feedback, MessageKind.REPLY, "Thank you.")
    visitor.act(visitor.come_back(), "add", text="More")
    page = erase(visitor)
    assert page.text("h1") == "Your feedback is destroyed"
    facts = [pages.words(fact) for fact in page.all("dd")]
    assert facts[2:] == ["Your words and 2 messages", "1 file is destroyed"]
    assert re.fullmatch(r"[0-9a-f]{12}", page.text("bdi", class_="mono"))
    assert (File.objects.count(), DataKey.objects.count()) == (0, 0)


def test_receipt_is_the_same_when_coming_back_later(visitor: Visitor) -> None:
    given(visitor)
    with time_machine.travel("2027-02-03 10:00", tick=False):
        first = erase(visitor)
    with time_machine.travel("2027-02-20 10:00", tick=False):
        later = visitor.come_back()
    assert later.text("bdi", class_="mono") == first.text("bdi", class_="mono")
    assert "3 February 2027" in first.text("dl")
    assert "3 February 2027" in later.text("dl")


def test_receipt_number_is_not_the_row(visitor: Visitor) -> None:
    feedback = given(visitor)
    number = erase(visitor).text("bdi", class_="mono")
    assert number not in feedback.pk.hex
    assert feedback.pk.hex not in visitor.come_back().html.replace("-", "")


def test_pressing_twice_destroys_once_and_says_the_same(visitor: Visitor) -> None:
    given(visitor)
    asked = visitor.act(visitor.come_back(), "erase")
    shown = [visitor.act(asked, "erase", sure="yes") for _press in range(2)]
    assert shown[0].text("bdi", class_="mono") == shown[1].text("bdi", class_="mono")
    assert Feedback.objects.get().steps.filter(status=Status.ERASED).count() == 1


def test_destroyed_conversation_offers_nothing_to_do(visitor: Visitor) -> None:
    feedback = given(visitor)
    told(feedback, MessageKind.SHAREABLE, "canary-version")
    erase(visitor)
    page = visitor.come_back()
    assert "canary-version" not in page.html
    assert [button.get("value") for button in page.all("button", name="act")] == []
    assert {bytes(sealed) for sealed in Message.objects.values_list("sealed", flat=True)} == {b""}
