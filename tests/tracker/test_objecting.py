"""The days in which somebody can object to the version others may read, before anybody reads it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import Settings

from accounts.models import User
from core.verdicts import Refused
from feedback import actions as door
from feedback import codes
from feedback.enums import Fitting
from meetings.models import AgendaItem
from tests.feedback.conftest import Visitor
from tests.rig import pages
from tests.rig.pages import Page
from tests.tracker import factories
from tracker import actions
from tracker.actions import agenda, desk
from tracker.forms.council import Recommend
from tracker.models import Item
from tracker.queries import changes, items, recommendations
from tracker.rules import desk as rules

VERSION = "Somebody waited all night."


@pytest.fixture(autouse=True)
def _three_days(settings: Settings) -> None:
    settings.OBJECT_DAYS = 3


def test_council_reads_a_version_when_the_days_are_over(reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    meeting = factories.MeetingFactory()
    assert list(items.heard(Item.objects.all())) == []
    with pytest.raises(Refused, match="can still object"):
        agenda.put_on_agenda(item=said.item, meeting=meeting, title="Nights", background=VERSION, by=reader)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert list(items.heard(Item.objects.all())) == []
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert list(items.heard(Item.objects.all())) == [said.item]
        assert rules.may_put_on_agenda(reader, said.item)


def test_other_words_begin_the_days_anew(reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        desk.share(item=said.item, shareable="Other words.", language="en", by=reader)
        assert list(items.heard(Item.objects.all())) == []


def test_person_reads_from_which_day_others_read_it(client: Client, reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    day = date_format(timezone.localdate() + timedelta(days=3))
    assert f"Nobody else reads it before {day}." in Visitor(client).come_back(said.code).text("main")


def test_public_page_waits_too(reader: User, settings: Settings) -> None:
    settings.OBJECT_DAYS = 0
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item)
    settings.OBJECT_DAYS = 3
    change = factories.in_force(because=factories.decision(factories.recommendation(agenda_item, said)))
    assert (list(changes.voices(change)), said.item.published_on) == ([], None)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert list(changes.voices(change)) == [said.item]


def test_page_of_the_desk_says_why_not_yet(client: Client, reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    client.force_login(reader)
    day = date_format(timezone.localdate() + timedelta(days=3))
    assert f"You can do this from {day}." in pages.get(client, f"/desk/{said.item.pk}/").text("main")


def answer(client: Client, said: factories.Said, fitting: str, text: str = "") -> Page:
    """Say something to the newest version, on the page that the code opens."""
    visitor = Visitor(client, code=said.code)
    page = visitor.come_back(said.code)
    about = page.all("button", name="about")[-1].get("value") or ""
    page = visitor.act(page, "say", about=about)
    return visitor.act(page, "say", about=about, save="yes", fitting=fitting, text=text)


def later(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_nobody_else_reads_a_version_that_the_person_asked_to_change(client: Client, reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    shown = answer(client, said, "change", "It tells who I am.").text("main")
    assert "Nobody else reads it until we have written another version" in shown
    with later(9):
        assert list(items.heard(Item.objects.all())) == []
        assert "asked you to change" in str(rules.may_put_on_agenda(reader, said.item).reason)
        desk.share(item=said.item, shareable="Other words.", language="en", by=reader)
        assert list(items.heard(Item.objects.all())) == []
    with later(12):
        assert list(items.heard(Item.objects.all())) == [said.item]


def test_person_who_says_that_it_is_fine_after_all_is_believed(client: Client, reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    answer(client, said, "change", "It tells who I am.")
    answer(client, said, "fine")
    with later(3):
        assert list(items.heard(Item.objects.all())) == [said.item]


def test_wish_to_change_an_earlier_version_does_not_hold_back_the_new_one(client: Client, reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    earlier = said.versions()[0].id
    desk.share(item=said.item, shareable="Other words.", language="en", by=reader)
    door.say_of_version(
        lookup=codes.opened(said.code).lookup,
        about=earlier,
        fitting=Fitting.CHANGE,
        text="It tells who I am.",
        language="en",
        submission=uuid.uuid4(),
        on=timezone.localdate(),
    )
    with later(3):
        assert list(items.heard(Item.objects.all())) == [said.item]


def in_paper(reader: User) -> tuple[factories.Said, AgendaItem]:
    """Say something whose version stands in the paper of a meeting, after its days."""
    said, meeting = factories.read(reader, shareable=VERSION), factories.MeetingFactory()
    background = f"Nights.\n\n{VERSION}"
    with later(3):
        agenda.put_on_agenda(item=said.item, meeting=meeting, title="Nights", background=background, by=reader)
    return said, AgendaItem.objects.get()


def background(paper: AgendaItem) -> str:
    paper.refresh_from_db()
    return paper.background.removeprefix("Nights.\n\n")


def test_other_words_stand_in_a_paper_only_when_their_days_are_over(reader: User) -> None:
    said, paper = in_paper(reader)
    with later(4):
        desk.share(item=said.item, shareable="Other words.", language="en", by=reader)
        assert background(paper) == f"A new version of these words follows ({said.item})."
        assert actions.take_out_of_papers() == 0
    with later(6):
        assert actions.take_out_of_papers() == 0
        assert background(paper) == f"A new version of these words follows ({said.item})."
    with later(7):
        assert actions.take_out_of_papers() == 1
        assert background(paper) == "Other words."
        assert actions.take_out_of_papers() == 0


def test_version_that_is_to_be_changed_leaves_the_paper_and_comes_back_when_it_is_fine(
    client: Client, reader: User
) -> None:
    said, paper = in_paper(reader)
    with later(4):
        answer(client, said, "change", "It tells who I am.")
        assert actions.take_out_of_papers() == 1
        assert VERSION not in background(paper)
        answer(client, said, "fine")
        assert actions.take_out_of_papers() == 1
        assert background(paper) == VERSION


def test_place_that_is_kept_for_words_says_so_when_they_are_taken_back(client: Client, reader: User) -> None:
    said, paper = in_paper(reader)
    with later(4):
        desk.share(item=said.item, shareable="Other words.", language="en", by=reader)
        said.erase()
        actions.collect()
        assert background(paper) == "The person has taken these words back."
        assert actions.take_out_of_papers() == 0


def test_form_of_the_council_does_not_quote_a_version_that_others_may_not_read(
    reader: User, settings: Settings
) -> None:
    agenda_item = factories.AgendaItemFactory()
    settings.OBJECT_DAYS = 0
    said = factories.with_council(reader, agenda_item)
    settings.OBJECT_DAYS = 3
    desk.share(item=said.item, shareable="Other words.", language="en", by=reader)
    (choice,) = Recommend(items=list(recommendations.sources_of(agenda_item))).fields["sources"].choices  # type: ignore[attr-defined]
    assert choice[1] == "Words that are being changed"
