"""Every question of the door's form: staff read its answer, and type it in for somebody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from feedback import sealing, steps
from feedback.content import KEEP_FROM
from feedback.models import DataKey, Feedback, Place
from feedback.steps import Kind, Question
from keys import interface as keys
from tests.feedback.test_steps import PLACE_ID, example
from tests.rig import pages
from tests.tracker import factories

ALL = list(steps.QUESTIONS.values())
# Consents are columns, so that staff see them before anything is opened; in the words of their page.
CONSENTS = {
    "for_team": "The team it is about",
    "for_council": "The council",
    "for_public": "Everyone, on a public page, if something changes",
    "for_training": "Staff who learn from it",
}


@pytest.fixture(autouse=True)
def _ward() -> None:
    Place.objects.create(pk=PLACE_ID, code="ward-7", names={"en": "Ward 7 east"})


def shown_to_staff(client: Client, said: factories.Said, question: Question, coordinator: User) -> str:
    """Return what the desk reads, on the page where it reads this answer."""
    address = f"/desk/{said.case.pk}/"
    if question.kind is Kind.CONSENT:
        return pages.get(client, address).text("main")
    if question.name == KEEP_FROM:
        client.force_login(coordinator)
        return pages.post(client, f"{address}named/").text("main")
    return pages.post(client, f"{address}words/").text("main")


def in_words_of_staff(question: Question) -> str:
    """Return how staff read the example."""
    if question.kind is Kind.CONSENT:
        return CONSENTS[question.name]
    if question.kind is Kind.FLAG:
        return str(question.label).removesuffix(" while I wrote this")
    return question.in_words(example(question), "en")


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.name)
def test_staff_read_the_answer(desk: Client, coordinator: User, question: Question) -> None:
    without: dict[str, Any] = dict.fromkeys(("for_council", "for_public"), False)
    silent = shown_to_staff(desk, factories.collected(**without), question, coordinator) if _is_open(question) else ""
    said = factories.collected(**{**without, question.name: example(question)})
    expected = in_words_of_staff(question)
    assert expected not in silent
    assert expected in shown_to_staff(desk, said, question, coordinator)


def _is_open(question: Question) -> bool:
    """Return whether the page can be opened without an answer to this question."""
    return question.name != KEEP_FROM


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.name)
def test_staff_type_the_answer_in(desk: Client, question: Question) -> None:
    keys.keep(timezone.localdate())
    page = pages.get(desk, "/desk/enter/")
    hidden = {name: str(page.values()[name]) for name in ("fresh", "submission")}
    answer = example(question)
    typed: dict[str, Any] = {"channel": "phone", "language": "en", "text": "Nobody came.", question.name: answer}
    pages.post(desk, "/desk/enter/", {**hidden, **typed})
    feedback = Feedback.objects.get()
    if question.kind is Kind.CONSENT:
        assert getattr(feedback, question.name) is True
        return
    data_key = DataKey.objects.get(opens=feedback.pk)
    assert sealing.open_words(feedback, data_key, keys.private_key_for(data_key))[question.name] == answer
