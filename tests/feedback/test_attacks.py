"""Attacks on the door: a stolen database role, broken requests, races, and pages that say more than is so."""

import datetime
import json
import shutil
import socket
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from nacl.bindings import sodium_pad
from psycopg import sql

from feedback import actions, codes, sealing
from feedback.actions import returning, submitting
from feedback.models import DataKey, Feedback
from tests.feedback.conftest import MonthKey, Visitor
from tests.feedback.conversations import content
from tests.rig import nginx, pages
from tests.rig.processes import ROOT
from tests.rig.production import ProductionSite

GIVE = """
import datetime, json, uuid
from feedback import actions, codes
code, today = codes.new(), datetime.date.today()
words = actions.FeedbackContent(answers={"text": "x"})
actions.submit(content=words, code=code, submission=uuid.uuid4(), on=today)
print(json.dumps({"lookup": codes.opened(code).lookup.hex()}))
"""
FORGERIES = {
    "a reply of staff": (
        "INSERT INTO feedback_message (id, feedback_id, submission, position, kind, written_on, sealed)"
        " VALUES (gen_random_uuid(), %s, gen_random_uuid(), 7, 'reply', '2026-01-01', 'x')"
    ),
    "the last place of a conversation": (
        "INSERT INTO feedback_message (id, feedback_id, submission, position, kind, written_on, sealed)"
        " VALUES (gen_random_uuid(), %s, gen_random_uuid(), 32767, 'from_person', '2026-01-01', 'x')"
    ),
    "a step": (
        "INSERT INTO feedback_step (id, feedback_id, position, status, taken_on)"
        " VALUES (gen_random_uuid(), %s, 32767, 'outcome_sent', '2026-01-01')"
    ),
    "a key": (
        "INSERT INTO feedback_datakey (id, feedback_id, opens, sealing_key_id, sealed)"
        " SELECT gen_random_uuid(), %s, gen_random_uuid(), id, 'x' FROM feedback_sealingkey LIMIT 1"
    ),
}
BROKEN_REQUESTS = {
    "line": b"canary-line\r\n\r\n",
    "method": b"canary[x] / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "header": b"GET /en/feedback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCanary Name: x\r\n\r\n",
    "body": (
        b"POST /en/feedback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\ncanary-words\r\n"
    ),
    "long address": b"GET /en/feedback/?" + b"canary" * 800 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


def today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def given_in_production(site: ProductionSite) -> tuple[str, str]:
    """Give feedback through the door's own code; return its row's id and its lookup value in hexadecimal."""
    lookup = json.loads(site.door_manage("shell", "--no-imports", "-c", GIVE).strip().splitlines()[-1])["lookup"]
    with psycopg.connect(site.site_environment["DATABASE_URL"]) as owner:
        row = owner.execute("SELECT id FROM feedback_feedback WHERE encode(lookup, 'hex') = %s", [lookup]).fetchone()
    assert row is not None
    return str(row[0]), lookup


@pytest.mark.parametrize("what", FORGERIES)
def test_role_of_the_door_cannot_write_into_a_conversation_without_its_receipt(
    production_site: ProductionSite, what: str
) -> None:
    """Knowing a row's id must not be enough to speak for staff, or to block the conversation for good."""
    row, _lookup = given_in_production(production_site)
    with psycopg.connect(production_site.door_environment["DATABASE_URL"]) as door:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            door.execute(FORGERIES[what], [row])
        door.rollback()


def test_role_of_the_door_cannot_speak_for_staff_even_with_the_receipt(production_site: ProductionSite) -> None:
    row, lookup = given_in_production(production_site)
    with psycopg.connect(production_site.door_environment["DATABASE_URL"]) as door:
        door.execute("SELECT set_config('answerable.receipts', %s, true)", [lookup])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            door.execute(FORGERIES["a reply of staff"], [row])
        door.rollback()


def test_role_of_the_door_sees_and_takes_nothing_of_others(production_site: ProductionSite) -> None:
    """Reading, changing, deleting and taking over, with no receipt, with patterns, and after a transaction's end."""
    _row, lookup = given_in_production(production_site)
    with psycopg.connect(production_site.door_environment["DATABASE_URL"]) as door:
        door.execute("SELECT set_config('answerable.receipts', %s, true)", [lookup])
        assert door.execute("SELECT count(*) FROM feedback_feedback").fetchone() == (1,)
        door.commit()  # the same connection serves the next visitor
        for pattern in ("", "%", "*", ",", lookup[:-1]):
            door.execute("SELECT set_config('answerable.receipts', %s, true)", [pattern])
            for statement in (
                "SELECT id FROM feedback_feedback",
                "SELECT id FROM feedback_message",
                "SELECT id FROM feedback_step",
                "UPDATE feedback_feedback SET status = 'erased'",
                "DELETE FROM feedback_datakey",
            ):
                assert door.execute(statement.encode()).rowcount == 0, (pattern, statement)
            door.commit()
        door.execute("SELECT set_config('answerable.receipts', %s, true)", [lookup])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            door.execute("UPDATE feedback_feedback SET lookup = '\\x00'")
        door.rollback()


@pytest.mark.parametrize("part", BROKEN_REQUESTS)
def test_a_broken_request_leaves_no_line_about_its_sender(production_site: ProductionSite, part: str) -> None:
    """What Django never sees must not be written down by the server in front of it either."""
    log, address = production_site.folder / "door.log", urlsplit(production_site.door_url)
    before = len(log.read_text(encoding="utf-8"))
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as sender:
        sender.sendall(BROKEN_REQUESTS[part])
        sender.recv(100)
    time.sleep(0.3)
    said = log.read_text(encoding="utf-8")[before:]
    assert [line for line in said.splitlines() if "canary" in line.lower() or "127.0.0.1" in line] == []


def test_proxy_names_nobody_when_the_members_site_is_down() -> None:
    """An nginx error line holds the visitor's address, the path and the referrer."""
    template = nginx.parse((ROOT / "deploy/nginx/answerable.conf.template").read_text(encoding="utf-8"))
    kept = {server.value("error_log")[0] for server in template.all("server")}
    assert kept == {"/dev/null"}


def test_words_changed_after_sending_are_said_not_to_be_stored(visitor: Visitor, month_key: MonthKey) -> None:
    page = visitor.write(text="First words")
    visitor.answer(page, step="send-kept")
    page = visitor.answer(visitor.answer(page, step="hub"), step="to-words")
    page = visitor.answer(visitor.answer(page, step="words", text="What matters more"), step="more")
    page = visitor.answer(page, step="send-kept", status=409)
    assert [month_key.words(feedback)["text"] for feedback in Feedback.objects.all()] == ["First words"]
    assert page.text("h1") == "These words are not stored"
    assert page.text("blockquote") == "What matters more"


@pytest.mark.usefixtures("month_key")
def test_sending_again_after_an_erasure_does_not_say_that_it_is_stored(visitor: Visitor) -> None:
    page = visitor.write(text="x")
    visitor.answer(page, step="send-kept")
    visitor.act(visitor.act(visitor.come_back(), "erase"), "erase", sure="yes")
    page = visitor.answer(page, step="send-kept", status=409)
    assert page.text("h1") == "These words are not stored"


@pytest.mark.usefixtures("month_key")
def test_words_added_after_an_erasure_are_not_said_to_be_kept(visitor: Visitor) -> None:
    visitor.give(text="x")
    open_elsewhere = visitor.come_back()
    visitor.act(visitor.act(visitor.come_back(), "erase"), "erase", sure="yes")
    page = visitor.act(open_elsewhere, "add", text="Please keep this")
    assert "This was not stored" in page.text("main")
    assert page.text("blockquote") == "Please keep this"


@pytest.mark.usefixtures("month_key")
def test_taking_the_new_code_twice_still_opens_the_conversation(visitor: Visitor) -> None:
    """A lost answer or a second press: the new code works, and the page must not say that it is unknown."""
    visitor.give(text="x")
    page = visitor.act(visitor.come_back(), "rotate")
    visitor.act(page, "rotate", kept="kept")
    assert "We found nothing" not in visitor.act(page, "rotate", kept="kept").text("main")


@pytest.mark.usefixtures("month_key")
def test_a_note_lost_at_the_last_step_promises_no_words_that_are_gone(visitor: Visitor) -> None:
    """The door's container starts again and its memory folder is empty: the boxes of earlier pages are gone."""
    page = visitor.write(text="Typed two pages ago")
    shutil.rmtree(settings.FORM_KEYS_DIR)
    page = visitor.answer(page, step="send-kept", status=400)
    assert not page.one("textarea", name="text").text
    assert "is still below" not in page.text("main")


# Threads share no database of SQLite that is kept in memory.
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_an_addition_that_meets_an_erasure_leaves_nothing_to_open(
    month_key: MonthKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two open pages of one receipt: one adds while the other erases. Afterwards no key and no words may be left."""
    code, words = codes.new(), content(text="x")
    actions.submit(content=words, code=code, submission=uuid.uuid4(), on=today())
    lookup, seal, threads = codes.opened(code).lookup, submitting.seal_to_staff, list[threading.Thread]()

    def erase() -> None:
        try:
            actions.erase(lookup=lookup, on=today())
        finally:
            connection.close()

    def sealed_slowly(*args: object, **kwargs: object) -> object:
        threads.append(threading.Thread(target=erase))
        threads[0].start()
        threads[0].join(1)  # without a lock the erasure is done now; with one it waits for this transaction
        return seal(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(returning, "seal_to_staff", sealed_slowly)
    actions.add_words(lookup=lookup, addition={"text": "late", "language": "en"}, submission=uuid.uuid4(), on=today())
    threads[0].join(30)
    assert Feedback.objects.get().status == "erased"
    assert DataKey.objects.count() == 0


@pytest.mark.parametrize("content", [b"null", b"[1]", b"7", b"[" * 30_000], ids=["null", "list", "number", "deep"])
def test_sealed_nonsense_cannot_be_opened_rather_than_breaking_the_page(content: bytes) -> None:
    """Whoever takes the door over holds the public key and can seal anything: staff's pages must stay up."""
    with pytest.raises(sealing.DecryptionError):
        sealing.unpack(bytes(sodium_pad(content, sealing.BLOCK)))


@pytest.mark.usefixtures("month_key")
def test_form_keys_do_not_write_down_the_minute_of_a_visit(visitor: Visitor) -> None:
    shutil.rmtree(settings.FORM_KEYS_DIR, ignore_errors=True)
    pages.get(visitor.client, visitor.address)
    seconds = {path.stat().st_mtime % 3600 for path in Path(settings.FORM_KEYS_DIR).glob("*.key")}
    assert seconds == {0}


def test_leaving_does_not_sign_out_of_neighbouring_sites(visitor: Visitor) -> None:
    """Clearing cookies clears the whole registrable domain: being signed out everywhere is a trace too."""
    header = visitor.client.get(f"{visitor.address}6/").headers["Clear-Site-Data"]
    assert "*" not in header
    assert "cookies" not in header
    assert '"cache"' in header


@pytest.mark.parametrize("table", ["feedback_feedback", "feedback_draft"])
def test_row_policy_of_the_door_uses_the_index_of_receipts(production_site: ProductionSite, table: str) -> None:
    """A visit must not cost more the more others have said: only what was presented is looked up."""
    _row, lookup = given_in_production(production_site)
    with psycopg.connect(production_site.door_environment["DATABASE_URL"]) as door:
        door.execute("SELECT set_config('answerable.receipts', %s, true)", [lookup])
        # A few rows are read faster without an index; whether it could be used shows when that is not wanted.
        door.execute("SET LOCAL enable_seqscan = off")
        plan = door.execute(sql.SQL("EXPLAIN SELECT id FROM {}").format(sql.Identifier(table))).fetchall()
    assert "Index Cond: (lookup = ANY" in str(plan)
    assert "Seq Scan" not in str(plan)
