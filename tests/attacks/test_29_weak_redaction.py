"""Attack 29: a council that reads more than it may, and words that were taken out and are still somewhere.

There is no PDF and no file for the council: files are the desk's (attack 35, and `permissions.txt`), and their layers
are gone before (attacks 33 and 34). What others see is text that staff wrote; here all of it is searched, as bytes.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import User
from desk.actions import cases as desk
from desk.actions.collecting import collect
from desk.models import Case
from keys import interface as keys
from meetings.models import AgendaItem
from notifications.models import OutboxMessage
from tests.tracker import factories
from tests.tracker.factories import Said
from tracker.actions.agenda import put_on_agenda
from tracker.quotes import refresh_quotes

pytestmark = pytest.mark.django_db

ORIGINAL = "Zebulon Quux of bed seventeen waited on the third of Frostmonth until Doctor Vexmoor came."
FIRST_VERSION = "Zebulon waited all night until the doctor came."
VERSION = "Somebody waited all night until the doctor came."


def removed() -> set[str]:
    """Return the words of the original that are not in the version: what staff took out."""
    words = {word.lower() for word in re.findall(r"\w{4,}", ORIGINAL)}
    return words - {word.lower() for word in re.findall(r"\w{4,}", VERSION)}


def found_in(data: bytes) -> set[str]:
    """Return the removed words that occur in an answer, in its comments, attributes and escapes too."""
    text = data.decode(errors="replace").lower()
    return {word for word in removed() if any(way in text for way in _spellings(word))}


def _spellings(word: str) -> tuple[str, ...]:
    """Return a word as it is, as JSON may escape it, and in hexadecimal."""
    return word, "".join(f"\\u{ord(letter):04x}" for letter in word), word.encode().hex()


@pytest.fixture
def agenda_item() -> AgendaItem:
    made: AgendaItem = factories.AgendaItemFactory()
    return made


@pytest.fixture
def said(reader: User, agenda_item: AgendaItem) -> Said:
    """Something whose version was written twice, is on an agenda, led to a change, and is public."""
    said = factories.collected(text=ORIGINAL, helped="Nurse Zebulon", place="Vexmoor house")
    said.add(f"{ORIGINAL} Once more.")
    desk.take(case=said.case, by=reader)
    for version in (FIRST_VERSION, VERSION):
        desk.share(case=said.case, shareable=version, language="en", by=reader)
    put_on_agenda(case=said.case, agenda_item=agenda_item, by=reader)
    refresh_quotes()
    # Somebody who is told that there is something to sign.
    member_of(agenda_item)
    factories.in_force(because=factories.decision(factories.recommendation(agenda_item, said)))
    return said


def member_of(item: AgendaItem) -> User:
    made: User = factories.MembershipFactory(council=item.meeting.council).user
    return made


def shared_pages(said: Said, item: AgendaItem) -> list[str]:
    """Return every address that shows versions to the council or to everybody, and searches for what was taken out."""
    case = said.case
    change = case.recommendations.get().decision.changes.get()
    searches = [f"/council/heard/?q={word}" for word in sorted(removed())]
    return [
        "/council/heard/",
        *searches,
        "/home/",
        f"/meetings/{item.meeting_id}/",
        f"/meetings/{item.meeting_id}/calendar.ics",
        f"/recommendations/new/{item.pk}/",
        "/recommendations/",
        f"/recommendations/{case.recommendations.get().pk}/",
        f"/follow-up/{change.pk}/",
        f"/en/changes/{change.pk}/",
        "/api/v1/feedback/",
        f"/api/v1/feedback/{case.pk}/",
        "/api/v1/changes/",
        f"/api/v1/changes/{change.pk}/",
        "/api/v1/meetings/",
    ]


def test_what_staff_took_out_is_nowhere_in_what_the_council_and_everybody_gets(
    client: Client, said: Said, agenda_item: AgendaItem
) -> None:
    client.force_login(member_of(agenda_item))
    answers = {path: client.get(path) for path in shared_pages(said, agenda_item)}
    # A search repeats what was searched for, and finds nothing.
    leaking = {}
    for path, answer in answers.items():
        asked_for = set(re.findall(r"q=(\w+)", path))
        if found := found_in(answer.content + str(answer.headers).encode()) - asked_for:
            leaking[path] = found
    assert leaking == {}
    shown = [path for path, answer in answers.items() if VERSION in answer.content.decode()]
    assert len(shown) >= 4
    assert not [path for path in shown if "q=" in path]
    unanswered = {path: answer.status_code for path, answer in answers.items() if answer.status_code not in {200, 404}}
    assert unanswered == {}


def test_an_earlier_version_is_nowhere_in_the_tables_and_the_original_only_sealed(said: Said, reader: User) -> None:
    assert said.case.shareable == VERSION
    leaking: dict[str, set[str]] = {}
    for model in apps.get_models():
        for row in model._default_manager.values():
            if found := found_in(b" ".join(map(_bytes, row.values()))):
                leaking[model._meta.label] = found
    assert leaking == {}


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def test_no_message_holds_what_was_taken_out(said: Said) -> None:
    # A message is made of its kind and these values, and of nothing else.
    values = [message.values for message in OutboxMessage.objects.all()]
    assert values
    assert found_in(str(values).encode()) == set()


def test_nothing_of_a_version_is_left_for_others_after_an_erasure(
    client: Client, agenda_item: AgendaItem, reader: User
) -> None:
    said = factories.read(reader, text=ORIGINAL, shareable=VERSION, for_public=False)
    put_on_agenda(case=said.case, agenda_item=agenda_item, by=reader)
    refresh_quotes()
    client.force_login(member_of(agenda_item))
    paths = ["/council/heard/", f"/meetings/{agenda_item.meeting_id}/", "/api/v1/feedback/"]
    assert [VERSION in client.get(path).content.decode() for path in paths] == [True, True, True]
    said.erase()
    collect()
    refresh_quotes()
    assert [VERSION in client.get(path).content.decode() for path in paths] == [False, False, False]


@pytest.mark.long
def test_pages_of_the_council_need_no_key(
    client: Client, said: Said, agenda_item: AgendaItem, settings: Settings
) -> None:
    client.force_login(member_of(agenda_item))
    paths = [path for path in shared_pages(said, agenda_item) if "new/" not in path]

    def read() -> dict[str, tuple[int, bool]]:
        answers = {path: client.get(path) for path in paths}
        return {path: (answer.status_code, VERSION in answer.content.decode()) for path, answer in answers.items()}

    before = read()
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    assert read() == before
    assert (200, True) in before.values()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_whoever_is_not_of_the_desk_opens_no_original(client: Client, said: Said, role: Role) -> None:
    client.force_login(factories.person(role))
    with patch.object(keys, "private_key_for", side_effect=AssertionError) as opened:
        for act in ("words", "added", "named", f"file/{uuid.uuid4()}", "emergency"):
            assert client.post(f"/desk/{said.case.pk}/{act}/", {"reason": "Now."}).status_code == 404
    assert opened.call_count == 0


def opening() -> Iterator[Any]:
    """Count every time that a private key is asked for."""
    with patch.object(keys, "private_key_for") as one, patch.object(keys, "private_keys_for") as several:
        yield lambda: one.call_count + several.call_count


@pytest.mark.long
def test_the_desk_itself_would_be_seen_asking(reader: User) -> None:
    """Attack 21 asks every address for everybody without keys; it could pass because nothing is counted."""
    said = factories.collected(text=ORIGINAL)
    client = Client(raise_request_exception=False)
    client.force_login(reader)
    for opened in opening():
        client.post(f"/desk/{said.case.pk}/words/")
        assert opened() == 1


def test_the_case_is_not_in_what_everybody_gets(client: Client, said: Said, agenda_item: AgendaItem) -> None:
    change = said.case.recommendations.get().decision.changes.get()
    public = client.get(f"/en/changes/{change.pk}/").content + client.get(f"/api/v1/changes/{change.pk}/").content
    assert [str(pk) for pk in Case.objects.values_list("pk", flat=True) if str(pk).encode() in public] == []
