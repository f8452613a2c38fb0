"""A proof counts for one note, after half a minute or for work that was really done."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from feedback import proofs, tokens

NOTE: dict[str, Any] = {"text": "x", "submission": "6b0c", "for_council": True, "code": "N73C"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T09:00:00.900Z", tick=False) as traveller:
        yield traveller


def waiting(note: dict[str, Any] = NOTE) -> dict[str, Any]:
    """Return the note as it comes back from the page that asks to wait."""
    return tokens.read(
        tokens.write(proofs.carrying(note, proofs.challenge(note)), purpose="test"), purpose="test", max_age=3600
    )


def solution(note: dict[str, Any]) -> str:
    challenge = proofs.challenge(note)
    for number in range(100_000):
        digest = hashlib.sha256(f"{challenge.salt}:{number}".encode()).digest()
        if int.from_bytes(digest, "big") < 2**256 // challenge.work:
            return str(number)
    raise AssertionError


def test_a_note_that_was_never_asked_to_wait_proves_nothing() -> None:
    assert not proofs.proved(NOTE)
    assert not proofs.proved(NOTE, work="1")


def test_half_a_minute_is_enough_and_less_is_not(clock: time_machine.Traveller) -> None:
    note = waiting()
    clock.shift(29)
    assert not proofs.proved(note)
    assert proofs.challenge(note).seconds_left == 1
    clock.shift(1)
    assert proofs.proved(note)


def test_pressing_too_early_does_not_begin_the_wait_again(clock: time_machine.Traveller) -> None:
    note = waiting()
    for _ in range(3):
        clock.shift(10)
        note = waiting(note)
    assert proofs.proved(note)


@pytest.mark.parametrize("change", [{"text": "y"}, {"submission": "6b0d"}, {"code": "QP5J"}, {"place": "more"}])
def test_a_wait_counts_for_exactly_what_was_waiting(clock: time_machine.Traveller, change: dict[str, Any]) -> None:
    note = waiting()
    clock.shift(60)
    other = {**note, **change}
    assert proofs.proved(note)
    assert not proofs.proved(other)
    assert proofs.challenge(other).seconds_left == proofs.SECONDS


def test_work_that_was_done_is_enough_and_counts_for_this_note_only(settings: Settings) -> None:
    settings.DOOR_WORK = 256
    note, other = waiting(), waiting({**NOTE, "text": "y"})
    found = solution(note)
    assert proofs.proved(note, work=found)
    assert solution(other) != found
    assert not proofs.proved(other, work=found)
    assert not proofs.proved(note, work=str(int(found) - 1))


def test_work_asked_for_stays_as_hard_as_it_was_served(settings: Settings) -> None:
    settings.DOOR_WORK = 256
    note = waiting()
    settings.DOOR_WORK = 2**31
    assert proofs.proved(note, work=solution(note))


@pytest.mark.parametrize("work", ["", " ", "-1", "1.0", "1e3", "0x1", "١", "1\n", "9" * 16, "9" * 100_000, "x:1"])
def test_what_is_no_number_is_no_work(settings: Settings, work: str) -> None:
    settings.DOOR_WORK = 1
    note = waiting()
    assert proofs.proved(note, work="7")
    assert not proofs.proved(note, work=work)


def test_a_challenge_cannot_be_known_before_it_is_served() -> None:
    assert len({proofs.challenge(NOTE).salt for _ in range(100)}) == 100
