"""Fault 37: queue and mail are down, hang or drop. Sending at the door does not notice, and no message is lost.

What one worker does about one faulty server is in tests/notifications/test_sending.py, what a page does about a
broker that hangs in test_nudging.py; here whole processes meet both at once.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

from tests.attacks.given import OPENED, come_back_to, give_at
from tests.rig import processes, production, services
from tests.rig.mail import REFUSE_FOR_NOW, SmtpSink
from tests.rig.production import ProductionSite
from tests.rig.relay import HANG, PASS, REFUSE, Relay, relay

ESTABLISHED = "01"
# A message to each of ten people, and one each to three more after the outage.
PEOPLE = """
from datetime import time
from accounts.models import User
from notifications.models import Preference
for number in range(13):
    user, made = User.objects.get_or_create(email=f"outage{number}@example.org", defaults={"name": f"Person {number}"})
    Preference.objects.get_or_create(user=user, defaults={"quiet_from": time(0), "quiet_until": time(0)})
"""
QUEUE = """
import json, time
from accounts.models import User
from notifications.actions import queue
from notifications.enums import Kind
begun, made = time.monotonic(), []
for person in User.objects.filter(email__startswith="outage").order_by("email")[FIRST:LAST]:
    made.append(str(queue(kind=Kind.CHANGE_TO_SIGN, recipient=person, values={"path": "/follow-up/1/"},
                          dedupe_key=f"outage:{MARK}:{person.pk}", ignores_quiet_hours=True).pk))
print(json.dumps({"seconds": time.monotonic() - begun, "messages": made}))
"""
STATES = """
import json
from notifications.models import OutboxMessage
print(json.dumps([*OutboxMessage.objects.filter(dedupe_key__startswith="outage:").values_list("status", flat=True)]))
"""


def connected_to(pid: int) -> set[tuple[str, int]]:
    """Return the address and port of every server that a process has a connection to."""
    inodes: set[str] = set()
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed in this moment
            inodes |= set(re.findall(r"socket:\[(\d+)\]", str(path.readlink())))
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
    ]
    listening = {row[1].rpartition(":")[2] for row in rows if row[3] != ESTABLISHED}
    return {
        (row[2].rpartition(":")[0], int(row[2].rpartition(":")[2], 16))
        for row in rows
        if row[9] in inodes and row[3] == ESTABLISHED and row[1].rpartition(":")[2] not in listening
    }


def test_door_talks_to_its_database_and_to_nothing_else(production_site: ProductionSite) -> None:
    """It is told of no queue and of no mail server, and after sending and coming back it has met none."""
    site = production_site
    [given] = give_at(site, "Whom does it talk to?")
    assert OPENED in come_back_to(site.door_url, given["code"])[1]
    assert not {name for name in site.door_environment if "REDIS" in name or "EMAIL_URL" in name}
    [worker, *_more] = Path(f"/proc/{site.pids['door']}/task/{site.pids['door']}/children").read_text().split()
    port = urlsplit(site.door_environment["DATABASE_URL"]).port or 5432
    assert {port_of for _address, port_of in connected_to(int(worker))} == {port}


def add(url: str, code: str, text: str) -> float:
    """Come back and add something over HTTP, as a person does; return the seconds it took."""
    started = time.perf_counter()
    _status, page = come_back_to(url, code)
    tokens = re.findall(r'name="token" value="([^"]+)"', page)
    status, page = come_back_to(url, code, token=tokens[-1], act="add", text=text)
    assert status == 200
    assert "What you added is stored" in page
    return time.perf_counter() - started


def forget_the_queue(url: str) -> None:
    """Empty the queue, but for the rig's own mark that this database is taken."""
    with redis.Redis.from_url(url) as client:
        for key in list(client.scan_iter("*")):
            if not key.startswith(b"rig:"):
                client.delete(key)


def collected(site: ProductionSite, submissions: list[str]) -> int:
    """Return how many of these have arrived at the desk."""
    with psycopg.connect(site.site_environment["DATABASE_URL"]) as owner:
        row = owner.execute(
            "SELECT count(*) FROM desk_case JOIN feedback_feedback said ON said.id = desk_case.feedback_id"
            " WHERE submission::text = ANY (%s)",
            [submissions],
        ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.timeout(240)
def test_sending_needs_nobody_behind_the_door_and_arrives_when_they_are_back(production_site: ProductionSite) -> None:
    """Members' site, worker, beat and mail are gone and the queue has forgotten everything."""
    site = production_site
    for name in ("web", "worker", "beat"):
        site.kill(name)
    site.sink.down()
    forget_the_queue(site.site_environment["REDIS_URL"])
    try:
        given = give_at(site, *(f"While they were gone {number}" for number in range(5)))
        add(site.door_url, given[0]["code"], "One more thing")
    finally:
        site.sink.up()
        for name in ("web", "worker", "beat"):
            site.start(name)
        processes.wait_healthy(site.url, seconds=90)
    submissions = [one["submission"] for one in given]
    processes.wait_until(lambda: collected(site, submissions) == 5, seconds=90, what="all five are at the desk")
    assert all(OPENED in come_back_to(site.door_url, one["code"])[1] for one in given)


@contextmanager
def outage_site(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[tuple[ProductionSite, Relay, Relay]]:
    """A whole production with a relay in front of its queue and one in front of its mail server."""
    real_queue, real_sink = services.redis_database, SmtpSink
    with relay(("127.0.0.1", 1)) as queue, relay(("127.0.0.1", 1)) as mail:

        @contextmanager
        def queue_behind_relay() -> Iterator[str]:
            with real_queue() as url:
                parts = urlsplit(url)
                queue.target = (parts.hostname or "127.0.0.1", parts.port or 6379)
                netloc = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
                yield urlunsplit(parts._replace(netloc=f"{netloc}127.0.0.1:{queue.port}"))

        class SinkBehindRelay(real_sink):  # type: ignore[misc,valid-type]
            @property
            def url(self) -> str:
                mail.target = ("127.0.0.1", self.port)
                return f"smtp://127.0.0.1:{mail.port}"

        patch.setattr(services, "redis_database", queue_behind_relay)
        patch.setattr(production, "SmtpSink", SinkBehindRelay)
        with production.production_site(folder) as site:
            yield site, queue, mail


def queued(site: ProductionSite, mark: str, first: int, last: int) -> list[str]:
    """Queue a message to each of these people; the page that does so must not wait for what is down."""
    values = f"FIRST, LAST, MARK = {first}, {last}, {mark!r}\n"
    told = json.loads(site.shell(values + QUEUE).splitlines()[-1])
    assert told["seconds"] < 5
    assert len(told["messages"]) == last - first
    return list(told["messages"])


def states(site: ProductionSite) -> Counter[str]:
    return Counter(json.loads(site.shell(STATES).splitlines()[-1]))


@pytest.mark.clock
@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.needs_redis
@pytest.mark.timeout(900)
def test_backlog_of_an_outage_is_sent_within_five_minutes_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused, then hanging, then cut in the middle; at the end a server that takes a message and forgets it."""
    with outage_site(tmp_path, monkeypatch) as (site, queue, mail):
        site.shell(PEOPLE)
        [given] = give_at(site, "Before")
        usual = [add(site.door_url, given["code"], f"Usual {number}") for number in range(20)]
        expected, during = [], []
        for mark, (queue_fault, mail_fault) in enumerate([(REFUSE, REFUSE), (HANG, HANG), (REFUSE, HANG)]):
            queue.fail(queue_fault)
            mail.fail(mail_fault)
            expected += queued(site, str(mark), 0, 10)
            during += [add(site.door_url, given["code"], f"During {mark} {number}") for number in range(10)]
            queue.fail(PASS)
            queue.cut()
        site.sink.faults.extend(["accept-then-drop", REFUSE_FOR_NOW])
        mail.fail(PASS)
        expected += queued(site, "after", 10, 13)
        recovered = time.monotonic()
        processes.wait_until(
            lambda: len(arrived(site)) >= len(expected), seconds=300, what="everything has arrived", every=1
        )
        processes.wait_until(lambda: set(states(site)) == {"sent"}, seconds=60, what="all is marked as sent", every=1)
        assert time.monotonic() - recovered < 300
        counts = arrived(site)
        assert set(counts) == set(expected)
        assert set(counts.values()) <= {1, 2}
        # The door's own time is not touched by what is behind it; a fifth more and the noise of a busy machine.
        assert statistics.median(during) < 1.2 * statistics.median(usual) + 0.1


def arrived(site: ProductionSite) -> Counter[str]:
    """Return how often each message has arrived, by its number."""
    mails = [str(mail["Message-ID"]) for mail in list(site.sink.messages) if "outage" in str(mail["To"])]
    return Counter(name.strip("<>").split("@")[0] for name in mails)


def wait_for_the_first(site: ProductionSite, before: int) -> None:
    processes.wait_until(lambda: arrived(site).total() > before, seconds=60, what="it begins to send", every=0.01)


def wait_until_sent(site: ProductionSite, messages: set[str]) -> None:
    processes.wait_until(lambda: messages <= set(arrived(site)), seconds=90, what="all have arrived", every=0.5)
    processes.wait_until(lambda: set(states(site)) == {"sent"}, seconds=90, what="all are marked as sent", every=1)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_worker_killed_again_and_again_while_it_sends_loses_nothing(production_site: ProductionSite) -> None:
    """By SIGKILL with its children, in the middle of a batch. What it had claimed is aged instead of waited for.

    Each batch is over before the next begins, so that a message meets one kill: it may arrive twice, never more often.
    """
    site = production_site
    site.shell(PEOPLE)
    age = "UPDATE notifications_outboxmessage SET lease_until = now() - interval '1 second' WHERE status = 'leased'"
    for mark in range(4):
        before = arrived(site).total()
        with site.stopped("worker"):
            expected = set(queued(site, f"killed-{mark}", 0, 13))
        wait_for_the_first(site, before)
        site.kill("worker")
        with psycopg.connect(site.site_environment["DATABASE_URL"], autocommit=True) as owner:
            owner.execute(age)
        site.start("worker")
        wait_until_sent(site, expected)
    assert set(arrived(site).values()) <= {1, 2}
