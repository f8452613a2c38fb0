"""Whether something is really different now, asked of the person it happened to."""

import pytest

from feedback.enums import Different, MessageKind
from feedback.models import Message
from tests.feedback.conftest import MonthKey, Visitor
from tests.feedback.conversations import added, given, told


@pytest.mark.parametrize("different", Different)
def test_each_answer_reaches_staff_sealed(visitor: Visitor, month_key: MonthKey, different: Different) -> None:
    feedback = given(visitor)
    message = told(feedback, MessageKind.CHANGE, "You can visit at night.")
    page = visitor.act(visitor.come_back(), "say", about=str(message.pk))
    assert page.text("h1") == "Has it really changed?"
    page = visitor.act(page, "say", save="yes", about=str(message.pk), different=different.value, text="On ward 3.")
    assert added(feedback, month_key) == [
        {"text": "On ward 3.", "language": "en", "about": str(message.pk), "different": different.value}
    ]
    assert f"You said: {different.label}." in page.text("main")


def test_it_can_be_answered_again_and_is_not_shown_again(visitor: Visitor, month_key: MonthKey) -> None:
    feedback = given(visitor)
    message = told(feedback, MessageKind.CHANGE, "You can visit at night.")
    for different in ("no", "yes"):
        page = visitor.act(visitor.come_back(), "say", about=str(message.pk))
        visitor.act(page, "say", save="yes", about=str(message.pk), different=different)
    assert [said["different"] for said in added(feedback, month_key)] == ["no", "yes"]
    page = visitor.come_back()
    assert "You said" not in page.text("main")
    assert [box.get("value") for box in page.all("button", name="about")] == [str(message.pk)]


def test_every_change_is_asked_about_and_no_reply_is(visitor: Visitor, month_key: MonthKey) -> None:
    feedback = given(visitor)
    first = told(feedback, MessageKind.CHANGE, "Nights.")
    told(feedback, MessageKind.REPLY, "Thank you.")
    told(feedback, MessageKind.DECISION, "Yes.")
    second = told(feedback, MessageKind.CHANGE, "Days.")
    page = visitor.come_back()
    assert [box.get("value") for box in page.all("button", name="about")] == [str(first.pk), str(second.pk)]


@pytest.mark.parametrize("sent", [{}, {"different": "perhaps"}])
def test_no_answer_says_what_to_do_and_keeps_the_words(
    visitor: Visitor, month_key: MonthKey, sent: dict[str, str]
) -> None:
    feedback = given(visitor)
    message = told(feedback, MessageKind.CHANGE, "Nights.")
    page = visitor.act(visitor.come_back(), "say", about=str(message.pk))
    page = visitor.act(page, "say", status=422, save="yes", about=str(message.pk), text="On ward 3.", **sent)
    assert "#id_different_0" in page.links()
    assert (page.one("textarea", name="text").text or "").strip() == "On ward 3."
    assert added(feedback, month_key) == []
    assert Message.objects.count() == 1
