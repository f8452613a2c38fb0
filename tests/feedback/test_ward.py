"""A ward of thirty people behind one address, by the numbers we ship: nobody waits, and a flood is held apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from config import variables
from feedback import rate_limit
from feedback.rate_limit import Attempt, Outcome

PEOPLE = 30
HOUR_S = 3600
WARD = 7
LIMITS = (
    variables.DOOR_NETWORK_PER_HOUR,
    variables.DOOR_NETWORK_BURST,
    variables.DOOR_SITE_PER_HOUR,
    variables.DOOR_SITE_BURST,
)
# What each of them sends: words, faces, and two photographs before them.
EACH = (Attempt.FILE, Attempt.FILE, Attempt.MESSAGE, Attempt.MESSAGE)


@pytest.fixture(autouse=True)
def _shipped(settings: Settings, tmp_path: Path) -> None:
    for limit in LIMITS:
        setattr(settings, limit.name, limit.production)
    settings.FORM_KEYS_DIR = str(tmp_path / "form keys")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T09:00:01Z", tick=False) as coordinates:
        yield coordinates


def send(attempt: Attempt, bucket: int = WARD, *, has_waited: bool = False) -> Outcome:
    return rate_limit.admit(bucket=bucket, attempt=attempt, has_waited=has_waited)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("wards", [1, 2])
def test_a_ward_that_sends_everything_at_once_never_waits(wards: int) -> None:
    outcomes = Counter(
        send(attempt, bucket=ward) for ward in range(wards) for _person in range(PEOPLE) for attempt in EACH
    )
    assert outcomes == {Outcome.ADMIT: wards * PEOPLE * len(EACH)}


def test_a_ward_that_does_so_every_hour_of_a_day_never_waits(clock: time_machine.Traveller) -> None:
    outcomes = Counter[Outcome]()
    for _hour in range(12):
        for _person in range(PEOPLE):
            outcomes.update(send(attempt) for attempt in EACH)
            clock.shift(HOUR_S / PEOPLE)
    assert outcomes == {Outcome.ADMIT: 12 * PEOPLE * len(EACH)}


@pytest.mark.usefixtures("clock")
def test_pictures_cost_the_words_nothing_and_words_cost_the_pictures_nothing() -> None:
    while send(Attempt.FILE) is Outcome.ADMIT:
        pass
    assert send(Attempt.MESSAGE) is Outcome.ADMIT
    while send(Attempt.MESSAGE, bucket=8) is Outcome.ADMIT:
        pass
    assert send(Attempt.FILE, bucket=8) is Outcome.ADMIT


@pytest.mark.usefixtures("clock")
def test_a_script_that_floods_with_words_is_held_apart_and_keeps_nobody_waiting() -> None:
    outcomes = Counter(send(Attempt.MESSAGE, has_waited=True) for _ in range(2_000))
    assert outcomes == {
        Outcome.ADMIT: 2 * variables.DOOR_NETWORK_PER_HOUR.production,
        Outcome.QUARANTINE: 2_000 - 2 * variables.DOOR_NETWORK_PER_HOUR.production,
    }
    assert send(Attempt.MESSAGE) is Outcome.WAIT
    assert {send(Attempt.MESSAGE, bucket=8) for _ in range(PEOPLE)} == {Outcome.ADMIT}


@pytest.mark.usefixtures("clock")
def test_a_script_that_floods_with_files_does_not_fill_the_disk_and_keeps_nobody_waiting() -> None:
    outcomes = Counter(send(Attempt.FILE, has_waited=True) for _ in range(2_000))
    assert outcomes == {
        Outcome.ADMIT: 2 * variables.DOOR_NETWORK_PER_HOUR.production,
        Outcome.LATER: 2_000 - 2 * variables.DOOR_NETWORK_PER_HOUR.production,
    }
    assert {send(Attempt.FILE, bucket=8) for _ in range(PEOPLE)} == {Outcome.ADMIT}
    assert send(Attempt.MESSAGE) is Outcome.ADMIT


def test_files_are_taken_again_when_the_flood_is_over(clock: time_machine.Traveller) -> None:
    for _ in range(1000):
        send(Attempt.FILE, has_waited=True)
    clock.shift(3 * HOUR_S)
    assert send(Attempt.FILE) is Outcome.ADMIT


@pytest.mark.usefixtures("clock")
def test_without_the_file_of_levels_all_files_are_counted_together(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("no folder")
    settings.FORM_KEYS_DIR = str(tmp_path / "a file" / "form keys")
    monkeypatch.setattr(rate_limit, "_process_counters", rate_limit.empty())
    outcomes = Counter(send(Attempt.FILE, bucket=number % 256) for number in range(1000))
    assert outcomes[Outcome.ADMIT] == variables.DOOR_SITE_BURST.production
    assert outcomes[Outcome.WAIT] == 1000 - variables.DOOR_SITE_BURST.production
    assert send(Attempt.MESSAGE) is Outcome.ADMIT
