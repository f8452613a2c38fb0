"""Many at once: people wait half a minute, a flood is quarantined, nobody is refused, nobody identified."""

import fcntl
import os
import subprocess
import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from feedback import challenges, rate_limit, shared_counters
from feedback.form_state import FormState
from feedback.rate_limit import Attempt, Outcome
from tests.feedback.conversations import challenged
from tests.rig import processes

NINE = "2026-11-23T09:00:01Z"
HOUR, TENTH = 3600, 360
LIMITS = {
    "DOOR_NETWORK_PER_HOUR": 30,
    "DOOR_NETWORK_BURST": 10,
    "DOOR_SITE_PER_HOUR": 200,
    "DOOR_SITE_BURST": 60,
    "DOOR_GUESSES_PER_MINUTE": 20,
    "DOOR_YOUNGEST_SECONDS": 3,
}


@pytest.fixture(autouse=True)
def _limits(settings: Settings, tmp_path: Path) -> None:
    for name, value in LIMITS.items():
        setattr(settings, name, value)
    settings.FORM_KEYS_DIR = str(tmp_path / "form keys")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NINE, tick=False) as coordinates:
        yield coordinates


def send(bucket: int = 7, *, has_waited: bool = False) -> Outcome:
    return rate_limit.admit(bucket=bucket, attempt=Attempt.MESSAGE, has_waited=has_waited)


def guess(bucket: int = 7, *, has_waited: bool = False) -> Outcome:
    """Type a code that opens nothing."""
    outcome = rate_limit.admit(bucket=bucket, attempt=Attempt.CODE, has_waited=has_waited)
    if outcome is Outcome.ADMIT:
        rate_limit.count_failed_code(bucket=bucket)
    return outcome


def stored(settings: Settings) -> Path:
    return Path(settings.FORM_KEYS_DIR) / shared_counters.NAME


def numbers(settings: Settings) -> list[int]:
    return list(array("I", stored(settings).read_bytes()))


@pytest.mark.usefixtures("clock")
def test_one_bucket_is_asked_to_wait_and_its_neighbours_are_not() -> None:
    assert [send() for _ in range(11)] == [Outcome.ADMIT] * 10 + [Outcome.WAIT]
    assert send(bucket=8) is Outcome.ADMIT
    assert (send(bucket=0), send(bucket=255)) == (Outcome.ADMIT, Outcome.ADMIT)


@pytest.mark.usefixtures("clock")
def test_many_buckets_together_are_asked_to_wait() -> None:
    assert [send(bucket) for bucket in range(61)] == [Outcome.ADMIT] * 60 + [Outcome.WAIT]


@pytest.mark.usefixtures("clock")
def test_asking_to_wait_costs_nothing() -> None:
    for _ in range(500):
        send()
    assert [send(bucket) for bucket in range(8, 58)] == [Outcome.ADMIT] * 50


def test_a_level_falls_with_time(clock: time_machine.Traveller) -> None:
    for _ in range(11):
        send()
    clock.shift(TENTH)
    assert [send() for _ in range(4)] == [Outcome.ADMIT] * 3 + [Outcome.WAIT]
    clock.shift(20 * TENTH)
    assert [send() for _ in range(11)] == [Outcome.ADMIT] * 10 + [Outcome.WAIT]


def test_a_steady_stream_within_the_limit_never_waits(clock: time_machine.Traveller) -> None:
    for _ in range(60):
        assert send() is Outcome.ADMIT
        clock.shift(HOUR / 30)


def test_a_ward_behind_one_address_gets_everything_through(clock: time_machine.Traveller) -> None:
    """200 people of one network in one minute: each waits at most half a minute, and none is told to go away."""
    outcomes = list[Outcome]()
    waiting = list[FormState]()
    for person in range(200):
        state = FormState(answers={"text": f"said by {person}"})
        if send(has_waited=challenges.is_satisfied(state)) is Outcome.WAIT:
            waiting.append(challenged(state))
        else:
            outcomes.append(Outcome.ADMIT)
    clock.shift(challenges.WAIT_SECONDS)
    outcomes += [send(has_waited=challenges.is_satisfied(state)) for state in waiting]
    assert Counter(outcomes) == {Outcome.ADMIT: 60, Outcome.QUARANTINE: 140}
    assert outcomes == sorted(outcomes, key=[Outcome.ADMIT, Outcome.QUARANTINE].index)


@pytest.mark.slow
def test_a_flood_is_forgotten_within_three_hours(clock: time_machine.Traveller) -> None:
    for _ in range(5000):
        send(has_waited=True)
    assert send(has_waited=True) is Outcome.QUARANTINE
    clock.shift(HOUR + TENTH)
    assert send(has_waited=True) is Outcome.ADMIT
    clock.shift(2 * HOUR)
    assert [send(), send(bucket=8)] == [Outcome.ADMIT, Outcome.ADMIT]


@pytest.mark.slow
@pytest.mark.usefixtures("clock")
def test_a_flood_from_everywhere_is_quarantined() -> None:
    outcomes = [send(number % 256, has_waited=True) for number in range(10_000)]
    assert Outcome.WAIT not in outcomes
    assert outcomes.count(Outcome.QUARANTINE) >= 9_500


@pytest.mark.usefixtures("clock")
def test_what_looks_like_a_machine_is_quarantined_at_once_and_costs_others_nothing() -> None:
    for _ in range(100):
        assert rate_limit.admit(bucket=7, attempt=Attempt.MESSAGE, suspicious=True) is Outcome.QUARANTINE
    assert [send() for _ in range(10)] == [Outcome.ADMIT] * 10
    assert rate_limit.admit(bucket=7, attempt=Attempt.MESSAGE, suspicious=True) is Outcome.QUARANTINE


def test_a_filled_trap_or_a_form_that_took_no_time_looks_like_a_machine(clock: time_machine.Traveller) -> None:
    state = rate_limit.begun(FormState(answers={"text": "x"}))
    assert rate_limit.is_suspicious(state, trap="")
    clock.shift(3)
    assert not rate_limit.is_suspicious(state, trap="")
    assert rate_limit.is_suspicious(state, trap="http://example.org")
    assert rate_limit.begun(state) == state
    assert not rate_limit.is_suspicious(FormState(answers={"text": "a state from before"}), trap="")


def test_lost_codes_are_counted_by_the_minute(clock: time_machine.Traveller) -> None:
    assert [guess() for _ in range(21)] == [Outcome.ADMIT] * 20 + [Outcome.WAIT]
    assert (guess(bucket=8), guess(has_waited=True), send()) == (Outcome.ADMIT, Outcome.ADMIT, Outcome.ADMIT)
    assert {guess(has_waited=True) for _ in range(200)} == {Outcome.ADMIT}
    clock.shift(120)
    assert guess() is Outcome.ADMIT


@pytest.mark.usefixtures("clock")
def test_codes_that_open_something_are_not_counted() -> None:
    assert {rate_limit.admit(bucket=7, attempt=Attempt.CODE) for _ in range(100)} == {Outcome.ADMIT}


def test_the_file_does_not_tell_when_somebody_came(settings: Settings, clock: time_machine.Traveller) -> None:
    send()
    first = stored(settings).read_bytes()
    stored(settings).unlink()
    clock.shift(TENTH - 2)
    send()
    assert stored(settings).read_bytes() == first
    send()
    assert stored(settings).stat().st_mtime == 0
    clock.shift(3 * HOUR)
    guess(bucket=9)
    clock.shift(HOUR)
    rate_limit.admit(bucket=1, attempt=Attempt.CODE)
    assert set(numbers(settings)) == {0}


def test_a_clock_set_back_locks_nobody_out(clock: time_machine.Traveller) -> None:
    for _ in range(100):
        send(has_waited=True)
    clock.shift(-30 * 24 * HOUR)
    assert send(has_waited=True) is not Outcome.WAIT
    clock.shift(3 * HOUR)
    assert send() is Outcome.ADMIT


def test_threads_count_together(settings: Settings) -> None:
    with time_machine.travel(NINE, tick=False), ThreadPoolExecutor(16) as pool:
        outcomes = Counter(pool.map(lambda _: send(), range(320)))
    assert outcomes == {Outcome.ADMIT: 10, Outcome.WAIT: 310}
    assert numbers(settings)[rate_limit.SITE] == 10 * rate_limit.PARTS


@pytest.mark.slow
def test_processes_count_together(settings: Settings) -> None:
    """Four of them count 500 messages each, as fast as they can, and not one is lost."""
    limits = {**LIMITS, "DOOR_SITE_PER_HOUR": 100_000, "DOOR_NETWORK_PER_HOUR": 100_000}
    program = (
        "from django.conf import settings\n"
        f"settings.configure(FORM_KEYS_DIR={settings.FORM_KEYS_DIR!r}, **{limits!r})\n"
        "from feedback.rate_limit import *\n"
        # An hour that does not end while they count.
        "import time; time.time = lambda: 1_795_424_401.0\n"
        "print('ready', flush=True); input()\n"
        "for _ in range(500): admit(bucket=7, attempt=Attempt.MESSAGE, has_waited=True)"
    )
    command = [sys.executable, "-c", program]
    started = [
        subprocess.Popen(command, cwd=processes.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        process.communicate(timeout=60)
    assert [process.returncode for process in started] == [0] * 4
    assert numbers(settings)[rate_limit.SITE] == numbers(settings)[rate_limit.FIRST + 7] == 4 * 500 * rate_limit.PARTS


def _broken(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("no folder")
    settings.FORM_KEYS_DIR = str(tmp_path / "a file" / "form keys")


@pytest.mark.usefixtures("clock")
def test_without_the_file_the_door_stays_open_and_counts_for_itself(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _broken(settings, tmp_path)
    monkeypatch.setattr(rate_limit, "_process_counters", array("I", bytes(4 * rate_limit.LENGTH)))
    assert [send() for _ in range(61)] == [Outcome.ADMIT] * 60 + [Outcome.WAIT]
    assert [send(has_waited=True) for _ in range(400)] == [Outcome.ADMIT] * 340 + [Outcome.QUARANTINE] * 60
    assert [guess(bucket) for bucket in range(21)] == [Outcome.ADMIT] * 20 + [Outcome.WAIT]


@pytest.mark.usefixtures("clock")
def test_who_does_not_let_go_of_the_file_stops_nobody(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    send()
    monkeypatch.setattr(rate_limit, "_process_counters", array("I", bytes(4 * rate_limit.LENGTH)))
    monkeypatch.setattr(shared_counters, "LOCK_ATTEMPTS", 2)
    descriptor = os.open(stored(settings), os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        assert send() is Outcome.ADMIT
    finally:
        os.close(descriptor)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("content", [b"", b"half", b"\xff" * 9000, b"\xff" * 4 * rate_limit.LENGTH])
def test_a_file_with_nonsense_in_it_locks_nobody_out(settings: Settings, content: bytes) -> None:
    send()
    stored(settings).write_bytes(content)
    assert send(has_waited=True) in {Outcome.ADMIT, Outcome.QUARANTINE}
    assert stored(settings).stat().st_size == 4 * rate_limit.LENGTH
