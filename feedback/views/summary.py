"""What somebody said, in the words of the page that shows it to them again before they send it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from feedback import steps
from feedback.content import Answers
from feedback.form_state import FormState
from feedback.steps import Kind, Question

Row = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One answer, empty where it was left out, with the button that changes it ("" where this form does not ask it)."""

    question: str
    heading: str
    answer: str
    change: str
    is_own_words: bool
    drawing: str = ""


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


def to_check(state: FormState, language: str) -> list[CheckRow]:
    """Return the answers to look at before they are sent.

    A form of several pages shows all that it asked, the plain one what was answered. Who can read it is asked on the
    same page of the plain form, so it has no row there.
    """
    if steps.sequence(state.mode):
        return list(_asked_one_by_one(state, language))
    asked = [one for one in steps.QUESTIONS.values() if steps.changed_at(state.mode, one.name) != steps.READERS]
    rows = [_row(state, question, str(question.heading), language) for question in asked]
    return [row for row in rows if row.answer]


def _asked_one_by_one(state: FormState, language: str) -> Iterator[CheckRow]:
    for name in steps.sequence(state.mode):
        step = steps.BY_NAME[name]
        for field in step.fields:
            yield _row(state, steps.QUESTIONS[field], str(step.title), language)
    place = _row(state, steps.QUESTIONS["place_id"], str(steps.QUESTIONS["place_id"].heading), language)
    if place.answer:
        yield place


def _row(state: FormState, question: Question, heading: str, language: str) -> CheckRow:
    answer = state.answers.get(question.name)
    words = question.in_words(answer, language)
    if question.kind is Kind.CONSENT:
        # The heading is the question here, and was answered by yes or no.
        words = _("Yes") if answer else _("No")
    step = steps.changed_at(state.mode, question.name)
    # The overview is where the plain form always comes back to.
    prefix = "change-" if state.mode in steps.FIRST_STEPS else "to-"
    return CheckRow(
        question=question.name,
        heading=heading,
        answer=words,
        change=f"{prefix}{step}" if step else "",
        is_own_words=question.is_own_words,
        drawing=f"face_{answer}" if question.name == "face" and words else "",
    )


def _questions(kind: Kind) -> Iterable[Question]:
    return [question for question in steps.QUESTIONS.values() if question.kind is kind]


def _readers(answers: Answers) -> str:
    agreed = [str(question.label) for question in _questions(Kind.CONSENT) if answers.get(question.name)]
    return ". ".join([_("A small trained team reads what you wrote"), *agreed]) + "."
