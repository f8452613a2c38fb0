"""When somebody came, from the logs: every fault is provoked, and no line says at what time it was."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from core.hourly_log import HOUR_S
from tests.attacks.test_01_traces import HEADERS
from tests.attacks.test_02_faults import PLANTED, faults
from tests.attacks.visit import Visit
from tests.rig import processes
from tests.rig.door import Door
from tests.rig.production import ProductionSite

CLOCK = re.compile(r"\d{1,2}:\d\d|\d{4}-\d\d-\d\d|\d{9,}")
NONSENSE = (
    b"\x16\x03\x01\x00\xa5\x01",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /en/feedback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n",
    b"POST /en/feedback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /en/feedback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /en/feedback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999\r\n\r\nbroken off",
    b"GET /en/feedback/ HTTP/1.1\r\nHost: else.example\r\n\r\n",
)


def say(url: str, nonsense: bytes) -> None:
    """Send something that no browser sends, and go away."""
    where = urlsplit(url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as sender:
        sender.sendall(nonsense)


def refused_row(site: ProductionSite, url: str) -> int:
    """Break the table in the middle of a visit; return how Send is answered."""
    visit = Visit(url, HEADERS)
    visit.reach_code("word")
    with psycopg.connect(site.site_environment["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(PLANTED)
        try:
            visit.step("send-kept")
        finally:
            owner.execute("ALTER TABLE feedback_feedback DROP CONSTRAINT planted")
    return visit.last


def children(pid: int) -> set[int]:
    return {
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == pid
    }


@pytest.mark.long
def test_no_line_of_the_door_says_when_somebody_came(production_site: ProductionSite, tmp_path: Path) -> None:
    log = tmp_path / "door" / "door.log"
    hour = time.time() // HOUR_S
    with production_site.another_door(tmp_path / "door", GUNICORN_CMD_ARGS="--timeout 3") as (url, pid):
        assert {400, 403, 404, 405, 413} <= faults(Visit(url, HEADERS))
        for nonsense in NONSENSE:
            say(url, nonsense)
        # A worker that answers nobody any more is replaced, and gunicorn says so.
        [worker] = children(pid)
        os.kill(worker, signal.SIGSTOP)
        processes.wait_until(lambda: not processes.alive(worker), seconds=30, what="the worker is replaced")
        processes.wait_healthy(url)
        assert refused_row(production_site, url) == 500
        early = log.read_text(encoding="utf-8")
        # Only at a full hour is anything written.
        assert early == "" or time.time() // HOUR_S > hour
    written = log.read_text(encoding="utf-8")
    assert "IntegrityError" in written
    assert "WORKER TIMEOUT" in written
    assert CLOCK.findall(written) == []


@pytest.mark.usefixtures("_failing_owner")
def test_the_database_server_writes_no_line_about_the_door(door: Door) -> None:
    log = door.cluster.folder / "log"
    before = len(log.read_text(encoding="utf-8"))
    session = psycopg.connect(door.environment["DATABASE_URL"], autocommit=True)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute("SELECT content FROM feedback_file")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        session.execute("INSERT INTO feedback_message (id) VALUES (gen_random_uuid())")
    with pytest.raises(psycopg.errors.UndefinedTable):
        session.execute("SELECT 1 FROM canary")
    session.execute("BEGIN")
    # Gone in the middle of a transaction.
    with socket.socket(fileno=os.dup(session.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    busy = "SELECT datname FROM pg_stat_activity"
    processes.wait_until(
        lambda: (door.database,) not in door.cluster.ask(busy), seconds=20, what="the server noticed that it is gone"
    )
    session.close()
    assert log.read_text(encoding="utf-8")[before:] == ""


@pytest.fixture
def _failing_owner(door: Door) -> None:
    """The same fault of another role is written down: the test would see a line."""
    log = door.cluster.folder / "log"
    with psycopg.connect(door.cluster.url(door.database)) as owner, pytest.raises(psycopg.errors.UndefinedTable):
        owner.execute("SELECT 1 FROM canary_of_the_owner")
    assert "canary_of_the_owner" in log.read_text(encoding="utf-8")
