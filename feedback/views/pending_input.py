"""What is in the fields of a page: carried along unchecked on the way to a pause or another language, checked later.

So nothing that was typed is lost on a way, and nothing gets around the forms on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict

from feedback import steps
from feedback.content import Answer, Answers
from feedback.form_state import FormState
from feedback.forms.easy import YES
from feedback.forms.fields import NoReceiptForm
from feedback.steps import Kind

# Longer than any field takes, so that nothing is lost where somebody only changes the language or pauses. What is
# longer still is not cut: the page says so. Three such fields and the state that holds them fit into one request.
MAX_CARRIED_LETTERS = 8_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step whose input was carried along and is not right; its form says why."""

    step: str
    form: NoReceiptForm


def form_of(name: str) -> type[NoReceiptForm]:
    """Return the form of a step that has one."""
    form = steps.BY_NAME[name].form
    if form is None:
        raise KeyError(name)
    return form


def too_long(request: HttpRequest, name: str) -> NoReceiptForm | None:
    """Return the form of a step when one of its fields holds more than a state can carry, else None."""
    form = form_of(name)(request.POST)
    for field in form.fields:
        longest = max(map(len, request.POST.getlist(field)), default=0)
        if longest > MAX_CARRIED_LETTERS:
            return form
    return None


def carried(request: HttpRequest, state: FormState, name: str) -> FormState:
    """Return the state with what is in the fields of a step now, unchecked, so that nothing typed is lost."""
    typed = {field: _typed(request, field) for field in form_of(name)(initial=state.answers).fields}
    return replace(state, answers={**state.answers, **typed}, unchecked=[*_others(state, name), name])


def _typed(request: HttpRequest, field: str) -> Answer:
    values = request.POST.getlist(field)
    question = steps.QUESTIONS[field]
    if question.kind is Kind.CHOICES:
        return values
    if not values:
        return question.empty
    # A flag is answered by yes or no, whatever the value of the box that was ticked.
    return bool(values[0]) if question.is_flag else values[0]


def checked(state: FormState, name: str, form: NoReceiptForm) -> FormState:
    """Return the state with what the valid form of a step holds."""
    answers: Answers = {**state.answers, **form.cleaned_data}
    return replace(state, answers=answers, unchecked=_others(state, name))


def _others(state: FormState, name: str) -> list[str]:
    return [other for other in state.unchecked if other != name]


def check(state: FormState) -> tuple[FormState, Refusal | None]:
    """Check what was carried along. Return the state, and the first step that is not right."""
    for name in state.unchecked:
        form = _filled(state, name)
        if not form.is_valid():
            return state, Refusal(name, form)
        state = checked(state, name, form)
    return state, None


def _filled(state: FormState, name: str) -> NoReceiptForm:
    """Return the form of a step, filled in with what the state holds, as if it had just been sent."""
    data = QueryDict(mutable=True)
    for field in form_of(name)(initial=state.answers).fields:
        data.setlist(field, _as_sent(state.answers.get(field) or ""))
    return form_of(name)(data, code=state.code)


def _as_sent(answer: Answer) -> list[str]:
    if isinstance(answer, list):
        return answer
    if answer is True:
        return [YES]
    return [str(answer)]


def step_of(request: HttpRequest, state: FormState) -> str:
    """Return which step was sent, by its fields; "" where it has none that would be lost."""
    # In the plain form the words, and what the overview asks, are left by buttons that do not check what is typed.
    names = steps.sequence(state.mode) or (steps.WORDS, steps.READERS)
    for name in names:
        if any(field in request.POST for field in steps.BY_NAME[name].fields):
            return name
    return ""
