"""Attack 2: something breaks in the middle of a visit, and the fault writes down what no success would."""

import socket
from urllib.parse import urlsplit

import psycopg

from tests.attacks import sweep
from tests.attacks.test_01_traces import HEADERS, NETWORK
from tests.attacks.visit import Visit
from tests.rig import processes
from tests.rig.production import ProductionSite

WORD = "canaryfaultyword"
PLANTED = "ALTER TABLE feedback_feedback ADD CONSTRAINT planted CHECK (received_on < '2000-01-01') NOT VALID"


def faults(visit: Visit) -> set[int]:
    """Make every kind of mistake that a visitor's browser can make, and return how each was answered."""
    seen = set()
    visit.post(visit.address, token=WORD, step=WORD, text=WORD)
    seen.add(visit.last)
    visit.ask("GET", f"/en/feedback/{WORD}/")
    seen.add(visit.last)
    visit.ask("PUT", visit.address, WORD.encode(), "text/plain")
    seen.add(visit.last)
    visit.ask("POST", visit.address, b"text=" + WORD.encode() * 150_000, "application/x-www-form-urlencoded")
    seen.add(visit.last)
    visit.ask("POST", visit.address, b"\xff\xfe" + WORD.encode(), "multipart/form-data; boundary=")
    seen.add(visit.last)
    foreign = Visit(visit.door_url, {**visit.headers, "Sec-Fetch-Site": "cross-site"})
    foreign.post(visit.address, text=WORD)
    seen.add(foreign.last)
    return seen


def test_mistakes_of_a_browser_write_nothing_down(production_site: ProductionSite) -> None:
    seen = faults(Visit(production_site.door_url, HEADERS))
    assert {400, 403, 404, 405, 413} <= seen
    assert sweep.hits(production_site, [WORD, *NETWORK]) == []


def test_a_connection_that_breaks_off_writes_nothing_down(production_site: ProductionSite) -> None:
    where = urlsplit(production_site.door_url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as sender:
        sender.sendall(
            b"POST /en/feedback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\ntext=" + WORD.encode()
        )
    assert sweep.hits(production_site, [WORD]) == []


def test_a_refused_row_and_a_lost_database_write_nothing_down(production_site: ProductionSite) -> None:
    """The table is taken away in the middle of a visit: the door answers 500 and says nothing of the words."""
    visit = Visit(production_site.door_url, HEADERS)
    visit.reach_code(WORD)
    with psycopg.connect(production_site.site_environment["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(PLANTED)
        visit.step("send-kept")
        refused = visit.last
        owner.execute("ALTER TABLE feedback_feedback DROP CONSTRAINT planted")
    visit.reach_code(WORD)
    visit.step("send-kept")
    assert (refused, visit.last) == (500, 200)
    assert sweep.hits(production_site, [WORD, *NETWORK, visit.code]) == []


def test_a_worker_that_is_asked_nonsense_writes_no_words_down(production_site: ProductionSite) -> None:
    """Celery would write the whole body of a task it does not know into its log."""
    log = production_site.folder / "worker.log"
    before = len(log.read_text(encoding="utf-8"))
    production_site.shell(f"from config.celery import app; app.send_task('planted.unknown', args=['{WORD}'])")
    processes.wait_until(
        lambda: "incident" in log.read_text(encoding="utf-8")[before:], seconds=30, what="the worker refused the task"
    )
    assert WORD not in log.read_text(encoding="utf-8")
