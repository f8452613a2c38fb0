"""Attack 14: slips of the pen. A wrong code must cost nothing, open nothing, and a right one be read in any writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from argon2.low_level import hash_secret_raw
from django.test import Client

from core import crockford
from feedback import codes
from tests.attacks.given import OPENED, Given, come_back

WRITINGS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "a space after each": " ".join,
    "groups with en dashes": lambda code: "–".join(code[n : n + 4] for n in range(0, 20, 4)),
    "groups with dots": lambda code: " . ".join(code[n : n + 4] for n in range(0, 20, 4)),
    "O for zero, I for one": lambda code: code.replace("0", "O").replace("1", "I"),
    "o for zero, l for one": lambda code: code.replace("0", "o").replace("1", "l").swapcase(),
    "full width": lambda code: "".join(chr(ord(symbol) + 0xFEE0) for symbol in code),
    "Arabic-Indic digits": lambda code: code.translate({ord(str(n)): chr(0x660 + n) for n in range(10)}),
    "Persian digits": lambda code: code.translate({ord(str(n)): chr(0x6F0 + n) for n in range(10)}),
    "copied with direction marks": lambda code: f"\u2066{codes.shown(code)}\u2069\u200f\n",
}


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every derivation of a key that is begun, from now on."""
    begun: list[object] = []

    def counted(*args: object, **kwargs: object) -> bytes:
        begun.append(args)
        return hash_secret_raw(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(codes, "hash_secret_raw", counted)
    return begun


def is_read(typed: str) -> bool:
    try:
        codes.read(typed)
    except codes.InvalidCodeError:
        return False
    return True


def single_slips(code: str) -> Iterator[str]:
    """Every code that differs in one symbol: 620 of them."""
    for place, right in enumerate(code):
        for symbol in crockford.ALPHABET:
            if symbol != right:
                yield code[:place] + symbol + code[place + 1 :]


def swaps(code: str) -> Iterator[str]:
    """Every code with two unlike neighbours exchanged."""
    for place, (left, right) in enumerate(pairwise(code)):
        if left != right:
            yield code[:place] + right + left + code[place + 2 :]


@pytest.mark.slow
@pytest.mark.long
def test_every_wrong_symbol_of_two_hundred_codes_is_seen_without_a_derivation(derived: list[object]) -> None:
    for _ in range(200):
        code = codes.new()
        assert [slip for slip in single_slips(code) if is_read(slip)] == [], code
    assert derived == []


def test_nearly_every_swap_of_neighbours_is_seen_without_a_derivation(derived: list[object]) -> None:
    made = [swap for _ in range(1000) for swap in swaps(codes.new())]
    assert sum(map(is_read, made)) <= 0.005 * len(made)
    assert derived == []


@pytest.mark.parametrize("change", [lambda code: code[:-1], lambda code: f"{code}0", lambda code: code[0]])
def test_a_symbol_too_few_or_too_many_is_seen_without_a_derivation(
    change: Callable[[str], str], derived: list[object]
) -> None:
    assert not any(is_read(change(codes.new())) for _ in range(200))
    assert derived == []


@pytest.mark.django_db
def test_the_page_asks_again_and_derives_nothing(client: Client, derived: list[object]) -> None:
    """What the functions promise must hold for the page a person types into."""
    code = codes.new()
    typos = [*list(single_slips(code))[::40], code[:-1], f"{code}0", "", "U" * 20, "A" * 199, "\x00", "😀" * 20]
    answers = [come_back(client, typo) for typo in typos]
    assert {answer.status_code for answer in answers} == {422}
    assert not any(OPENED in answer.content.decode() for answer in answers)
    assert derived == []


def test_every_writing_opens_the_conversation(client: Client, give: Callable[..., Given]) -> None:
    """Until one is found that holds a zero, a one and another digit, so that every writing says something."""
    given = give()
    while not ("0" in given.code and "1" in given.code and set(given.code) & set("23456789")):
        given = give()
    for name, writing in WRITINGS.items():
        assert writing(given.code) != given.code, name
        assert OPENED in come_back(client, writing(given.code)).content.decode(), name
