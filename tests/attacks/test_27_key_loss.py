"""27: keys are lost, or changed while people write. Two of three holders restore every read; one restores none."""

from __future__ import annotations

import io
import json
import secrets
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection, connections
from django.utils import timezone
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey as Curve
from nacl.public import SealedBox
from pytest_django import Settings

from accounts.models import AuditEvent
from feedback import actions as door
from feedback import codes, sealing
from feedback.enums import FileKind, KeyKind, Voice
from feedback.models import Feedback, File
from feedback.queries import current_key, key_of
from keys import interface as keys
from keys import paper
from keys.enums import HolderLabel
from keys.models import EscrowCopy, PrivateKey
from keys.opening import unwrapped
from tests.feedback.conversations import content
from tests.keys import ceremony
from tests.keys.ceremony import Card
from tests.rig import processes
from tests.tracker import factories

WORDS = ["Nobody came at night.", "لم يأت أحد.", "Nikt nie przyszedł."]


def read() -> list[str]:
    """Return everything that can be read here of what was said first."""
    found = []
    for feedback in Feedback.objects.all():
        data_key = key_of(feedback.pk)
        assert data_key
        try:
            found.append(sealing.open_words(feedback, data_key, keys.private_key_for(data_key))["text"])
        except sealing.DecryptionError:
            continue
    return sorted(found)


@pytest.fixture
def cards(db: None) -> dict[str, Card]:
    """Three holders, some words of two months, and a file that waits: before and after the ceremony."""
    today = timezone.localdate()
    # By the house's own act: what it writes into the log is looked at as well.
    keys.keep(today - timedelta(days=40))
    factories.say(WORDS[0], on=today - timedelta(days=40))
    made = {letter: ceremony.register(letter) for letter in HolderLabel.values}
    factories.say(WORDS[1])
    factories.say(WORDS[2])
    door.stage(data=b"x", kind=FileKind.PICTURE, voice=Voice.AS_IT_IS, position=1, on=today)
    return made


def lose_the_key(settings: Settings) -> None:
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    assert read() == []


def restored_by(monkeypatch: pytest.MonkeyPatch, *cards: Card) -> str:
    """Type the cards into the real command."""
    typed = "\n\n".join("\n".join(card.lines) for card in cards)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return ceremony.command("restore")


@pytest.mark.parametrize("pair", [*combinations("ABC", 2), ("C", "A")], ids="".join)
def test_any_two_holders_restore_every_read(
    cards: dict[str, Card], pair: tuple[str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_key(settings)
    halves = PrivateKey.objects.count()
    said = restored_by(monkeypatch, *(cards[letter] for letter in pair))
    assert f"Keys that were brought back: {halves}." in said
    assert "still closed" not in said
    assert read() == sorted(WORDS)
    file = File.objects.get()
    associated_data = sealing.cell("file", "key", file.pk)
    assert (
        len(sealing.unseal(file.key, keys.private_of(file.sealing_key), associated_data=associated_data))
        == sealing.KEY_BYTES
    )


def test_two_holders_restore_when_the_private_halves_are_gone_too(
    cards: dict[str, Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    PrivateKey.objects.all().delete()
    restored_by(monkeypatch, cards["B"], cards["C"])
    assert read() == sorted(WORDS)


@pytest.mark.parametrize("letter", HolderLabel.values)
def test_one_holder_alone_restores_nothing(
    cards: dict[str, Card], letter: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_key(settings)
    stranger = ceremony.read_card("A", ceremony.command("holder", "A"))
    for other in (cards[letter], stranger):
        with pytest.raises(CommandError, match="not the keys of two different holders"):
            restored_by(monkeypatch, cards[letter], other)
    assert read() == []


def peel(sealed: bytes, number: bytes, pair: str, private: bytes) -> bytes:
    """Open one layer of a copy without this project's code for restoring."""
    return sealing.unseal(sealed, private, associated_data=f"escrow_copy|sealed|{number.hex()}|{pair}")


@pytest.mark.parametrize("letter", HolderLabel.values)
def test_one_card_opens_no_copy_whatever_is_tried(cards: dict[str, Card], letter: str) -> None:
    private, secret = cards[letter].private, set()
    for half in PrivateKey.objects.select_related("sealing_key"):
        secret.add(keys.private_of(half.sealing_key))
    copies = list(EscrowCopy.objects.select_related("sealing_key"))
    # Without any there would be nothing to try.
    assert secret
    assert copies
    for copy in copies:
        number, layer = bytes(copy.sealing_key.number), bytes(copy.sealed)
        for _attempt in range(2):
            try:
                layer = peel(layer, number, copy.pair, private)
            except sealing.DecryptionError:
                break
        assert not any(found in layer for found in secret)
        with pytest.raises(CryptoError):
            SealedBox(Curve(private)).decrypt(layer[5:])


def test_nothing_of_the_ceremony_leaves_a_key_behind(
    cards: dict[str, Card], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = settings.KEY_ENCRYPTION_KEY
    settings.NEW_KEY_ENCRYPTION_KEY = new = secrets.token_bytes(32)
    said = ceremony.command("rotate") + ceremony.command("rotate", "--key-encryption-key")
    settings.KEY_ENCRYPTION_KEY = new
    said += restored_by(monkeypatch, cards["A"], cards["B"]) + ceremony.command("status")
    said += ceremony.command("retire", "--yes") + ceremony.command("create")
    halves = [keys.private_of(half.sealing_key) for half in PrivateKey.objects.select_related("sealing_key")]
    events = list(AuditEvent.objects.values("actor", "action", "subject", "details"))
    told = paper.squeezed(said + json.dumps(events, ensure_ascii=False))
    for key in [old, new, settings.CONTACT_KEY, *halves, *(card.private for card in cards.values())]:
        assert key.hex().upper() not in told
        assert not any(paper.squeezed(line) in told for line in paper.written(key))
    assert {event["action"] for event in events} >= {
        "made a monthly key", "made a key for files", "published the key for reminders", "registered an escrow holder",
        "replaced the keys before their time", "changed the key-encryption key", "restored the keys from escrow",
    }  # fmt: skip


@pytest.mark.slow
def test_a_card_is_made_without_any_database(tmp_path: Path) -> None:
    nowhere = {
        "ANSWERABLE_MODE": "embedded",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://127.0.0.1:9/none",
    }
    text = processes.python("manage.py", "keys", "holder", "B", env=nowhere)
    card = ceremony.read_card("B", text)
    assert bytes(Curve(card.private).public_key) == card.public
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert card.private.hex().encode() not in kept
    assert card.private not in kept


# Changing keys while people write


class Crowd:
    """People who write until they are told to stop, and a job that makes keys, as the processes of a service do."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.failures: list[BaseException] = []
        self.refused = 0
        self.stop = threading.Event()
        self.more = threading.Condition()
        self.month = timezone.localdate()

    def write(self) -> None:
        text = f"Written {secrets.token_hex(4)}"
        words = content(text=text, for_team=True)
        assert door.submit(content=words, code=codes.new(), submission=uuid.uuid4(), on=timezone.localdate())
        with self.more:
            self.sent.append(text)
            self.more.notify_all()

    def make_keys(self) -> None:
        """Make a month's key that was never there, as a worker does that still holds the key it was started with."""
        self.month = date(self.month.year + self.month.month // 12, self.month.month % 12 + 1, 1)
        try:
            keys.keep(self.month)
        except keys.WrongKekError:
            with self.more:
                self.refused += 1
                self.more.notify_all()
        self.stop.wait(0.005)

    def wait_for_more(self, number: int) -> None:
        goal = len(self.sent) + number
        with self.more:
            assert self.more.wait_for(lambda: len(self.sent) >= goal or self.failures, timeout=60)

    def wait_for_a_refusal(self, before: int) -> None:
        with self.more:
            assert self.more.wait_for(lambda: self.refused > before or self.failures, timeout=60)


@contextmanager
def crowd() -> Iterator[Crowd]:
    people = Crowd()

    def run(act: Callable[[], None]) -> None:
        try:
            while not people.stop.is_set():
                act()
        except BaseException as error:  # noqa: BLE001 - reported by the test
            with people.more:
                people.failures.append(error)
                people.more.notify_all()
        finally:
            connections.close_all()

    acts = [people.write, people.write, people.make_keys]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield people
    finally:
        people.stop.set()
        for thread in threads:
            thread.join()


def needs_connections() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database has one connection")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_another_key_encryption_key_under_live_submissions_leaves_nothing_unreadable(settings: Settings) -> None:
    needs_connections()
    keys.keep(timezone.localdate())
    for letter in HolderLabel.values:
        ceremony.register(letter)
    with crowd() as people:
        for _round in range(3):
            people.wait_for_more(3)
            new, refused = secrets.token_bytes(32), people.refused
            settings.NEW_KEY_ENCRYPTION_KEY = new
            ceremony.command("rotate", "--key-encryption-key")
            # Until the worker is started with the new key, it makes none rather than one that nobody opens.
            people.wait_for_a_refusal(refused)
            people.wait_for_more(3)
            settings.KEY_ENCRYPTION_KEY = new
    assert people.failures == []
    assert read() == sorted(people.sent)
    assert len(people.sent) >= 18
    for half in PrivateKey.objects.select_related("sealing_key"):
        assert unwrapped(half, bytes(half.sealing_key.number), settings.KEY_ENCRYPTION_KEY)
        assert half.sealing_key.escrow_copies.count() == 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_new_keys_from_today_under_live_submissions_leave_nothing_unreadable() -> None:
    needs_connections()
    today = timezone.localdate()
    keys.keep(today)
    with crowd() as people:
        for number, letter in enumerate(HolderLabel.values, start=1):
            people.wait_for_more(3)
            ceremony.command("rotate")
            ceremony.register(letter)
            month = current_key(today, KeyKind.MONTH)
            assert month
            assert bytes(month.number)[3] == number
        people.wait_for_more(5)
    assert people.failures == []
    assert read() == sorted(people.sent)
    assert len({feedback.data_keys.get().sealing_key_id for feedback in Feedback.objects.all()}) == 4
    for half in PrivateKey.objects.select_related("sealing_key"):
        assert half.sealing_key.escrow_copies.count() == 3
