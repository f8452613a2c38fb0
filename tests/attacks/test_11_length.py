"""Attack 11: somebody tells from lengths what was said."""

import re

import pytest
from django.test import Client

from feedback.models import DataKey, Draft, Feedback, Message
from tests.feedback.conftest import Visitor

pytestmark = pytest.mark.usefixtures("month_key")
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")
TEXTS = ["x", "y" * 900, "شكرا " * 180, "ż" * 900]


def lengths(model: type, column: str) -> set[int]:
    return {len(bytes(cell)) for cell in model.objects.values_list(column, flat=True)}  # type: ignore[attr-defined]


def test_short_and_long_words_are_sealed_to_one_length(client: Client) -> None:
    sizes = set()
    for text in TEXTS:
        sent = Visitor(client).give(text=text, helped=text[:50], place=text[:100])
        sizes.add(len(CODE.sub("", sent.html)))
    assert len(lengths(Feedback, "body")) == 1
    assert len(lengths(DataKey, "sealed")) == 1
    assert len(sizes) == 1


def test_short_and_long_additions_are_sealed_to_one_length(visitor: Visitor) -> None:
    visitor.give(text="x")
    for text in TEXTS[:2]:
        visitor.act(visitor.come_back(), "add", text=text)
    assert len(lengths(Message, "sealed")) == 1


def test_drafts_are_sealed_to_one_length(client: Client) -> None:
    for text in TEXTS:
        person = Visitor(client)
        page = person.answer(person.write(text=text), step="pause-hub")
        person.answer(page, step="pause-keep")
    assert Draft.objects.count() == len(TEXTS)
    assert len(lengths(Draft, "sealed")) == 1
