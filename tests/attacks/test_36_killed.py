"""Fault 36: killed in the middle. Never "we have it" and it is not there; never half a report; an honest page else."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from feedback import codes, sealing
from feedback.models import DataKey, Feedback, Step
from tests.feedback.conftest import MonthKey, Visitor
from tests.rig import pages, processes, services
from tests.rig.door import Door
from tests.rig.thorough import THOROUGH

pytestmark = [pytest.mark.long, pytest.mark.needs_cluster, pytest.mark.xdist_group("cluster")]
KILLED = -9


@dataclass
class Sent:
    """One attempt to send: what was promised to the person before the process ended, and how it ended."""

    order: dict[str, Any] = field(repr=False)
    said: list[str]
    status: int

    @property
    def confirmed(self) -> bool:
        return "shown" in self.said or "shown again" in self.said


@dataclass
class Sender:
    """Sends feedback in processes that can be ended at any word with the database."""

    door: Door
    process: subprocess.Popen[str]
    tried: list[Sent] = field(default_factory=list)

    def send(self, point: str = "", deed: str = "die", text: str = "x", **more: Any) -> Sent:
        order = {"code": codes.new(), "submission": str(uuid.uuid4()), "text": text, **more}
        if point:
            order |= {"point": point, "deed": deed, "server": self.door.cluster.pid}
        return self._order(order)

    def again(self, sent: Sent) -> Sent:
        """Send the very same once more, as somebody does who saw no confirmation."""
        return self._order({name: sent.order[name] for name in ("code", "submission", "text")})

    def _order(self, order: dict[str, Any]) -> Sent:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        sent = Sent(order, **json.loads(self.process.stdout.readline()))
        self.tried.append(sent)
        return sent

    def points(self) -> list[str]:
        """Return every word of sending with the database at which a process can end, in order."""
        [said] = [line for line in self.send().said if line.startswith("statements ")]
        words = [f"{when} {number}" for number in range(1, int(said.split()[1]) + 1) for when in ("before", "after")]
        return [*words, "before commit", "after commit", "shown"]

    def kept(self) -> dict[str, dict[str, Any]]:
        """Return what is stored, by submission, once the server has noticed every loss."""
        others = "SELECT 1 FROM pg_stat_activity WHERE datname = %(name)s AND pid <> pg_backend_pid()"
        processes.wait_until(
            lambda: not self.door.cluster.ask(others, name=self.door.database), seconds=20, what="no connection is left"
        )
        return {str(row["submission"]): row for row in self.door.rows("feedback_feedback")}

    def look(self) -> None:
        """Assert what was promised: everything that was confirmed is there, and everything that is there is whole."""
        kept = self.kept()
        stored = [sent for sent in self.tried if sent.confirmed or "committed" in sent.said]
        lost = [sent for sent in stored if sent.order["submission"] not in kept]
        assert lost == []
        keys = {row["opens"]: row for row in self.door.rows("feedback_datakey")}
        steps = Counter(row["feedback_id"] for row in self.door.rows("feedback_step"))
        assert (len(keys), steps) == (len(kept), Counter({row["id"]: 1 for row in kept.values()}))
        for row in kept.values():
            number, place = b"test", sealing.data_key_cell(row["id"])
            key = sealing.unseal(keys[row["id"]]["sealed"], self.door.private, associated_data=place, number=number)
            assert sealing.unwrap(row["body"], key, associated_data=sealing.cell("feedback", "body", row["id"]))


@pytest.fixture
def sender(door: Door) -> Iterator[Sender]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.attacks.killing"],
        cwd=processes.ROOT,
        env=processes.clean_environment(door.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Sender(door, process)
        assert process.stdin is not None
        process.stdin.close()


def kill_everywhere(sender: Sender, times: int) -> None:
    points = sender.points()
    assert len(points) >= 12
    for point in points:
        stored = point in {"after commit", "shown"}
        for _ in range(times):
            sent = sender.send(point)
            assert (sent.status, sent.confirmed) == (KILLED, point == "shown"), point
            sent.order["stored"] = stored
    kept = sender.kept()
    wrong = [sent for sent in sender.tried if "stored" in sent.order and sent.order["stored"] != (
        sent.order["submission"] in kept)]  # fmt: skip
    assert wrong == []
    sender.look()
    for sent in [sent for sent in sender.tried if not sent.confirmed]:
        again = sender.again(sent)
        assert again.confirmed, again.said
    assert len(sender.kept()) == len({sent.order["submission"] for sent in sender.tried})
    sender.look()


def test_killed_at_any_word_it_is_kept_whole_or_not_at_all_and_can_be_sent_again(sender: Sender) -> None:
    kill_everywhere(sender, 1)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_killed_again_and_again_at_every_word(sender: Sender) -> None:
    kill_everywhere(sender, 50 if THOROUGH else 8)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_at_any_moment(sender: Sender) -> None:
    """From outside, by the clock alone: in the middle of a derivation, of a word to the server, of its answer."""
    chance = random.Random(36)  # noqa: S311 - a spread of moments
    for _ in range(300 if THOROUGH else 100):
        sender.send(after_seconds=chance.uniform(0.001, 0.12))
    statuses = {sent.status for sent in sender.tried}
    assert KILLED in statuses
    sender.look()
    for sent in [sent for sent in sender.tried if not sent.confirmed]:
        assert sender.again(sent).confirmed
    sender.look()


def test_server_that_crashes_at_any_word_leaves_an_honest_error_and_no_half_report(sender: Sender) -> None:
    points = sender.points()
    for point in (points[len(points) // 2], points[-4], "before commit"):
        sent = sender.send(point, deed="crash")
        sender.door.cluster.start()
        assert sent.said[:1] == ["error OperationalError"], (point, sent.said)
    sender.look()
    assert len(sender.kept()) == 1  # the one that counted the words
    for sent in [sent for sent in sender.tried if not sent.confirmed]:
        assert sender.again(sent).confirmed
    sender.look()


def test_what_was_confirmed_survives_a_crash_in_the_same_moment(sender: Sender) -> None:
    """The server writes nothing by itself for ten seconds here: what is there was written before the answer."""
    sent = sender.send("shown", deed="crash")
    sender.door.cluster.start()
    assert sent.confirmed
    assert set(sender.kept()) == {sent.order["submission"]}
    sender.look()


def test_full_disk_is_an_honest_error_and_ends_with_the_fault(sender: Sender) -> None:
    first = sender.send()
    sender.door.cluster.crash()
    sender.door.cluster.start(largest_file="1200000")
    while sender.send(text="y" * 100_000).confirmed:
        assert len(sender.tried) < 40, "the disk never got full"
    refused = sender.tried[-1]
    assert refused.said[0].startswith("error "), refused.said
    assert {first.order["submission"], refused.order["submission"]} & set(sender.kept()) == {first.order["submission"]}
    sender.look()
    sender.door.cluster.crash()
    sender.door.cluster.start()
    assert sender.again(refused).confirmed
    sender.look()


class Watched(Client):
    """Keeps the last answer, and shows a visitor's error page instead of raising."""

    last: Any = None

    def __init__(self) -> None:
        super().__init__(raise_request_exception=False)

    def request(self, **request: Any) -> Any:
        self.last = super().request(**request)
        return self.last


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["feedback_feedback", "feedback_datakey", "feedback_step"])
def test_lost_connection_shows_an_honest_page_and_the_same_form_sends_it_later(month_key: MonthKey, table: str) -> None:
    """The server ends the connection at the moment a row is to be written, as it does when it is switched over."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    client, visitor = (watched := Watched()), Visitor(watched)

    def cut(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        if sql.startswith(f'INSERT INTO "{table}"'):
            pid = connection.connection.info.backend_pid
            with psycopg.connect(services.postgres().url(connection.settings_dict["NAME"])) as other:  # type: ignore[union-attr]
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut), pytest.raises(AssertionError, match="answered 503, not 200"):
        visitor.give(text="First words")
    connection.close()
    page = pages.parse(client.last.content.decode())
    assert page.text("h1") == "Not sent"
    assert page.text("bdi", class_="receipt__code")
    assert page.one("form", id="give").get("action") == client.last.request["PATH_INFO"]
    assert Feedback.objects.count() == DataKey.objects.count() == Step.objects.count() == 0
    assert client.post(client.last.request["PATH_INFO"], client.last.wsgi_request.POST.dict()).status_code == 200
    assert [month_key.words(feedback)["text"] for feedback in Feedback.objects.all()] == ["First words"]
