"""Joining an address, or an answer about equality, to somebody's words.

With everything that staff and administrators have: the settings of their process, every row of the database, every
page and the whole interface for programs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as project
from django.db import models
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Role
from desk.actions import collecting
from feedback import actions as door
from feedback import sealing
from feedback.enums import KeyKind
from feedback.models import Contact, EqualityAnswers, Feedback, LinkedAnswers, SealingKey, Tally
from keys import interface as keys
from tests.config.test_open_routes import written
from tests.feedback.conversations import after_token
from tests.rig import pages
from tests.rig.contacts import publish_equality_key, publish_notices_key
from tests.tracker import factories
from tests.tracker.factories import Said

pytestmark = pytest.mark.django_db
APART = (Contact, EqualityAnswers, Tally)
ADDRESS = "robin.canary@mail.example"
CHOSEN = {"age": "75_84", "orientation": "another"}
WORKERS = (KeyKind.NOTICES, KeyKind.EQUALITY)


@dataclass
class Scene:
    """Two people: one said something and left everything, the other said something and left nothing."""

    asked: Said
    silent: Said


@pytest.fixture
def scene(client: Client, settings: Settings) -> Scene:
    asked, silent = factories.say(), factories.say()
    # As in the process of the members' site: everything but the key of the worker.
    SealingKey.objects.filter(kind__in=WORKERS).delete()
    publish_notices_key()
    publish_equality_key()
    settings.CONTACT_KEY = settings.EQUALITY_KEY = b""
    token = after_token(str(asked.feedback.pk))
    leave(client, token, "equality", may_link="on", **CHOSEN)
    leave(client, token, "tell-me", address=ADDRESS, safe="safe", language="en")
    collecting.collect()
    assert [model.objects.count() for model in (Contact, EqualityAnswers, LinkedAnswers)] == [1, 1, 1]
    return Scene(asked, silent)


def leave(client: Client, token: str, page: str, **typed: str) -> None:
    """Leave something on one of the pages after sending."""
    pages.post(client, f"/en/feedback/after/{page}/", {"token": token, "step": "send", **typed})


def rows(*of: type[models.Model]) -> dict[tuple[str, object], dict[str, Any]]:
    """Return every row of these tables, with its binary columns readable."""
    return {
        (model.__name__, row[model._meta.pk.attname]): {
            name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()
        }
        for model in of
        for row in model._default_manager.values()
    }


def elsewhere() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model not in APART]


def secrets_of_the_site() -> list[bytes]:
    """Return every setting that could be a key."""
    found = [getattr(project, name) for name in dir(project) if name.isupper()]
    texts = [value.encode() if isinstance(value, str) else value for value in found if isinstance(value, str | bytes)]
    return [text for text in texts if len(text) >= 32]


def parts(value: object) -> Iterator[bytes]:
    """Yield a value in every writing it could have been used in; days and numbers too small to tell are left out."""
    if isinstance(value, uuid.UUID):
        yield from (value.bytes, value.hex.encode(), str(value).encode())
    elif isinstance(value, bytes) and len(value) >= 4:
        yield from (value, value.hex().encode())
    elif isinstance(value, str) and len(value) >= 8:
        yield value.encode()


def derived(value: bytes, secrets: list[bytes]) -> Iterator[bytes]:
    """Yield the first 16 bytes of everything that could be made of a value with what the site has."""
    for label in (b"", b"contact|", b"contact", b"after|", b"tell-me|", b"spent|", b"equality|"):
        for algorithm in ("sha256", "sha1", "md5", "blake2b", "sha512"):
            yield hashlib.new(algorithm, label + value).digest()[:16]
        for secret in secrets:
            yield hmac.digest(secret, label + value, "sha256")[:16]
    for space in (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID):
        yield uuid.uuid5(space, value.hex()).bytes
    if len(value) == 16:
        yield value
        yield from (uuid.uuid5(uuid.UUID(bytes=value), label).bytes for label in ("", "contact", "after", "tell-me"))


def bare(value: bytes) -> bytes:
    """Return 16 bytes without the six bits that say which kind of number they are."""
    return uuid.UUID(bytes=value[:16].ljust(16, b"\0"), version=4).bytes


def test_nothing_points_in_or_out(scene: Scene) -> None:
    for model in APART:
        assert [field.name for field in model._meta.get_fields() if field.is_relation] == [], model


def test_no_value_of_a_contact_stands_anywhere_else(scene: Scene) -> None:
    (contact,) = rows(Contact).values()
    mine = set(parts(contact["id"])) | set(parts(contact["sealed"]))
    others = {
        part for row in rows(*elsewhere(), EqualityAnswers).values() for value in row.values() for part in parts(value)
    }
    assert mine & others == set()
    repeated = repr(rows(*elsewhere(), EqualityAnswers))
    assert [part for part in (contact["id"].hex, str(contact["id"]), ADDRESS) if part in repeated] == []


def test_the_number_of_a_contact_follows_from_nothing_there_is(scene: Scene) -> None:
    number = bare(Contact.objects.get().pk.bytes)
    secrets = secrets_of_the_site()
    known = {
        part for row in rows(*elsewhere(), EqualityAnswers).values() for value in row.values() for part in parts(value)
    }
    assert scene.asked.feedback.pk.bytes in known
    tried = {bare(guess) for value in known for guess in derived(value, secrets)}
    assert bare(hashlib.sha256(b"contact|" + scene.asked.feedback.pk.hex.encode()).digest()) in tried
    assert number not in tried


def test_the_day_of_a_contact_is_the_same_for_everybody_of_a_month(client: Client, scene: Scene) -> None:
    first = timezone.localdate().replace(day=1)
    days = [first + timedelta(days=number) for number in range(28)]
    ends = {door.kept_until(day) for day in days}
    assert len(ends) <= 2
    assert all((end + timedelta(days=1)).day == 1 for end in ends)
    assert {name for name, value in rows(Contact).popitem()[1].items() if isinstance(value, date)} == {"kept_until"}


def sealed_apart(scene: Scene) -> Iterator[tuple[bytes, str]]:
    """Yield everything that is sealed to the worker alone, with each name of a cell that it could be bound to."""
    numbers = [scene.asked.feedback.pk]
    for model, table in (
        (Contact, "contact"),
        (EqualityAnswers, "equality_answers"),
        (LinkedAnswers, "linked_answers"),
    ):
        row = model.objects.get()
        for number in (row.pk, *numbers):
            yield bytes(row.sealed), sealing.cell(table, "sealed", number)
            yield bytes(row.sealed), f"{sealing.cell(table, 'sealed', number)}|{scene.asked.feedback.pk}"


def test_no_private_half_and_no_secret_of_the_site_opens_what_is_apart(scene: Scene) -> None:
    halves = []
    for key in SealingKey.objects.all():
        try:
            halves.append(keys.private_of(key))
        except sealing.DecryptionError:
            assert key.kind in WORKERS
    assert halves, "the site opens what was said"
    for half in [*halves, *(secret for secret in secrets_of_the_site() if len(secret) == 32)]:
        for sealed, cell in sealed_apart(scene):
            with pytest.raises(sealing.DecryptionError):
                sealing.unseal(sealed, half, associated_data=cell)
            with pytest.raises(sealing.DecryptionError):
                sealing.unwrap(sealed, half, associated_data=cell)


def test_leaving_something_changes_nothing_about_the_words(client: Client, scene: Scene) -> None:
    before = rows(*elsewhere())
    token = after_token(str(scene.silent.feedback.pk))
    leave(client, token, "equality", **CHOSEN)
    leave(client, token, "tell-me", address="other@mail.example", safe="safe", language="en")
    assert rows(*elsewhere()) == before, "nothing but the rows that are apart"
    first, second = (
        {
            name: getattr(Feedback.objects.get(pk=said.feedback.pk), name)
            for name in ("status", "quarantined", "language")
        }
        for said in (scene.asked, scene.silent)
    )
    assert first == second


def test_equal_and_different_answers_look_alike(client: Client, scene: Scene) -> None:
    leave(client, after_token(str(scene.silent.feedback.pk)), "equality", **CHOSEN)
    leave(client, after_token(str(uuid.uuid4())), "equality", age="16_17", sex="male", condition="yes")
    shapes = {(row["kept_until"], len(row["sealed"])) for row in rows(EqualityAnswers).values()}
    assert (len(shapes), EqualityAnswers.objects.count(), Tally.objects.count()) == (1, 3, 0)
    # A sealed box is another one each time.
    assert len({row["sealed"] for row in rows(EqualityAnswers).values()}) == 3


def addresses(fitting: list[str]) -> Iterator[str]:
    """Yield every address there is, with each of these numbers where it takes one."""
    for address, names, regex in written(get_resolver().url_patterns):
        for value in fitting if names else [""]:
            candidate = address % dict.fromkeys(names, value)
            if re.fullmatch(regex, candidate):
                yield f"/{candidate}"


@pytest.mark.slow
@pytest.mark.long
def test_no_page_and_no_program_shows_a_contact_or_an_answer(client: Client, scene: Scene) -> None:
    contact = Contact.objects.get()
    client.force_login(factories.person(*Role))
    client.raise_request_exception = False  # a page of errors must not tell either
    item = scene.asked.case
    answers = EqualityAnswers.objects.get()
    numbers = [str(pk) for pk in (item.pk, scene.asked.feedback.pk, contact.pk, answers.pk)]
    sealed = bytes(contact.sealed)
    telling = {str(contact.pk), contact.pk.hex, ADDRESS, sealed.hex(), base64.b64encode(sealed).decode(), "75_84"}
    seen, asked_for = 0, set(addresses(numbers))
    for address in sorted(asked_for):
        answer = client.get(address, follow=False)
        if address.startswith("/accounts/logout") or not hasattr(answer, "content"):
            continue
        seen += answer.status_code == 200
        said = answer.content.decode(errors="replace")
        assert [word for word in telling if word in said and word not in address] == [], address
    assert f"/desk/{item.pk}/" in asked_for
    assert seen > 20
    for name in ("contact", "tally", "answers"):
        assert f"/{name}" not in client.get("/api/schema/?format=json").content.decode().lower()
