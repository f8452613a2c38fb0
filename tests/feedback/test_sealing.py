"""Ciphertext that was changed, moved or cut never opens (security tests 25 and 26)."""

import secrets
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import sealing

KEY = sealing.new_key()
PUBLIC, PRIVATE = sealing.new_keypair()
PLACE = sealing.place_of("feedback", "body", uuid.UUID(int=7))
WRAPPED = sealing.wrap(b"words", KEY, place=PLACE, number=b"abcd")
SEALED = sealing.seal(b"words", PUBLIC, place=PLACE, number=b"abcd")


def test_what_is_wrapped_opens_with_its_key_and_place() -> None:
    assert sealing.unwrap(WRAPPED, KEY, place=PLACE) == b"words"
    assert sealing.unwrap(WRAPPED, KEY, place=PLACE, number=b"abcd") == b"words"


def test_what_is_sealed_opens_with_the_private_key_and_place() -> None:
    assert sealing.unseal(SEALED, PRIVATE, place=PLACE, number=b"abcd") == b"words"


@given(st.integers(0, len(WRAPPED) * 8 - 1))
def test_a_flipped_bit_of_a_wrapped_thing_never_opens(bit: int) -> None:
    changed = bytearray(WRAPPED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(sealing.CannotOpen):
        sealing.unwrap(bytes(changed), KEY, place=PLACE)


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_a_flipped_bit_of_a_sealed_thing_never_opens(bit: int) -> None:
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(bytes(changed), PRIVATE, place=PLACE)


@given(st.integers(0, len(WRAPPED) - 1))
def test_a_cut_thing_never_opens(length: int) -> None:
    with pytest.raises(sealing.CannotOpen):
        sealing.unwrap(WRAPPED[:length], KEY, place=PLACE)
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(SEALED[:length], PRIVATE, place=PLACE)


@pytest.mark.parametrize(
    ("key", "place", "number"),
    [
        (sealing.new_key(), PLACE, None),
        (KEY, sealing.place_of("feedback", "body", uuid.UUID(int=8)), None),
        (KEY, sealing.place_of("message", "sealed", uuid.UUID(int=7)), None),
        (KEY, PLACE, b"abce"),
    ],
    ids=["key", "row", "table", "number"],
)
def test_another_key_place_or_number_never_opens(key: bytes, place: str, number: bytes | None) -> None:
    with pytest.raises(sealing.CannotOpen):
        sealing.unwrap(WRAPPED, key, place=place, number=number)


def test_a_sealed_thing_moved_to_another_place_never_opens() -> None:
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(SEALED, PRIVATE, place=sealing.place_of("feedback", "body", uuid.UUID(int=8)))


@pytest.mark.parametrize("version", [b"\x00", b"\x02", b"\xff"], ids=["none", "next", "last"])
def test_an_unknown_version_is_refused(version: bytes) -> None:
    with pytest.raises(sealing.CannotOpen):
        sealing.unwrap(version + WRAPPED[1:], KEY, place=PLACE)


def test_length_tells_nothing_below_a_kilobyte() -> None:
    assert len(sealing.padded({"text": "x"})) == len(sealing.padded({"text": "y" * 900}))


def test_nonces_and_keys_do_not_repeat() -> None:
    nonces = {sealing.wrap(b"", KEY, place="p")[5:29] for _ in range(20_000)}
    assert len(nonces) == 20_000
    assert len({sealing.new_key() for _ in range(20_000)}) == 20_000


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=400), max_size=6))
def test_padding_gives_words_back(words: dict[str, str]) -> None:
    assert sealing.unpadded(sealing.padded(words)) == words


def test_padding_that_is_no_padding_is_refused() -> None:
    with pytest.raises(sealing.CannotOpen):
        sealing.unpadded(secrets.token_bytes(1024)[:-1] + b"\x01")
