"""Attack 28: what was erased comes back from yesterday's backup, from the server's files, or from its log.

The backup of everything but the data keys may be restored at any time; with every key of today the words must stay
closed. The heap and the write-ahead log remember deleted rows: what they remember must be ciphertext.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from desk.actions import cases as acts
from desk.actions import collecting, opening, sanitising
from desk.actions.files import open_file
from desk.models import Case
from feedback import actions as door
from feedback import sealing
from feedback.enums import FileState, Status
from feedback.models import DataKey, Feedback, File, Message, SealingKey
from keys import interface as keys
from tests.attacks import sweep
from tests.desk.test_sanitising import picture, staged
from tests.feedback.conftest import Visitor
from tests.rig import services
from tests.rig.canaries import letters
from tests.tracker import factories

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True), pytest.mark.slow]
WORDS, ADDED, REPLY = (f"canary-{name}-{letters(12)}" for name in ("words", "added", "reply"))
# What a backup of everything but the data keys holds of the door (docs/how-to/deploy.md).
CONTENT = ("feedback_feedback", "feedback_step", "feedback_message", "feedback_file")


@dataclass
class Erased:
    """What somebody said and had destroyed, and the backup from the day before."""

    said: factories.Said
    backup: str
    file: File


def address() -> str:
    """Return the address of the test database, as its owner."""
    server = services.postgres()
    assert server is not None
    return server.url(connection.settings_dict["NAME"])


def backup() -> str:
    """Copy the content tables with the server's own programme; the data keys lie in another place."""
    tables = [f"--table={table}" for table in CONTENT]
    command = ["pg_dump", "--data-only", "--inserts", "--restrict-key=x", *tables, address()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:  # an older programme knows no restricted mode
        command.remove("--restrict-key=x")
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith("\\"))


def restore(copy: str) -> None:
    """Put yesterday's rows in the place of today's."""
    with psycopg.connect(address()) as owner:
        owner.execute("SET session_replication_role = replica")
        for table in CONTENT:
            owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("public", table)))
        owner.execute(copy.encode())


@pytest.fixture
def erased(reader: User) -> Erased:
    """Say something with a picture, add, be answered; back up; have everything destroyed."""
    said = factories.say(text=WORDS, files=[str(staged(picture()))])
    sanitising.make_safe()
    collecting.collect()
    said.add(ADDED)
    acts.take(case=said.case, by=reader)
    factories.answered(said, reader, REPLY)
    assert opening.open_words(case=said.case, by=reader).words["text"] == WORDS
    assert [one.words["text"] for one in opening.open_additions(case=said.case, by=reader)] == [ADDED]
    file = File.objects.get()
    assert file.state == FileState.READY
    copy = backup()
    said.erase()
    collecting.collect()
    return Erased(said, copy, file)


def keys_of_today() -> list[bytes]:
    """Return every private key that can be opened today, of whatever kind."""
    found = []
    for key in SealingKey.objects.all():
        try:
            found.append(keys.private_of(key))
        except sealing.DecryptionError:
            continue
    return found


def ciphertexts() -> Iterator[tuple[str, bytes]]:
    """Yield every sealed cell of the restored rows with its place."""
    for one in Feedback.objects.all():
        yield sealing.cell("feedback", "body", one.pk), bytes(one.body)
        yield sealing.cell("feedback", "reply_private", one.pk), bytes(one.reply_private)
        yield sealing.cell("feedback", "own_words", one.pk), bytes(one.own_words)
    for message in Message.objects.all():
        yield sealing.cell("message", "sealed", message.pk), bytes(message.sealed)
    for file in File.objects.all():
        yield sealing.cell("file", "key", file.pk), bytes(file.key)
        yield sealing.cell("file", "content", file.pk), bytes(file.content)


def test_restored_words_stay_closed_with_every_key_of_today(erased: Erased, reader: User) -> None:
    restore(erased.backup)
    feedback = Feedback.objects.get()
    assert feedback.status != Status.ERASED  # yesterday's row is back
    assert bytes(feedback.body)
    assert DataKey.objects.count() == 0
    held = keys_of_today()
    assert len(held) > 1
    opened = 0
    for place, sealed in ciphertexts():
        number = sealed[1:5]
        for private in held:
            for attempt in (sealing.unseal, sealing.unwrap):
                try:
                    attempt(sealed, private, associated_data=place, number=number)
                    opened += 1
                except sealing.DecryptionError:
                    continue
    assert opened == 0


def test_staff_and_the_holder_of_the_code_read_nothing_of_it(erased: Erased, client: Client, reader: User) -> None:
    restore(erased.backup)
    Case.objects.update(status="being_read")
    case = erased.said.case
    assert not opening.open_words(case=case, by=reader).is_readable
    assert [one.is_readable for one in opening.open_additions(case=case, by=reader)] == [False]
    found = open_file(case=case, file_id=erased.file.pk, by=reader)
    assert found is not None
    assert found.data == b""
    page = Visitor(client, code=erased.said.code).come_back()
    assert WORDS not in page.html
    assert ADDED not in page.html


def test_erased_again_it_is_gone_for_the_holder_too(erased: Erased, client: Client) -> None:
    """Our own messages are sealed to the code alone: a backup brings them back until it is erased again."""
    restore(erased.backup)
    visitor = Visitor(client, code=erased.said.code)
    assert REPLY in visitor.come_back().text("main")
    assert door.erase(lookup=bytes(Feedback.objects.get().lookup), on=timezone.localdate())
    assert REPLY not in visitor.come_back().text("main")


@pytest.mark.usefixtures("erased")
def test_heap_log_and_dump_hold_ciphertext_only() -> None:
    needles = [canary.encode(code) for canary in (WORDS, ADDED, REPLY) for code in ("utf-8", "utf-16-le")]
    dump = subprocess.run(["pg_dump", "--inserts", address()], capture_output=True, check=True).stdout
    places = [("dump", dump), *sweep.rows(address()), *sweep.files_of_the_server(address())]
    assert len(places) > 10
    packed = [needle.hex().encode() for needle in needles]
    found = [place for place, content in places for needle in [*needles, *packed] if needle in content]
    assert found == []


def test_sweep_would_find_words_in_clear() -> None:
    """What cannot be found would not be found either if it stood there."""
    canary = f"canary-clear-{letters(12)}"
    factories.say()
    with psycopg.connect(address(), autocommit=True) as owner:
        owner.execute("UPDATE feedback_feedback SET body = %s", [canary.encode()])
        owner.execute("UPDATE feedback_feedback SET body = ''")
    places = [place for place, content in sweep.files_of_the_server(address()) if canary.encode() in content]
    assert len(places) > 0
