"""Attack 21: a forgotten permission. Every address, object and role, asked and pressed, against a reviewed table.

`permissions.txt` is read by people: a line says what one address answers about one object, to each kind of person, when
it is asked (GET) and when its button is pressed (POST). Where it is not right any more the test shows the lines as they
are now; whoever puts them into the table says by it that they should be so.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from unittest.mock import patch

import pytest
from django.utils import timezone

from accounts.enums import Role
from desk.models import Case
from keys import interface as keys
from tests.attacks import world as worlds
from tests.attacks.world import DISABLED, NOBODY, PEOPLE, Target, World

TABLE = Path(__file__).with_name("permissions.txt")
METHODS = ("GET", "POST")
# So that several processes of a run share what takes long.
PARTS = 2
# The door knows nobody, and lock 5 tests that it cannot: one kind of person is enough there.
DOOR = ("/en/feedback/", "/feedback/")
EVERYBODY = "everybody"
# Attack 29: the process that serves the council opens nothing for them, whatever they ask for.
WITHOUT_KEYS = {Role.MEMBER, Role.CHAIR, Role.STEWARD, Role.EXECUTIVE, Role.TRANSLATOR, Role.ADMIN}
A_KEY_WAS_ASKED_FOR = "key"
# What the forms send, as far as it can be the same for all of them. A form takes what it knows.
SENT = {
    "share-shareable": "Somebody waited.",
    "share-language": "en",
    "share-taken_out": "on",
    "reply-text": "Thank you.",
    "reply-language": "en",
    "write-text": "New words.",
    "write-title": "New words",
    "write-summary": "They are new.",
    "evidence-evidence": "A sign hangs there.",
    "doubt-words": "Nothing is different.",
    "take_back-reason": "It does not work.",
    "title": "Visits at night",
    "text": "Let families visit.",
    "language": "en",
    "reason": "It cannot wait.",
    "neither": "on",
    "answer": "yes",
    "note": "I come by bus.",
}
Key = tuple[str, str, str]


def lines() -> list[str]:
    """Return the lines of the table, without its comments."""
    return [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]


def read(line: str) -> tuple[Key, dict[str, str]]:
    """Return method, address and object of a line, and its answers by kind of person."""
    method, address, thing, answers = (part.strip() for part in line.split("|"))
    words = answers.split()
    people = PEOPLE if len(words) > 1 else [EVERYBODY]
    return (method, address, thing), dict(zip(people, words, strict=True))


def reviewed() -> dict[Key, dict[str, str]]:
    return dict(map(read, lines()))


def sent(world: World, target: Target) -> dict[str, object]:
    """Return what the form of an address would send."""
    data = {**SENT, "giveto-reader": world.people[Role.READER].pk, "reply-submission": uuid.uuid4()}
    today = timezone.localdate()
    data |= {"in_force-on_0": today.day, "in_force-on_1": today.month, "in_force-on_2": today.year}
    if target.pattern.startswith("/desk/<pk>/"):
        data |= worlds.revisions(Case.objects.get(pk=target.path.split("/")[2]))
    return data


def answers(world: World, method: str, target: Target) -> dict[str, str]:
    data = sent(world, target) if method == "POST" else None
    if target.pattern.startswith(DOOR):
        return {EVERYBODY: worlds.status(world.clients[NOBODY], method, target.path, data)}
    return {person: answer(world, person, method, target, data) for person in PEOPLE}


def answer(world: World, person: str, method: str, target: Target, data: dict[str, object] | None) -> str:
    """Return what one person gets; another word where a key was asked for that nobody needs for them."""
    if person not in WITHOUT_KEYS:
        return worlds.status(world.clients[person], method, target.path, data)
    with patch.object(keys, "private_key_for") as one, patch.object(keys, "private_keys_for") as several:
        said = worlds.status(world.clients[person], method, target.path, data)
    return A_KEY_WAS_ASKED_FOR if one.called or several.called else said


def line_of(key: Key, said: dict[str, str]) -> str:
    """Return a line as it is written in the table."""
    method, address, thing = key
    return f"{method:4} | {address:44} | {thing:10} | {' '.join(f'{word:11}' for word in said.values())}".rstrip()


def differing(world: World, method: str, part: int, table: dict[Key, dict[str, str]]) -> list[str]:
    """Return the lines of one part that are not as reviewed, as they are now."""
    found = []
    for target in list(world.targets())[part::PARTS]:
        key = (method, target.pattern, target.thing)
        said = answers(world, method, target)
        if said != table.get(key):
            found.append(line_of(key, said))
    return found


def test_every_address_is_in_the_table_and_nothing_else() -> None:
    known = {"/" + pattern % {name: f"<{name}>" for name in names} for pattern, names, _regex in worlds.addresses()}
    asked = {(method, address) for address in known for method in METHODS}
    assert sorted({(method, address) for method, address, _thing in reviewed()} ^ asked) == []
    assert len(lines()) == len(reviewed())


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("method", METHODS)
def test_everybody_gets_what_was_reviewed(method: str, part: int) -> None:
    world = worlds.build()
    table = {key: said for key, said in reviewed().items() if key[0] == method}
    asked = {(method, target.pattern, target.thing) for target in world.targets()}
    assert asked ^ set(table) == set()
    assert differing(world, method, part, table) == []


def test_no_error_was_reviewed_as_an_answer() -> None:
    assert {word for _key, said in map(read, lines()) for word in said.values()} <= {
        "200", "302", "307", "400", "401", "403", "404", "405", "409", "410", "422", "503", "login",
    }  # fmt: skip


def test_disabled_accounts_get_what_strangers_get() -> None:
    table = {key: said for key, said in reviewed().items() if EVERYBODY not in said}
    assert {key: said for key, said in table.items() if said[DISABLED] != said[NOBODY]} == {}
