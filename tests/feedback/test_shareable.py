"""The version others may read, seen and put right by the person whose words they were."""

import pytest

from feedback.actions import returning
from feedback.enums import MessageKind
from feedback.models import Message
from tests.feedback.conftest import MonthKey, Visitor
from tests.feedback.conversations import added, consents, given, told
from tests.rig.pages import Page

ALL = dict.fromkeys(("for_team", "for_council", "for_public", "for_training"), True)
NONE = dict.fromkeys(ALL, False)


def asked(visitor: Visitor, message: Message) -> Page:
    """Open the page that asks whether a version is right."""
    return visitor.act(visitor.come_back(), "say", about=str(message.pk))


def test_version_stands_in_the_conversation_and_on_its_own_page(visitor: Visitor, month_key: MonthKey) -> None:
    message = told(given(visitor, **ALL), MessageKind.SHAREABLE, "Somebody waited all night.")
    assert "Somebody waited all night." in visitor.come_back().text("blockquote")
    page = asked(visitor, message)
    assert page.text("blockquote").startswith("Somebody waited all night.")
    assert [box.get("value") for box in page.all("input", name="fitting")] == ["fine", "change", "stop"]


@pytest.mark.parametrize(
    ("fitting", "text", "left"), [("fine", "", ALL), ("change", "It was two nights.", ALL), ("stop", "", NONE)]
)
def test_each_answer_reaches_staff_and_only_stop_takes_choices_back(
    visitor: Visitor, month_key: MonthKey, fitting: str, text: str, left: dict[str, bool]
) -> None:
    feedback = given(visitor, **ALL)
    message = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    page = visitor.act(asked(visitor, message), "say", save="yes", about=str(message.pk), fitting=fitting, text=text)
    assert added(feedback, month_key) == [
        {"text": text, "language": "en", "about": str(message.pk), "fitting": fitting}
    ]
    assert consents(feedback) == left
    assert "You said:" in page.text("main")
    assert "You said:" not in visitor.come_back().text("main")


def test_answer_is_nowhere_in_clear(visitor: Visitor, month_key: MonthKey) -> None:
    feedback = given(visitor, **ALL)
    message = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    for fitting in ("fine", "stop"):
        visitor.act(asked(visitor, message), "say", save="yes", about=str(message.pk), fitting=fitting)
    sizes = {len(bytes(one.sealed)) for one in Message.objects.filter(kind=MessageKind.FROM_PERSON)}
    assert len(sizes) == 1
    assert all(b"fitting" not in bytes(one.sealed) for one in Message.objects.all())


def test_change_without_words_asks_for_one(visitor: Visitor, month_key: MonthKey) -> None:
    feedback = given(visitor, **ALL)
    message = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    page = visitor.act(
        asked(visitor, message), "say", status=422, save="yes", about=str(message.pk), fitting="change", text=" "
    )
    assert page.links()["#id_text"].startswith("Say what should be different")
    assert added(feedback, month_key) == []


def test_no_answer_says_what_to_do(visitor: Visitor, month_key: MonthKey) -> None:
    message = told(given(visitor), MessageKind.SHAREABLE, "Somebody waited.")
    page = visitor.act(asked(visitor, message), "say", status=422, save="yes", about=str(message.pk))
    assert page.links()["#id_fitting_0"] == "Choose one of the answers first. Then press Send."


def test_only_the_newest_version_is_asked_about(visitor: Visitor, month_key: MonthKey) -> None:
    feedback = given(visitor, **ALL)
    old = told(feedback, MessageKind.SHAREABLE, "Robin waited.")
    new = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    page = visitor.come_back()
    assert [box.get("value") for box in page.all("button", name="about")] == [str(new.pk)]
    assert visitor.act(page, "say", about=str(old.pk)).text("h1") == "Your feedback"


def test_message_of_somebody_else_cannot_be_answered(visitor: Visitor, month_key: MonthKey) -> None:
    theirs = told(given(visitor), MessageKind.SHAREABLE, "Somebody else.")
    feedback = given(visitor, **ALL)
    page = visitor.act(visitor.come_back(), "say", save="yes", about=str(theirs.pk), fitting="stop")
    assert page.text("h1") == "Your feedback"
    assert (added(feedback, month_key), consents(feedback)) == ([], ALL)


def test_stop_holds_even_when_the_conversation_is_full(
    visitor: Visitor, month_key: MonthKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback = given(visitor, **ALL)
    message = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    monkeypatch.setattr(returning, "MAX_ADDITIONS", 1)
    page = visitor.act(asked(visitor, message), "say", save="yes", about=str(message.pk), fitting="stop", text="Why")
    assert consents(feedback) == NONE
    assert "This was not stored" in page.text("main")


def test_another_answer_from_the_same_page_is_kept_too(visitor: Visitor, month_key: MonthKey) -> None:
    """Back, another choice, Send: the second answer must not be taken for a second press of the first."""
    feedback = given(visitor, **ALL)
    message = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    page = asked(visitor, message)
    for fitting in ("fine", "fine", "stop"):
        visitor.act(page, "say", save="yes", about=str(message.pk), fitting=fitting)
    assert [said["fitting"] for said in added(feedback, month_key)] == ["fine", "stop"]


def test_code_in_the_words_is_refused(visitor: Visitor, month_key: MonthKey) -> None:
    feedback = given(visitor)
    message = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    about = {"save": "yes", "about": str(message.pk), "fitting": "fine"}
    visitor.act(asked(visitor, message), "say", status=422, text=f"my code {visitor.code}", **about)
    assert added(feedback, month_key) == []


def test_erased_feedback_has_nothing_to_answer(visitor: Visitor, month_key: MonthKey) -> None:
    feedback = given(visitor)
    message = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    page = asked(visitor, message)
    visitor.act(visitor.act(visitor.come_back(), "erase"), "erase", sure="yes")
    page = visitor.act(page, "say", save="yes", about=str(message.pk), fitting="fine")
    assert page.text("h1") == "Your feedback is destroyed"
    assert consents(feedback) == NONE
