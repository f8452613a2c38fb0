"""The form to print: the questions of the form, with room to write and choices to tick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.forms import BoundField

from feedback import steps
from feedback.forms.fields import NoReceiptForm
from feedback.steps import Kind, Question, Step


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question on paper: a heading, a hint, choices to tick and room for words ("", "small" or "large")."""

    heading: str
    hint: str = ""
    choices: list[str] = field(default_factory=list)
    room: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """What is asked on the sheet for the person's own account, and on the one for a little more."""

    account: list[PaperQuestion]
    more: list[PaperQuestion]


def sheets() -> Sheets:
    """Return what the two sheets to hand in ask, in the language of the page."""
    more = []
    for step in steps.STEPS:
        if step.name != steps.WORDS:
            more += _asked_by(step)
    return Sheets(_asked_by(steps.BY_NAME[steps.WORDS]), more)


def _asked_by(step: Step) -> list[PaperQuestion]:
    form = step.form() if step.form else NoReceiptForm()
    questions = list(_consents(step, form))
    previous: Question | None = None
    for question in step.questions:
        if question.off_paper or question.kind is Kind.CONSENT or question.name not in form.fields:
            continue
        has_heading = not question.is_continued or previous is None
        questions.append(_on_paper(question, form[question.name], has_heading=has_heading))
        previous = question
    return questions


def _consents(step: Step, form: NoReceiptForm) -> Iterator[PaperQuestion]:
    """Yield one question for all consents of a step: who may read it."""
    choices = [_tick(form[question.name]) for question in step.questions if question.kind is Kind.CONSENT]
    if choices:
        yield PaperQuestion(str(step.title), str(step.lead), choices)


def _tick(field: BoundField) -> str:
    return ". ".join(filter(None, [str(field.label), str(field.help_text)]))


def _on_paper(question: Question, field: BoundField, *, has_heading: bool) -> PaperQuestion:
    heading = str(question.paper_heading or field.label)
    if not has_heading:
        return PaperQuestion("", heading, room="small")
    if question.kind is Kind.NARRATIVE:
        return PaperQuestion(heading, room="large")
    if question.kind is Kind.LINE:
        return PaperQuestion(heading, str(question.paper_hint), room="small")
    if question.kind is Kind.FLAG:
        return PaperQuestion("", choices=[str(field.label)])
    return PaperQuestion(heading, choices=_choices(question, field))


def _choices(question: Question, field: BoundField) -> list[str]:
    choices = []
    for value, label in getattr(field.field, "choices", []):
        # A place that is not on the list is written below it.
        if value or question.kind is not Kind.PLACE:
            choices.append(str(label))
    return choices
