"""Showing the person the version others may see, asking questions, and reading what they answer."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from desk.actions import cases as acts
from desk.actions.collecting import collect
from feedback import actions as door
from feedback import codes
from feedback.enums import Fitting, MessageKind
from feedback.models import Feedback
from tests.rig import pages
from tests.tracker import factories


def bodies(said: factories.Said) -> list[str]:
    return [str((one.text or {})["body"]) for one in said.versions()]


def say_of(said: factories.Said, fitting: Fitting, text: str = "", about: uuid.UUID | None = None) -> None:
    """Answer the newest version with the code."""
    door.answer_version(
        lookup=codes.opened(said.code).lookup,
        about=about or said.versions()[-1].id,
        fitting=fitting,
        addition={"text": text, "language": "en"},
        submission=uuid.uuid4(),
        on=timezone.localdate(),
    )


def opened(desk: Client, said: factories.Said) -> str:
    collect()
    return pages.post(desk, f"/desk/{said.case.pk}/added/").text("main")


def test_each_text_is_shown_to_the_person_once(reader: User) -> None:
    said = factories.read(reader, shareable="Somebody waited.")
    acts.share(case=said.case, shareable="Somebody waited.", language="en", by=reader)
    assert bodies(said) == ["Somebody waited."]
    acts.share(case=said.case, shareable="Somebody waited for hours.", language="en", by=reader)
    acts.share(case=said.case, shareable="Somebody waited.", language="en", by=reader)
    assert bodies(said) == ["Somebody waited.", "Somebody waited for hours.", "Somebody waited."]
    assert [one.asks for one in said.versions()] == ["", "", "fitting"]


def test_version_is_sealed_to_the_code(reader: User) -> None:
    said = factories.read(reader, shareable="canary-version")
    message = said.feedback.messages.get(kind=MessageKind.SHAREABLE)
    assert b"canary-version" not in bytes(message.sealed)


@pytest.mark.parametrize("fitting", Fitting)
def test_answer_is_read_only_when_it_is_opened(desk: Client, reader: User, fitting: Fitting) -> None:
    said = factories.read(reader)
    say_of(said, fitting, "Two nights." if fitting == Fitting.CHANGE else "")
    assert str(fitting.label) not in pages.get(desk, f"/desk/{said.case.pk}/").text("main")
    shown = opened(desk, said)
    assert f"the person says: {fitting.label}." in shown
    assert ("Two nights." in shown) == (fitting == Fitting.CHANGE)
    assert ("Every choice about who can read it was turned off" in shown) == (fitting == Fitting.STOP)


def test_answer_to_an_earlier_version_is_said_to_be_one(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    say_of(said, Fitting.FINE)
    assert "A newer version has replaced it since." not in opened(desk, said)
    acts.share(case=said.case, shareable="Another.", language="en", by=reader)
    assert "A newer version has replaced it since." in opened(desk, said)


def test_answer_about_something_else_is_not_believed(desk: Client, reader: User) -> None:
    """Whoever takes the door over can seal anything to staff."""
    said, other = factories.read(reader), factories.read(reader)
    say_of(said, Fitting.FINE, about=other.versions()[-1].id)
    assert "the person says" not in opened(desk, said)


def test_what_is_different_now_is_read_when_it_is_opened(desk: Client, reader: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    factories.confirmed(because=factories.decision(factories.recommendation(agenda_item, said)))
    [change] = [one for one in said.told() if one.asks == "different"]
    door.add_words(
        lookup=codes.opened(said.code).lookup,
        addition={"text": "On ward 3.", "language": "en", "about": str(change.id), "different": "no"},
        submission=uuid.uuid4(),
        on=timezone.localdate(),
    )
    shown = opened(desk, said)
    assert "the person says: No, it is still the same." in shown
    assert "On ward 3." in shown


def test_question_is_headed_as_one(desk: Client, reader: User) -> None:
    said = factories.read(reader)
    data = pages.get(desk, f"/desk/{said.case.pk}/").values() | {"reply-text": "Which night?", "reply-asks": "on"}
    assert desk.post(f"/desk/{said.case.pk}/reply/", data).status_code == 302
    [news] = said.told()
    assert (news.text or {})["heading"] == "A question to you"
    assert not news.answers


def test_answer_is_marked_as_the_promised_one(reader: User) -> None:
    said = factories.read(reader)
    factories.answered(said, reader)
    assert [news.answers for news in said.told()] == [True]


def test_new_promise_reaches_the_person(reader: User) -> None:
    said = factories.read(reader)
    factories.answered(said, reader)
    acts.close(case=said.case, by=reader)
    said.add(noticed=False)
    with time_machine.travel(date(2027, 3, 1), tick=False):
        collect()
    promised = Feedback.objects.get(pk=said.feedback.pk).answer_by
    assert promised == said.case.answer_by
    assert promised > date(2027, 3, 1)


def test_first_promise_is_the_same_on_both_sides() -> None:
    said = factories.collected()
    assert said.case.answer_by == said.feedback.answer_by
