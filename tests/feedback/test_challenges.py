"""A proof counts for one state, after half a minute or for work that was really done."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from feedback import challenges, form_state
from feedback.form_state import FormState
from tests.feedback.conversations import challenged

STATE = FormState(answers={"text": "x", "for_council": True}, submission="6b0c", code="N73C")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T09:00:00.900Z", tick=False) as traveller:
        yield traveller


def waiting(state: FormState = STATE) -> FormState:
    """Return the state as it comes back from the page that asks to wait."""
    return form_state.read(FormState, form_state.write(challenged(state)), max_age=3600)


def solution(state: FormState) -> str:
    challenge = challenges.challenge_for(state)
    for number in range(100_000):
        digest = hashlib.sha256(f"{challenge.salt}:{number}".encode()).digest()
        if int.from_bytes(digest, "big") < 2**256 // challenge.work:
            return str(number)
    raise AssertionError


def test_a_note_that_was_never_asked_to_wait_proves_nothing() -> None:
    assert not challenges.is_satisfied(STATE)
    assert not challenges.is_satisfied(STATE, work="1")


def test_half_a_minute_is_enough_and_less_is_not(clock: time_machine.Traveller) -> None:
    state = waiting()
    clock.shift(29)
    assert not challenges.is_satisfied(state)
    assert challenges.challenge_for(state).seconds_left == 1
    clock.shift(1)
    assert challenges.is_satisfied(state)


def test_pressing_too_early_does_not_begin_the_wait_again(clock: time_machine.Traveller) -> None:
    state = waiting()
    for _ in range(3):
        clock.shift(10)
        state = waiting(state)
    assert challenges.is_satisfied(state)


@pytest.mark.parametrize(
    "change",
    [
        {"answers": {**STATE.answers, "text": "y"}},
        {"submission": "6b0d"},
        {"code": "QP5J"},
        {"answers": {**STATE.answers, "place": "more"}},
    ],
)
def test_a_wait_counts_for_exactly_what_was_waiting(clock: time_machine.Traveller, change: dict[str, Any]) -> None:
    state = waiting()
    clock.shift(60)
    other = replace(state, **change)
    assert challenges.is_satisfied(state)
    assert not challenges.is_satisfied(other)
    assert challenges.challenge_for(other).seconds_left == challenges.WAIT_SECONDS


def test_work_that_was_done_is_enough_and_counts_for_this_note_only(settings: Settings) -> None:
    settings.DOOR_WORK = 256
    state, other = waiting(), waiting(replace(STATE, answers={**STATE.answers, "text": "y"}))
    found = solution(state)
    assert challenges.is_satisfied(state, work=found)
    assert solution(other) != found
    assert not challenges.is_satisfied(other, work=found)
    assert not challenges.is_satisfied(state, work=str(int(found) - 1))


def test_work_asked_for_stays_as_hard_as_it_was_served(settings: Settings) -> None:
    settings.DOOR_WORK = 256
    state = waiting()
    settings.DOOR_WORK = 2**31
    assert challenges.is_satisfied(state, work=solution(state))


@pytest.mark.parametrize("work", ["", " ", "-1", "1.0", "1e3", "0x1", "١", "1\n", "9" * 16, "9" * 100_000, "x:1"])
def test_what_is_no_number_is_no_work(settings: Settings, work: str) -> None:
    settings.DOOR_WORK = 1
    state = waiting()
    assert challenges.is_satisfied(state, work="7")
    assert not challenges.is_satisfied(state, work=work)


def test_a_challenge_cannot_be_known_before_it_is_served() -> None:
    assert len({challenges.challenge_for(STATE).salt for _ in range(100)}) == 100
