"""What the desk's page shows changes when the desk asks the door, never in the second in which the person acts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from desk.actions import collecting, sanitising
from desk.models import Case
from desk.queries import cases
from feedback import actions as door
from feedback import codes
from feedback.models import File
from tests.desk.test_sanitising import picture, staged
from tests.rig import pages
from tests.tracker import factories
from tracker.rules import agenda as agenda_rules


def page(client: Client, said: factories.Said) -> str:
    """Return the desk's page of an item, without what is new each time."""
    html = pages.get(client, f"/desk/{said.case.pk}/").html
    return re.sub(r'value="([-0-9a-f]{36}|\w{64}|[-\w]+:[-\w]+:[-\w]+)"', "", html)


def withdraw(said: factories.Said) -> None:
    wanted = dict.fromkeys(("for_team", "for_council", "for_public", "for_training"), False)
    assert door.choose(lookup=codes.opened(said.code).lookup, consents=wanted)


@pytest.mark.parametrize("act", [factories.Said.erase, withdraw], ids=["erased", "taken back"])
def test_page_is_the_same_until_the_desk_has_asked(client: Client, reader: User, act: object) -> None:
    said = factories.read(reader, files=[str(staged(picture()))])
    sanitising.make_safe()
    client.force_login(reader)
    before = page(client, said)
    assert "Attachments" in before
    assert callable(act)
    act(said)
    assert page(client, said) == before
    collecting.collect()
    assert page(client, said) != before


def test_what_is_pressed_is_answered_by_what_the_person_wants_now(client: Client, reader: User) -> None:
    said = factories.read(reader, files=[str(staged(picture()))])
    sanitising.make_safe()
    (number,) = File.objects.values_list("pk", flat=True)
    said.erase()
    client.force_login(reader)
    assert client.post(f"/desk/{said.case.pk}/file/{number}/").status_code == 404
    assert not agenda_rules.may_put_on_agenda(reader, said.case)


def test_desk_is_told_what_was_chosen_and_sent_when_it_collects(reader: User) -> None:
    said = factories.read(reader, shareable="", files=[str(staged(picture()))], for_public=False)
    told = said.case
    assert (told.known_for_council, told.known_for_public) == (True, False)
    assert [(str(file.pk), file.kind) for file in cases.known_files_of(told)] == [
        tuple(one) for one in told.known_files
    ]
    withdraw(said)
    assert cases.with_changed_choices(Case.objects.all()).count() == 1
    collecting.collect()
    assert cases.with_changed_choices(Case.objects.all()).count() == 0
    assert said.case.known_for_council is False


def test_nothing_is_left_of_what_was_told_after_an_erasure(reader: User) -> None:
    said = factories.read(reader, shareable="", files=[str(staged(picture()))])
    said.erase()
    collecting.collect()
    told = Case.objects.get(feedback=said.feedback)
    assert (told.known_files, told.known_for_council, told.known_change_asked) == ([], False, False)
