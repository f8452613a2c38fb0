"""What the desk's page shows changes when the desk asks the door, never in the second in which the person acts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from feedback import actions as door
from feedback import codes
from feedback.models import File
from tests.rig import pages
from tests.tracker import factories
from tests.tracker.test_sanitising import picture, staged
from tracker import actions
from tracker.models import Item
from tracker.queries import items
from tracker.rules import desk as rules


def page(client: Client, said: factories.Said) -> str:
    """Return the desk's page of an item, without what is new each time."""
    html = pages.get(client, f"/desk/{said.item.pk}/").html
    return re.sub(r'value="([-0-9a-f]{36}|\w{64})"', "", html)


def withdraw(said: factories.Said) -> None:
    wanted = dict.fromkeys(("for_team", "for_council", "for_public", "for_training"), False)
    assert door.choose(lookup=codes.opened(said.code).lookup, consents=wanted)


@pytest.mark.parametrize("act", [factories.Said.erase, withdraw], ids=["erased", "taken back"])
def test_page_is_the_same_until_the_desk_has_asked(client: Client, reader: User, act: object) -> None:
    said = factories.read(reader, files=[str(staged(picture()))])
    actions.make_safe()
    client.force_login(reader)
    before = page(client, said)
    assert "What came with the words" in before
    assert callable(act)
    act(said)
    assert page(client, said) == before
    actions.collect()
    assert page(client, said) != before


def test_what_is_pressed_is_answered_by_what_the_person_wants_now(client: Client, reader: User) -> None:
    said = factories.read(reader, files=[str(staged(picture()))])
    actions.make_safe()
    (number,) = File.objects.values_list("pk", flat=True)
    said.erase()
    client.force_login(reader)
    assert client.post(f"/desk/{said.item.pk}/file/{number}/").status_code == 404
    assert not rules.may_put_on_agenda(reader, said.item)


def test_desk_is_told_what_was_chosen_and_sent_when_it_collects(reader: User) -> None:
    said = factories.read(reader, shareable="", files=[str(staged(picture()))], for_public=False)
    told = said.item
    assert (told.told_for_council, told.told_for_public) == (True, False)
    assert [(str(file.pk), file.kind) for file in items.files_told(told)] == [tuple(one) for one in told.told_files]
    withdraw(said)
    assert items.with_other_choices().count() == 1
    actions.collect()
    assert items.with_other_choices().count() == 0
    assert said.item.told_for_council is False


def test_nothing_is_left_of_what_was_told_after_an_erasure(reader: User) -> None:
    said = factories.read(reader, shareable="", files=[str(staged(picture()))])
    said.erase()
    actions.collect()
    told = Item.objects.get(feedback=said.feedback)
    assert (told.told_files, told.told_for_council, told.told_change_asked) == ([], False, False)
