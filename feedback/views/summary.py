"""What somebody said, in the words of the page that shows it to them again before they send it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from feedback import steps
from feedback.content import Answers
from feedback.steps import Kind, Question

Row = tuple[str, str]


def narrative(answers: Answers) -> list[Row]:
    """Return the person's own account, part by part, each with its heading."""
    rows = []
    for question in _questions(Kind.NARRATIVE):
        words = question.in_words(answers.get(question.name), "")
        if words:
            rows.append((str(question.heading), words))
    return rows


def other_answers(answers: Answers, language: str) -> list[Row]:
    """Return everything else that was answered, each with its question, in the language of the page."""
    rows = []
    for question in steps.QUESTIONS.values():
        if question.kind is Kind.NARRATIVE:
            continue
        if question.kind is Kind.CONSENT:
            row = (str(question.heading), _readers(answers))
        else:
            row = (str(question.heading), question.in_words(answers.get(question.name), language))
        # All consents are one row, which says who may read it, and is there even where nobody else may.
        if row[1] and row not in rows:
            rows.append(row)
    return rows


def _questions(kind: Kind) -> Iterable[Question]:
    return [question for question in steps.QUESTIONS.values() if question.kind is kind]


def _readers(answers: Answers) -> str:
    agreed = [str(question.label) for question in _questions(Kind.CONSENT) if answers.get(question.name)]
    return ". ".join([_("A small trained team reads what you wrote"), *agreed]) + "."
