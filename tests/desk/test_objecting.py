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

from accounts.enums import Role
from accounts.models import User
from core.verdicts import Refused
from desk.actions import cases as desk
from desk.actions import collecting
from desk.models import Case
from desk.queries import cases
from feedback import actions as door
from feedback import codes
from feedback.enums import Fitting
from meetings.models import AgendaItem
from tests.feedback.conftest import Visitor
from tests.rig import pages
from tests.rig.pages import Page
from tests.tracker import factories
from tracker import quotes
from tracker.actions import agenda
from tracker.forms.recommendations import Recommend
from tracker.queries import changes, recommendations
from tracker.rules import agenda as agenda_rules
from tracker.tasks import refresh_quotes as refresh_quotes_task

VERSION = "Somebody waited all night."


@pytest.fixture(autouse=True)
def _three_days(settings: Settings) -> None:
    settings.OBJECT_DAYS = 3


def test_council_reads_a_version_when_the_days_are_over(reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    meeting = factories.MeetingFactory()
    assert list(cases.shared_with_council(Case.objects.all())) == []
    with pytest.raises(Refused, match="can still object"):
        agenda.put_on_agenda(case=said.case, meeting=meeting, title="Nights", background=VERSION, by=reader)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert list(cases.shared_with_council(Case.objects.all())) == []
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert list(cases.shared_with_council(Case.objects.all())) == [said.case]
        assert agenda_rules.may_put_on_agenda(reader, said.case)


def test_other_words_begin_the_days_anew(reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        desk.share(case=said.case, shareable="Other words.", language="en", by=reader)
        assert list(cases.shared_with_council(Case.objects.all())) == []


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
    assert (list(changes.public_quotes(change)), said.case.published_on) == ([], None)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert list(changes.public_quotes(change)) == [said.case]


def test_page_of_the_desk_says_why_not_yet(client: Client, reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    client.force_login(reader)
    day = date_format(timezone.localdate() + timedelta(days=3))
    assert f"You can do this from {day}." in pages.get(client, f"/desk/{said.case.pk}/").text("main")


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
        assert list(cases.shared_with_council(Case.objects.all())) == []
        assert "asked you to change" in str(agenda_rules.may_put_on_agenda(reader, said.case).reason)
        desk.share(case=said.case, shareable="Other words.", language="en", by=reader)
        assert list(cases.shared_with_council(Case.objects.all())) == []
    with later(12):
        assert list(cases.shared_with_council(Case.objects.all())) == [said.case]


def test_person_who_says_that_it_is_fine_after_all_is_believed(client: Client, reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    answer(client, said, "change", "It tells who I am.")
    answer(client, said, "fine")
    with later(3):
        assert list(cases.shared_with_council(Case.objects.all())) == [said.case]


def test_wish_to_change_an_earlier_version_does_not_hold_back_the_new_one(client: Client, reader: User) -> None:
    said = factories.read(reader, shareable=VERSION)
    earlier = said.versions()[0].id
    desk.share(case=said.case, shareable="Other words.", language="en", by=reader)
    door.answer_version(
        lookup=codes.opened(said.code).lookup,
        about=earlier,
        fitting=Fitting.CHANGE,
        addition={"text": "It tells who I am.", "language": "en"},
        submission=uuid.uuid4(),
        on=timezone.localdate(),
    )
    with later(3):
        assert list(cases.shared_with_council(Case.objects.all())) == [said.case]


def in_paper(reader: User) -> tuple[factories.Said, AgendaItem]:
    """Say something whose version is quoted in the paper of a meeting, after its days."""
    said = factories.read(reader, shareable=VERSION)
    meeting = factories.MeetingFactory()
    with later(3):
        agenda.put_on_agenda(case=said.case, meeting=meeting, title="Nights", background="Nights.", by=reader)
    return said, AgendaItem.objects.get()


def quoted(client: Client, paper: AgendaItem) -> str:
    """Return what somebody at the meeting reads under the agenda item, beside what staff wrote."""
    client.force_login(factories.person(Role.COORDINATOR))
    page = pages.get(client, f"/meetings/{paper.meeting.pk}/")
    (entry,) = [part for part in page.all("li") if pages.words(part).startswith("Nights")]
    client.logout()
    shown = pages.words(entry).partition("Nights.")[2]
    return shown.partition("Language of these words")[0].partition("Move up")[0].strip()


def test_other_words_are_in_a_paper_only_when_their_days_are_over(client: Client, reader: User) -> None:
    said, paper = in_paper(reader)
    follows = f"A new version of these words follows ({said.case})."
    with later(4):
        assert quoted(client, paper) == VERSION
        desk.share(case=said.case, shareable="Other words.", language="en", by=reader)
        assert quoted(client, paper) == follows
        assert quotes.refresh_quotes() == 1
    with later(6):
        assert quotes.refresh_quotes() == 0
        assert quoted(client, paper) == follows
    with later(7):
        assert quotes.refresh_quotes() == 1
        assert quoted(client, paper) == "Other words."
        assert quotes.refresh_quotes() == 0


def test_version_that_is_to_be_changed_leaves_the_paper_and_comes_back_when_it_is_fine(
    client: Client, reader: User
) -> None:
    said, paper = in_paper(reader)
    with later(4):
        answer(client, said, "change", "It tells who I am.")
        assert quotes.refresh_quotes() == 1
        assert quoted(client, paper) == f"A new version of these words follows ({said.case})."
        answer(client, said, "fine")
        assert quotes.refresh_quotes() == 1
        assert quoted(client, paper) == VERSION


def test_quote_says_so_when_the_words_are_taken_back(client: Client, reader: User) -> None:
    said, paper = in_paper(reader)
    with later(4):
        desk.share(case=said.case, shareable="Other words.", language="en", by=reader)
        said.erase()
        collecting.collect()
        assert quoted(client, paper) == "The person has taken these words back."
        assert quotes.refresh_quotes() == 1
        assert quoted(client, paper) == "The person has taken these words back."


def test_form_of_the_council_does_not_quote_a_version_that_others_may_not_read(
    reader: User, settings: Settings
) -> None:
    agenda_item = factories.AgendaItemFactory()
    settings.OBJECT_DAYS = 0
    said = factories.with_council(reader, agenda_item)
    settings.OBJECT_DAYS = 3
    desk.share(case=said.case, shareable="Other words.", language="en", by=reader)
    (choice,) = Recommend(cases=list(recommendations.sources_of(agenda_item))).fields["sources"].choices  # type: ignore[attr-defined]
    assert choice[1] == "Words that are being changed"


def test_words_are_not_shown_when_nobody_has_looked_for_an_hour_what_the_person_wants(
    client: Client, reader: User
) -> None:
    _said, paper = in_paper(reader)
    with later(4):
        refresh_quotes_task()
        assert quoted(client, paper) == VERSION
    with time_machine.travel(timezone.now() + timedelta(days=4, hours=1, minutes=1), tick=False):
        assert quoted(client, paper).startswith("These words are not shown just now")
        refresh_quotes_task()
        assert quoted(client, paper) == VERSION
