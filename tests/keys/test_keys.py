"""Keys: made on purpose, kept apart, closed with a wrong key, copied for three holders, and destroyed in the end."""

from __future__ import annotations

import io
import secrets
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as now
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuditEvent
from core.crockford import ALPHABET
from feedback.enums import KeyKind
from feedback.models import DataKey, SealingKey
from feedback.queries import current_key, key_of
from feedback.sealing import DecryptionError, open_words
from keys import interface as keys
from keys import paper
from keys.enums import HolderLabel, KeyFault, KeyUse
from keys.models import EscrowCopy, EscrowHolder, PrivateKey
from keys.opening import public_of
from keys.queries import state
from tests.keys import ceremony
from tests.tracker import factories

JUNE = date(2026, 6, 1)


def days(made: list[SealingKey]) -> list[tuple[str, str, str]]:
    return [(key.kind, f"{key.valid_from}", f"{key.valid_until}") for key in made]


def done() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


# Making


def test_keys_are_made_for_this_month_the_next_files_and_reminders() -> None:
    made = keys.keep(date(2026, 12, 31))
    assert days(made) == [
        ("month", "2026-12-01", "2026-12-31"),
        ("month", "2027-01-01", "2027-01-31"),
        ("files", "2026-12-01", "2027-11-30"),
        ("notices", "2026-12-01", "2027-11-30"),
        ("equality", "2026-12-01", "2027-11-30"),
    ]
    assert [bytes(key.number).hex() for key in made] == ["07ea0c00", "07eb0100", "07ea2c00", "07ea4c00", "07ea6c00"]


def test_keys_are_made_once() -> None:
    keys.keep(JUNE)
    assert keys.keep(date(2026, 6, 30)) == []
    assert [key.valid_from for key in keys.keep(date(2026, 7, 1))] == [date(2026, 8, 1)]
    assert done().count("made a monthly key") == 3
    assert done().count("made a key for files") == 1


def test_key_for_files_is_made_anew_a_month_before_its_year_ends() -> None:
    keys.keep(JUNE)
    assert KeyKind.FILES not in {key.kind for key in keys.keep(date(2027, 4, 30))}
    made = [key for key in keys.keep(date(2027, 5, 1)) if key.kind == KeyKind.FILES]
    assert days(made) == [("files", "2027-05-01", "2028-04-30")]
    assert current_key(date(2027, 5, 1), KeyKind.FILES) == made[0]


def test_key_for_reminders_is_nowhere_in_the_database() -> None:
    keys.keep(JUNE)
    notices = SealingKey.objects.get(kind=KeyKind.NOTICES)
    assert bytes(notices.public_key) == public_of(now.CONTACT_KEY)
    assert not PrivateKey.objects.filter(sealing_key=notices).exists()
    assert keys.private_of(notices) == keys.for_worker(KeyKind.NOTICES) == now.CONTACT_KEY


def test_process_without_the_key_for_reminders_neither_makes_nor_opens_it(settings: Settings) -> None:
    keys.keep(JUNE)
    notices = SealingKey.objects.get(kind=KeyKind.NOTICES)
    settings.CONTACT_KEY = b""
    assert KeyKind.NOTICES not in {key.kind for key in keys.keep(date(2028, 6, 1))}
    with pytest.raises(DecryptionError):
        keys.private_of(notices)


def test_another_key_for_reminders_is_published_at_once(settings: Settings) -> None:
    keys.keep(JUNE)
    settings.CONTACT_KEY = secrets.token_bytes(32)
    (made,) = keys.keep(date(2026, 6, 2))
    assert current_key(date(2026, 6, 2), KeyKind.NOTICES) == made
    assert keys.private_of(made) == settings.CONTACT_KEY


def test_replaced_keys_are_used_from_today_and_the_old_ones_still_open() -> None:
    today = timezone.localdate()
    before = factories.say("Before.")
    made = keys.replace(today)
    assert [key.kind for key in made] == [KeyKind.MONTH, KeyKind.MONTH, KeyKind.FILES]
    assert current_key(today) == made[0]
    assert current_key(made[1].valid_from) == made[1]
    assert current_key(today, KeyKind.FILES) == made[2]
    after = factories.say("After.")
    assert [words(before), words(after)] == ["Before.", "After."]
    assert keys.replace(today)[0] == current_key(today)


# Opening


def words(said: factories.Said) -> str:
    data_key = key_of(said.feedback.pk)
    assert data_key
    text: str = open_words(said.feedback, data_key, keys.private_key_for(data_key))["text"]
    return text


def test_private_half_opens_what_was_sealed() -> None:
    assert words(factories.say("Nobody came at night.")) == "Nobody came at night."


def test_private_half_stays_closed_with_a_wrong_key(settings: Settings) -> None:
    data_key = key_of(factories.say().feedback.pk)
    assert data_key
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    with pytest.raises(DecryptionError):
        keys.private_key_for(data_key)


def test_private_half_stays_closed_when_exchanged() -> None:
    data_key = key_of(factories.say().feedback.pk)
    assert data_key
    other = PrivateKey.objects.exclude(sealing_key=data_key.sealing_key_id).first()
    assert other
    PrivateKey.objects.filter(sealing_key=data_key.sealing_key_id).update(wrapped=other.wrapped)
    with pytest.raises(DecryptionError):
        keys.private_key_for(data_key)


def test_reading_makes_no_key() -> None:
    data_key = key_of(factories.say().feedback.pk)
    assert data_key
    PrivateKey.objects.all().delete()
    with pytest.raises(DecryptionError):
        keys.private_key_for(data_key)
    assert PrivateKey.objects.count() == 0


def test_process_with_another_key_encryption_key_makes_no_keys(settings: Settings) -> None:
    keys.keep(JUNE)
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    for make in (keys.keep, keys.replace):
        with pytest.raises(keys.WrongKekError):
            make(date(2026, 7, 1))
    assert SealingKey.objects.filter(valid_from__gte=date(2026, 8, 1)).count() == 0
    made = keys.keep(date(2026, 7, 1), force=True)
    # July's key was made ahead and nobody can open it any more: people would go on writing to it for a month.
    assert days(made) == [
        ("month", "2026-07-01", "2026-07-31"), ("month", "2026-08-01", "2026-08-31"),
        ("files", "2026-07-01", "2027-06-30"),
    ]  # fmt: skip
    assert all(keys.can_open(key) for key in made)
    assert current_key(date(2026, 7, 1)) == made[0]


# A key on paper


def test_key_on_paper_comes_back_in_any_writing() -> None:
    for _number in range(200):
        key = secrets.token_bytes(32)
        lines = paper.written(key)
        assert [len(line) for line in lines] == [16] * 4
        assert paper.read("\n".join(lines)) == key
        assert paper.read(" ".join(lines).lower().replace("-", " – ").replace("0", "o").replace("1", "l")) == key
    assert paper.read(" ".join(paper.written(b"\xff" * 32))) == b"\xff" * 32


def test_every_slip_on_paper_is_found_in_its_line() -> None:
    symbols = paper.squeezed("".join(paper.written(bytes(range(32)))))
    for place, right in enumerate(symbols):
        line = place // paper.LINE + 1
        for wrong in {*ALPHABET, "U", "*"} - {right}:
            with pytest.raises(paper.InvalidKeyError) as caught:
                paper.read(symbols[:place] + wrong + symbols[place + 1 :])
            assert caught.value.line == line
    for place in range(len(symbols) - 1):
        swapped = symbols[:place] + symbols[place + 1] + symbols[place] + symbols[place + 2 :]
        if swapped != symbols:
            with pytest.raises(paper.InvalidKeyError):
                paper.read(swapped)


@pytest.mark.parametrize("typed", ["", "N73CS", "ключ", "0" * 55, "0" * 57])
def test_what_is_no_key_is_refused_as_a_whole(typed: str) -> None:
    with pytest.raises(paper.InvalidKeyError) as caught:
        paper.read(typed)
    assert caught.value.line == 0


# Three holders


def test_copies_begin_with_the_third_holder_and_cover_what_was_there() -> None:
    keys.keep(JUNE)
    ceremony.register("A")
    ceremony.register("B")
    assert EscrowCopy.objects.count() == 0
    ceremony.register("C")
    halves = PrivateKey.objects.count()
    assert (halves, EscrowCopy.objects.count()) == (3, 9)
    keys.keep(date(2026, 7, 1))
    assert (PrivateKey.objects.count(), EscrowCopy.objects.count()) == (4, 12)
    assert not EscrowCopy.objects.filter(sealing_key__kind=KeyKind.NOTICES).exists()


def test_a_letter_and_a_card_belong_together() -> None:
    card = ceremony.register("A")
    with pytest.raises(CommandError, match="add --replace"):
        ceremony.register("A")
    with pytest.raises(keys.HolderConflictError):
        keys.register(letter=HolderLabel.B, office="Elsewhere", public_key=card.public, on=JUNE)
    assert [holder.letter for holder in EscrowHolder.objects.all()] == ["A"]


def test_an_office_that_hands_its_letter_on_makes_the_old_card_useless(settings: Settings) -> None:
    keys.keep(JUNE)
    old, second, third = (ceremony.register(letter) for letter in HolderLabel.values)
    new = ceremony.register("A", replace=True)
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    with pytest.raises(keys.HolderMismatchError):
        keys.restore(first=old.private, second=second.private)
    assert keys.restore(first=third.private, second=new.private).restored == 3


def test_a_copy_that_was_exchanged_brings_nothing_back(settings: Settings) -> None:
    keys.keep(JUNE)
    first, second, _third = (ceremony.register(letter) for letter in HolderLabel.values)
    one, other = EscrowCopy.objects.filter(pair="AB").order_by("sealing_key__number")[:2]
    EscrowCopy.objects.filter(pk=one.pk).update(sealed=other.sealed)
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    done = keys.restore(first=first.private, second=second.private)
    number = bytes(one.sealing_key.number).hex()
    assert (done.copies, done.restored, done.closed, done.broken) == (2, 2, [number], [number])


# Retiring


def test_a_key_is_retired_when_nothing_is_sealed_to_it_any_more() -> None:
    past, today = date(2026, 6, 10), date(2026, 7, 3)
    for letter in HolderLabel.values:
        ceremony.register(letter)
    said = factories.say("Long ago.", on=past)
    assert keys.retire(today) == []
    said.erase()
    assert DataKey.objects.count() == 0
    assert keys.retire(date(2026, 7, 2)) == []  # something may still be on its way at midnight
    (gone,) = keys.retire(today)
    assert [row.use for row in state(today).rows if row.key == gone] == [KeyUse.RETIRED]
    assert f"{gone.valid_from}" == "2026-06-01"
    assert not PrivateKey.objects.filter(sealing_key=gone).exists()
    assert not EscrowCopy.objects.filter(sealing_key=gone).exists()
    assert SealingKey.objects.filter(pk=gone.pk).exists()
    assert done()[-1] == "retired a key"


# The command


def test_command_says_what_it_made() -> None:
    said = ceremony.command("create")
    assert said.count("Made: ") == 5
    assert ceremony.command("create") == "Every key is there already. Nothing was made.\n"


def test_command_without_keys_says_so() -> None:
    said = ceremony.command("status")
    assert "There is no key.\n" in said
    assert "The door takes nothing until there is one." in said
    assert SealingKey.objects.count() == 0


def test_command_names_what_cannot_be_read() -> None:
    keys.keep(timezone.localdate())
    month = SealingKey.objects.filter(kind=KeyKind.MONTH).earliest("valid_from")
    PrivateKey.objects.filter(sealing_key=month).delete()
    said = ceremony.command("status")
    number = bytes(month.number).hex()
    (line,) = [line for line in said.splitlines() if f"key {number}" in line]
    assert "In use: CANNOT be read here" in line
    assert str(KeyFault.CLOSED.label) in said


def test_command_rotates_only_to_a_key_that_is_given_and_new(settings: Settings) -> None:
    keys.keep(JUNE)
    for given in (b"", settings.KEY_ENCRYPTION_KEY):
        settings.NEW_KEY_ENCRYPTION_KEY = given
        with pytest.raises(CommandError, match="NEW_KEY_ENCRYPTION_KEY"):
            call_command("keys", "rotate", "--key-encryption-key")


def test_keys_that_neither_key_opens_stay_as_they_are(settings: Settings) -> None:
    keys.keep(JUNE)
    lost = PrivateKey.objects.first()
    assert lost
    PrivateKey.objects.filter(pk=lost.pk).update(wrapped=b"\x01" + bytes(80))
    rewrapped = keys.rewrap(new=secrets.token_bytes(32))
    assert (rewrapped.done, len(rewrapped.closed)) == (2, 1)
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    before = list(PrivateKey.objects.order_by("pk").values_list("wrapped", flat=True))
    with pytest.raises(keys.WrongKekError):
        keys.rewrap(new=secrets.token_bytes(32))
    assert list(PrivateKey.objects.order_by("pk").values_list("wrapped", flat=True)) == before


def test_command_retires_only_when_told_so() -> None:
    factories.say(on=date(2025, 6, 10)).erase()
    factories.say(on=date(2025, 8, 10))
    assert ceremony.command("retire").count("Would be destroyed") == 4
    assert PrivateKey.objects.filter(sealing_key__valid_from=date(2025, 6, 1), sealing_key__kind="month").exists()
    assert ceremony.command("retire", "--yes").count("Destroyed: ") == 4
    assert ceremony.command("retire", "--yes") == "Every key is still needed. Nothing was destroyed.\n"
    assert KeyFault.CLOSED not in state(timezone.localdate()).faults


def test_command_restores_from_files(tmp_path: Path, settings: Settings) -> None:
    keys.keep(JUNE)
    cards = [ceremony.register(letter) for letter in HolderLabel.values]
    files = [tmp_path / card.letter for card in cards]
    for path, card in zip(files, cards, strict=True):
        path.write_text("\n".join(card.lines), encoding="ascii")
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    said = ceremony.command("restore", "--first", str(files[2]), "--second", str(files[0]))
    assert said == "The cards of A and C opened 3 copies.\nKeys that were brought back: 3.\n"


def test_command_says_where_a_card_was_misread(monkeypatch: pytest.MonkeyPatch) -> None:
    cards = [ceremony.register(letter) for letter in HolderLabel.values]
    typed = [*cards[0].lines, *cards[1].lines]
    # One wrong symbol is always noticed; a line read backwards has the same check symbol once in 37 times.
    typed[6] = ("1" if typed[6][0] != "1" else "2") + typed[6][1:]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(typed)))
    with pytest.raises(CommandError, match=r"^There is a typo in line 3 of the second holder's key\.$"):
        call_command("keys", "restore")


# State


def test_state_names_what_each_key_is_for() -> None:
    keys.keep(JUNE)
    assert days(keys.replace(date(2026, 6, 15))) == [
        ("month", "2026-06-15", "2026-06-30"),
        ("month", "2026-07-01", "2026-07-31"),
        ("files", "2026-06-15", "2027-05-31"),
    ]
    rows = {bytes(row.key.number).hex(): row.use for row in state(date(2026, 6, 20)).rows}
    assert rows == {
        "07ea0600": KeyUse.REPLACED,
        "07ea0601": KeyUse.NOW,
        "07ea0700": KeyUse.REPLACED,
        "07ea0701": KeyUse.LATER,
        "07ea2600": KeyUse.REPLACED,
        "07ea2601": KeyUse.NOW,
        "07ea4600": KeyUse.NOW,
        "07ea6600": KeyUse.NOW,
    }
    after = {bytes(row.key.number).hex(): row.use for row in state(date(2026, 7, 1)).rows}
    assert (after["07ea0601"], after["07ea0700"], after["07ea0701"]) == (KeyUse.PAST, KeyUse.REPLACED, KeyUse.NOW)
