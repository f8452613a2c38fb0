"""Attack 13: a weak generator. Somebody who has seen many codes, or guesses the clock, foresees the next one."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest

from core import crockford
from feedback import codes
from tests.attacks.measuring import evenness
from tests.rig.thorough import THOROUGH

PRNG = ("betavariate", "choice", "choices", "getrandbits", "randbytes", "randint", "random", "randrange", "sample")


def uneven(made: list[str]) -> list[int]:
    """Return the places whose symbols are less even than chance allows once in a thousand times."""
    counted = [Counter(code[place] for code in made) for place in range(codes.LENGTH)]
    return [
        place
        for place, counts in enumerate(counted)
        if evenness([counts[symbol] for symbol in crockford.ALPHABET]) <= 0.001
    ]


def assert_sound(number: int) -> None:
    """Make this many codes: none twice, every place even, all of them read as what they are.

    Twenty places at one in a thousand would fail once in fifty runs without a fault, so a place that does is asked
    again with fresh codes: a loaded die stays loaded.
    """
    made = [codes.new() for _ in range(number)]
    assert len(set(made)) == number
    assert all(codes.read(code) == code for code in made)
    if suspected := set(uneven(made)):
        assert suspected & set(uneven([codes.new() for _ in range(number)])) == set()


@pytest.mark.long
def test_a_hundred_thousand_codes_are_even_and_never_repeat() -> None:
    assert_sound(100_000)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_great_many_codes_are_even_and_never_repeat() -> None:
    # A million with `THOROUGH=1`.
    assert_sound(1_000_000 if THOROUGH else 300_000)


@pytest.mark.slow
@pytest.mark.long
def test_the_measure_sees_a_loaded_die_and_no_more_than_that() -> None:
    """The measure itself is measured: one symbol in one place that comes three times for every two of the others."""
    made = [codes.new() for _ in range(30_000)]
    loaded = [f"{code[:4]}7{code[5:]}" if number % 64 == 0 else code for number, code in enumerate(made)]
    assert 4 in uneven(loaded)
    assert evenness([10, 20, 30]) == pytest.approx(math.exp(-5))


def test_no_predictable_source_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the predictable source was used")

    for name in PRNG:
        monkeypatch.setattr(random, name, refuse)
    assert len({codes.new() for _ in range(100)}) == 100


def test_a_known_seed_foretells_nothing() -> None:
    made = []
    for _ in range(2):
        random.seed(13)
        made.append(codes.new())
    assert made[0] != made[1]


def test_without_the_system_s_source_no_code_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """`secrets` draws from the operating system alone: where that fails, nothing weaker takes its place."""

    def dried_up(_number: int) -> bytes:
        raise OSError("no randomness")

    monkeypatch.setattr(random, "_urandom", dried_up)  # what SystemRandom, and so `secrets`, reads from
    with pytest.raises(OSError, match="no randomness"):
        codes.new()
