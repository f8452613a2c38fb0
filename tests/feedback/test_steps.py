"""Every question of the form is asked, shown before sending, and on paper; every step leads somewhere."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback import form_state, steps
from feedback.content import NARRATIVE, Answer
from feedback.enums import CONSENTS
from feedback.form_state import FormState
from feedback.models import Place
from feedback.steps import Kind, Question, Step
from feedback.views import pages as views
from tests.feedback.conftest import MonthKey
from tests.rig import pages
from tests.rig.pages import Page

OWN_STEPS = [step for step in steps.STEPS if step.questions]
QUESTIONS = [pytest.param(step, question, id=question.name) for step in OWN_STEPS for question in step.questions]
PLACE_ID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(autouse=True)
def _ward(month_key: MonthKey) -> None:
    """A month with a key, and a place to choose."""
    Place.objects.create(pk=PLACE_ID, code="ward-7", names={"en": "Ward 7 east"})


def example(question: Question) -> Answer:
    """Return an answer to a question."""
    if question.kind is Kind.PLACE:
        return PLACE_ID
    if question.is_own_words:
        return f"canary {question.name}"
    if question.choices is None:
        return True
    named = [value for value in question.choices.values if value][-1]
    return [named] if question.kind is Kind.CHOICES else str(named)


def press(client: Client, step: str, *, status: int = 200, address: str = "/en/feedback/", **state: object) -> Page:
    """Press a button of the form with this state."""
    token = form_state.write(FormState(**state))  # type: ignore[arg-type]
    return pages.post(client, address, {"token": token, "step": step}, status=status)


@pytest.mark.parametrize("step", OWN_STEPS, ids=lambda step: step.name)
def test_what_a_step_asks_is_what_its_form_has_fields_for(step: Step) -> None:
    assert tuple(question.name for question in step.questions) == step.fields


def test_every_other_step_asks_what_is_declared() -> None:
    again = [step for step in steps.STEPS if not step.questions and step.form]
    assert {step.name for step in again} == {"text", "helped", "better", "keep_from", "council", "public"}
    assert {name for step in again for name in step.fields} <= set(steps.QUESTIONS)


def test_no_question_is_declared_twice() -> None:
    assert len(steps.QUESTIONS) == sum(len(step.questions) for step in steps.STEPS)
    assert len(steps.BY_NAME) == len(steps.STEPS)


def test_what_has_columns_or_is_read_again_is_declared_as_such() -> None:
    kinds = {question.name: question.kind for question in steps.QUESTIONS.values()}
    assert tuple(name for name, kind in kinds.items() if kind is Kind.CONSENT) == CONSENTS
    assert tuple(name for name, kind in kinds.items() if kind is Kind.NARRATIVE) == NARRATIVE


@pytest.mark.parametrize("step", steps.STEPS, ids=lambda step: step.name)
def test_every_step_leads_to_a_page_that_there_is(step: Step) -> None:
    assert step.next in steps.BY_NAME or step.next in views.PAGES


@pytest.mark.parametrize("mode", list(steps.FIRST_STEPS))
def test_every_mode_leads_through_its_steps_to_the_code_and_back(mode: str) -> None:
    names = [step.name for step in steps.STEPS if step.mode == mode]
    assert sorted(steps.sequence(mode)) == sorted(names)
    assert [steps.after(mode, name) for name in steps.sequence(mode)] == [*steps.sequence(mode)[1:], "check"]
    assert steps.before(mode, "code") == "check"
    assert steps.before(mode, "check") == steps.sequence(mode)[-1]
    assert steps.before(mode, steps.sequence(mode)[0]) == "start"


@pytest.mark.parametrize(("step", "question"), QUESTIONS)
def test_question_is_asked(client: Client, step: Step, question: Question) -> None:
    page = press(client, f"to-{step.name}", mode=step.mode)
    tags = ("input", "textarea", "select", "button")
    fields = [field for tag in tags for field in page.all(tag) if field.get("name") == question.name]
    faces = [button for button in page.all("button") if (button.get("value") or "").startswith(f"{question.name}-")]
    assert fields or len(faces) == len(question.choices or ())


@pytest.mark.parametrize(("step", "question"), QUESTIONS)
def test_answer_is_shown_before_it_is_sent(client: Client, step: Step, question: Question) -> None:
    answer = example(question)
    page = press(client, "code", answers={"better": "A bell.", question.name: answer})
    expected = question.in_words(answer, "en")
    assert expected
    assert f"{question.heading} " in page.text("main")
    assert expected in page.text("main"), step.name


def test_nothing_is_left_off_the_paper_form_without_a_reason() -> None:
    left_off = {question.name for question in steps.QUESTIONS.values() if question.off_paper}
    assert left_off == {"face", "SAFE1", "EMP1", "TRU1", "notes"}


@pytest.mark.parametrize(("step", "question"), QUESTIONS)
def test_question_is_on_the_paper_form(client: Client, step: Step, question: Question) -> None:
    assert step.form is not None
    field = step.form()[question.name]
    printed = pages.get(client, "/en/feedback/paper/").text("main")
    if question.off_paper:
        assert str(field.label) not in printed
        return
    assert str(question.paper_heading or field.label) in printed
    choices = getattr(field.field, "choices", [])
    assert [str(label) for value, label in choices if value and str(label) not in printed] == []
