"""The days in which somebody can object to the version others may read, before anybody reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import Settings

from accounts.models import User
from core.verdicts import Refused
from tests.feedback.conftest import Visitor
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import agenda, desk
from tracker.models import Item
from tracker.queries import changes, items
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
