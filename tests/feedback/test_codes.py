"""Receipts (security tests 13 to 15, as far as they need no browser)."""

import random
from collections import Counter
from itertools import pairwise

import pytest

from core import crockford
from feedback import codes


def test_a_new_code_is_twenty_symbols_and_reads_as_itself() -> None:
    code = codes.new()
    assert len(code) == 20
    assert codes.read(code) == code
    assert codes.read(codes.shown(code)) == code


def test_codes_come_from_the_secure_source_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("the predictable source was used")

    for name in ("random", "choice", "getrandbits", "randrange"):
        monkeypatch.setattr(random, name, refuse)
    assert len({codes.new() for _ in range(20)}) == 20


@pytest.mark.slow
def test_codes_do_not_repeat_and_use_every_symbol_evenly() -> None:
    made = [codes.new() for _ in range(20_000)]
    assert len(set(made)) == len(made)
    for place in range(19):
        counts = Counter(code[place] for code in made)
        expected = len(made) / 32
        chi_square = sum((counts[symbol] - expected) ** 2 / expected for symbol in crockford.ALPHABET)
        assert chi_square < 75, place  # 31 degrees of freedom: p is about 0.00002 for one place


@pytest.mark.parametrize(
    "writing",
    [
        str.lower,
        codes.shown,
        " ".join,
        lambda code: "–".join(code[n : n + 4] for n in range(0, 20, 4)),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
        lambda code: "".join(chr(ord(symbol) + 0xFEE0) for symbol in code),
        lambda code: "".join(chr(ord("٠") + int(symbol)) if symbol.isdigit() else symbol for symbol in code),
        lambda code: f"\u2067{code}\u2069 ",
    ],
)
def test_a_code_is_read_in_any_writing(writing: object) -> None:
    for _ in range(50):
        code = codes.new()
        assert codes.read(writing(code)) == code  # type: ignore[operator]


def test_every_single_slip_is_seen_without_deriving_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[object] = []
    monkeypatch.setattr(codes, "hash_secret_raw", lambda *args, **_kwargs: derived.append(args))
    missed = 0
    for _ in range(20):
        code = codes.new()
        for place in range(20):
            for symbol in crockford.ALPHABET:
                typed = code[:place] + symbol + code[place + 1 :]
                if typed != code:
                    with pytest.raises(codes.InvalidCodeError):
                        codes.read(typed)
    swaps = 0
    for _ in range(300):
        code = codes.new()
        for place, (left, right) in enumerate(pairwise(code)):
            if left != right:
                swaps += 1
                try:
                    codes.read(code[:place] + right + left + code[place + 2 :])
                except codes.InvalidCodeError:
                    continue
                missed += 1
    assert missed / swaps < 0.005
    assert derived == []


@pytest.mark.parametrize(
    "typed", ["", "A", "U" * 20, "0" * 19, "0" * 21, "N73C-SHH2-CTQT-QP5J-QJJ!", "\x00" * 20, "😀" * 20]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(codes.InvalidCodeError):
        codes.read(typed)


def test_a_code_opens_the_same_thing_each_time_and_nothing_without_the_pepper(settings: object) -> None:
    code = codes.new()
    first = codes.opened(code)
    assert codes.opened(code) == first
    settings.RECEIPT_PEPPER = b"\x01" * 32  # type: ignore[attr-defined]
    other = codes.opened(code)
    assert other.lookup != first.lookup
    assert other.wrap_key != first.wrap_key


def test_a_code_opens_a_receipt_and_a_draft_in_different_places() -> None:
    code = codes.new()
    receipt, draft = codes.opened(code), codes.opened_draft(code)
    assert len({receipt.lookup, receipt.wrap_key, draft.lookup, draft.wrap_key}) == 4
    assert codes.opened_both(code) == (receipt, draft)


def test_what_a_code_opens_is_never_printed() -> None:
    opened = codes.opened(codes.new())
    assert opened.lookup.hex() not in repr(opened)
    assert repr(opened.wrap_key) not in repr(opened)


def test_a_code_is_found_inside_words_in_any_spacing() -> None:
    code = codes.new()
    assert codes.contains_code(code, f"My code is {codes.shown(code).lower()}, thank you")
    assert codes.contains_code(code, " ".join(code))
    assert not codes.contains_code(code, "Nothing of that kind")
