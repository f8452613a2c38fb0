"""Ciphertext that was changed, moved or cut never opens (security tests 25 and 26)."""

import secrets
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import sealing

KEY = sealing.new_key()
PUBLIC, PRIVATE = sealing.new_keypair()
CELL = sealing.cell("feedback", "body", uuid.UUID(int=7))
WRAPPED = sealing.wrap(b"words", KEY, associated_data=CELL, number=b"abcd")
SEALED = sealing.seal(b"words", PUBLIC, associated_data=CELL, number=b"abcd")


def test_what_is_wrapped_opens_with_its_key_and_place() -> None:
    assert sealing.unwrap(WRAPPED, KEY, associated_data=CELL) == b"words"
    assert sealing.unwrap(WRAPPED, KEY, associated_data=CELL, number=b"abcd") == b"words"


def test_what_is_sealed_opens_with_the_private_key_and_place() -> None:
    assert sealing.unseal(SEALED, PRIVATE, associated_data=CELL, number=b"abcd") == b"words"


@given(st.integers(0, len(WRAPPED) * 8 - 1))
def test_a_flipped_bit_of_a_wrapped_thing_never_opens(bit: int) -> None:
    changed = bytearray(WRAPPED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(sealing.DecryptionError):
        sealing.unwrap(bytes(changed), KEY, associated_data=CELL)


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_a_flipped_bit_of_a_sealed_thing_never_opens(bit: int) -> None:
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(sealing.DecryptionError):
        sealing.unseal(bytes(changed), PRIVATE, associated_data=CELL)


@given(st.integers(0, len(WRAPPED) - 1))
def test_a_cut_thing_never_opens(length: int) -> None:
    with pytest.raises(sealing.DecryptionError):
        sealing.unwrap(WRAPPED[:length], KEY, associated_data=CELL)
    with pytest.raises(sealing.DecryptionError):
        sealing.unseal(SEALED[:length], PRIVATE, associated_data=CELL)


@pytest.mark.parametrize(
    ("key", "cell", "number"),
    [
        (sealing.new_key(), CELL, None),
        (KEY, sealing.cell("feedback", "body", uuid.UUID(int=8)), None),
        (KEY, sealing.cell("message", "sealed", uuid.UUID(int=7)), None),
        (KEY, CELL, b"abce"),
    ],
    ids=["key", "row", "table", "number"],
)
def test_another_key_place_or_number_never_opens(key: bytes, cell: str, number: bytes | None) -> None:
    with pytest.raises(sealing.DecryptionError):
        sealing.unwrap(WRAPPED, key, associated_data=cell, number=number)


def test_a_sealed_thing_moved_to_another_place_never_opens() -> None:
    with pytest.raises(sealing.DecryptionError):
        sealing.unseal(SEALED, PRIVATE, associated_data=sealing.cell("feedback", "body", uuid.UUID(int=8)))


@pytest.mark.parametrize("version", [b"\x00", b"\x02", b"\xff"], ids=["none", "next", "last"])
def test_an_unknown_version_is_refused(version: bytes) -> None:
    with pytest.raises(sealing.DecryptionError):
        sealing.unwrap(version + WRAPPED[1:], KEY, associated_data=CELL)


def test_length_tells_nothing_below_a_kilobyte() -> None:
    assert len(sealing.pack({"text": "x"})) == len(sealing.pack({"text": "y" * 900}))


def test_nonces_and_keys_do_not_repeat() -> None:
    nonces = {sealing.wrap(b"", KEY, associated_data="p")[5:29] for _ in range(20_000)}
    assert len(nonces) == 20_000
    assert len({sealing.new_key() for _ in range(20_000)}) == 20_000


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=400), max_size=6))
@pytest.mark.long
def test_padding_gives_words_back(words: dict[str, str]) -> None:
    assert sealing.unpack(sealing.pack(words)) == words


def test_padding_that_is_no_padding_is_refused() -> None:
    with pytest.raises(sealing.DecryptionError):
        sealing.unpack(secrets.token_bytes(1024)[:-1] + b"\x01")
