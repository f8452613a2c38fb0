"""Without a key of its kind and time nothing is taken: neither words nor files, and never in clear."""

import datetime
import secrets
import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from feedback import actions, codes, queries, sealing
from feedback.enums import FileKind, KeyKind, Voice
from feedback.equality import PACKS
from feedback.models import Contact, EqualityAnswers, Feedback, File, Message, SealingKey
from tests.feedback.conftest import MonthKey
from tests.feedback.conversations import content
from tests.rig import pages

pytestmark = pytest.mark.django_db
NOW, BEFORE = datetime.date(2026, 11, 23), datetime.date(2026, 10, 23)


def publish(kind: KeyKind, on: datetime.date) -> None:
    """Publish a key that is valid for some days."""
    days = {"valid_from": on, "valid_until": on + datetime.timedelta(days=7)}
    actions.publish_key(number=secrets.token_bytes(4), public_key=sealing.new_keypair()[0], kind=kind, **days)


def say(code: str, on: datetime.date) -> None:
    actions.submit(content=content(text="x"), code=code, submission=uuid.uuid4(), on=on)


def add(lookup: bytes) -> None:
    actions.add_words(lookup=lookup, addition={"text": "x", "language": "en"}, submission=uuid.uuid4(), on=NOW)


def stage() -> None:
    actions.stage(data=b"x", kind=FileKind.PICTURE, voice=Voice.AS_IT_IS, position=1, on=NOW)


def ask() -> None:
    actions.ask_to_be_told(
        contact_id=uuid.uuid4(), feedback_id=uuid.uuid4(), address="a@b.example", language="en", on=NOW
    )


def answer() -> None:
    actions.store_answers(pack=PACKS["GB-ENG"], answers={"age": ["25_34"]}, on=NOW)


@pytest.mark.parametrize("others", [(), *((kind,) for kind in KeyKind)], ids=str)
def test_nothing_is_kept_without_a_key_of_its_time(others: tuple[KeyKind, ...]) -> None:
    """Last month's keys are there, and today one of another kind."""
    for kind in KeyKind:
        publish(kind, BEFORE)
    code = codes.new()
    say(code, BEFORE)
    for kind in others:
        publish(kind, NOW)
    acts = {
        KeyKind.MONTH: [lambda: say(codes.new(), NOW), lambda: add(codes.opened(code).lookup)],
        KeyKind.FILES: [stage],
        KeyKind.NOTICES: [ask],
        KeyKind.EQUALITY: [answer],
    }
    for kind in set(KeyKind) - set(others):
        for act in acts[kind]:
            with pytest.raises(actions.NoSealingKeyError):
                act()
    assert [model.objects.count() for model in (Feedback, Message, File, Contact, EqualityAnswers)] == [1, 0, 0, 0, 0]


def test_first_page_asks_nothing_for_half_a_minute(
    client: Client, month_key: MonthKey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pages.get(client, "/en/feedback/")
    with django_assert_num_queries(0):
        page = pages.get(client, "/en/feedback/")
    SealingKey.objects.all().delete()
    # Where somebody could write it is closed at once.
    note = page.one("input", name="token").get("value")
    pages.post(client, "/en/feedback/", {"token": note, "step": "begin"}, status=503)


def test_first_page_remembers_an_open_door_for_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(queries, "monotonic", lambda: now[0])
    publish(KeyKind.MONTH, NOW)
    assert queries.opening.is_open(NOW)
    SealingKey.objects.all().delete()
    assert queries.opening.is_open(NOW)
    assert not queries.opening.is_open(BEFORE), "another day"
    now[0] += queries.Opening.SECONDS
    assert not queries.opening.is_open(NOW)
    publish(KeyKind.MONTH, NOW)
    assert queries.opening.is_open(NOW), "no is not remembered"
