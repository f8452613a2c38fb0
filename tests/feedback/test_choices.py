"""Changing one's mind about who may read it."""

import pytest

from feedback import actions
from feedback.enums import Status
from feedback.models import DataKey, Feedback
from tests.feedback.conftest import Visitor
from tests.feedback.conversations import consents, given

pytestmark = pytest.mark.usefixtures("month_key")
NONE = dict.fromkeys(("for_team", "for_council", "for_public", "for_training"), False)


def test_choices_begin_as_they_stand(visitor: Visitor) -> None:
    given(visitor, for_council=True, for_training=True)
    page = visitor.act(visitor.come_back(), "choose")
    ticked = {name for name, value in page.values().items() if value == "on"}
    assert ticked == {"for_council", "for_training"}
    assert page.all("input", name="keep_from") == []


@pytest.mark.parametrize("name", NONE)
def test_each_choice_is_saved_and_shown(visitor: Visitor, name: str) -> None:
    feedback = given(visitor, for_council=True)
    page = visitor.act(visitor.act(visitor.come_back(), "choose"), "choose", status=200, save="yes", **{name: "on"})
    assert consents(feedback) == {**NONE, name: True}
    assert "Your choice is saved" in page.text("main")
    assert "A version without names can be read by:" in visitor.come_back().text("main")


def test_taking_every_choice_back_is_said_plainly(visitor: Visitor) -> None:
    feedback = given(visitor, for_council=True, for_public=True)
    page = visitor.act(visitor.act(visitor.come_back(), "choose"), "choose", save="yes")
    assert consents(feedback) == NONE
    assert "Only the small team that answers you" in page.text("main")


def test_page_says_what_a_choice_cannot_reach(visitor: Visitor) -> None:
    given(visitor)
    said = visitor.act(visitor.come_back(), "choose").text("main")
    assert "What is already on a public page stays there" in said
    assert "papers of a meeting that were handed out" in said


def test_looking_at_the_choices_changes_nothing(visitor: Visitor) -> None:
    feedback = given(visitor, for_council=True)
    visitor.act(visitor.come_back(), "choose", for_public="on")
    assert consents(feedback) == {**NONE, "for_council": True}


def test_choices_after_an_erasure_change_nothing(visitor: Visitor) -> None:
    feedback = given(visitor)
    open_elsewhere = visitor.act(visitor.come_back(), "choose")
    visitor.act(visitor.act(visitor.come_back(), "erase"), "erase", sure="yes")
    page = visitor.act(open_elsewhere, "choose", save="yes", for_public="on")
    assert page.text("h1") == "Your feedback is destroyed"
    assert consents(feedback) == NONE
    assert not actions.choose(lookup=bytes(feedback.lookup), consents={"for_public": True})
    assert consents(feedback) == NONE
    assert Feedback.objects.get().status == Status.ERASED
    assert DataKey.objects.count() == 0
