"""Attack 10, with other eyes: somebody reads PostgreSQL's log of changes, which knows the microsecond of everything.

On a server of the test's own with the settings of `deploy/postgres/`, which may be looked into.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.rig import processes, production
from tests.rig.cluster import Cluster

pytestmark = [pytest.mark.long, pytest.mark.needs_cluster, pytest.mark.xdist_group("cluster")]
DEPLOYED = Path("deploy/postgres/answerable.conf")
# What of the deployed settings decides how long the log is there.
OF_THE_LOG = ("wal_level", "max_wal_senders", "wal_recycle", "wal_keep_size", "archive_mode", "log_checkpoints")
HEAD = """
import datetime, json, uuid
import django
django.setup()
from django.db import connection
from django.utils import timezone
from feedback import actions as door, codes, equality
today = timezone.localdate()
ENGLAND = equality.PACKS["GB-ENG"]
def say():
    content = door.FeedbackContent(answers={"text": "Nobody came."}, language="en")
    return door.submit(content=content, code=codes.new(), submission=uuid.uuid4(), on=today).id
"""
LAY_OUT = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("keys", "create", verbosity=0, stdout=open("/dev/null", "w"))
"""
# Nine people, one after the other: words, then questions about them, each answering something else.
NINE_PEOPLE = """
answers = [
    {"age": ["under_16"]}, {"age": ["85_up"], "sex": ["male"]}, {"condition": ["yes"], "daily_life": ["lot"]},
    {"ethnic_group": ["black"], "religion": ["muslim"]}, {"orientation": ["bisexual"]}, {"sex": ["female"]},
    {question.name: [question.answers[0][0]] for question in ENGLAND.questions}, {"age": ["rather_not"]},
    {"gender_same": ["no"], "age": ["18_24"]},
]
for given in answers:
    door.store_answers(pack=ENGLAND, answers=given, linked_to=say(), on=today)
with connection.cursor() as cursor:
    cursor.execute("SELECT xmin::text FROM feedback_feedback")
    versions = [xmin for (xmin,) in cursor.fetchall()]
    cursor.execute(
        "SELECT relname, relfilenode FROM pg_class WHERE relname IN"
        " ('feedback_equalityanswers', 'feedback_linkedanswers', 'feedback_tally', 'feedback_feedback')")
    print(json.dumps({"versions": versions, "tables": dict(cursor.fetchall())}))
"""
COLLECT = """
from desk.tasks import collect
collect()
from feedback.models import Feedback
print(json.dumps({"shuffled": Feedback.objects.filter(shuffled=True).count()}))
"""
COUNT = """
from desk.actions.equality import count_answers
from feedback.models import EqualityAnswers, Tally
print(json.dumps({"counted": count_answers(), "left": EqualityAnswers.objects.count(),
                  "numbers": sum(Tally.objects.values_list("number", flat=True))}))
"""


@dataclass(frozen=True)
class Record:
    """One line of `pg_waldump`."""

    transaction: str
    length: int
    relation: int
    verb: str


@dataclass
class Site:
    """The worker's side and the door's, on a server that may be looked into."""

    cluster: Cluster
    database: str
    environment: dict[str, str]

    def run(self, program: str) -> dict[str, Any]:
        printed = processes.python("-c", HEAD + program, env=self.environment).splitlines()
        return dict(json.loads(printed[-1])) if printed else {}

    def files_of_the_log(self) -> set[str]:
        names = {path.name for path in (self.cluster.data / "pg_wal").iterdir()}
        return {name for name in names if re.fullmatch("[0-9A-F]{24}", name)}

    def log(self) -> list[Record]:
        """Return what is left of the log of changes, without what is no change of a row."""
        self.cluster.ask("SELECT pg_switch_wal()")
        records: list[Record] = []
        for name in sorted(self.files_of_the_log()):
            # A segment may end in the middle of a record, and then the program says so and stops.
            printed = self.cluster.run_until_it_ends("pg_waldump", str(self.cluster.data / "pg_wal" / name))
            records += filter(None, map(_record, printed.splitlines()))
        return records


def _record(line: str) -> Record | None:
    found = re.search(r"len \(rec/tot\):\s*\d+/\s*(\d+), tx:\s*(\d+),", line)
    if found is None:
        return None
    relation = re.search(r"rel \d+/\d+/(\d+)", line)
    verb = re.search(r"rmgr: (\w+) .*?desc: (\w+)", line)
    assert verb is not None
    return Record(found[2], int(found[1]), int(relation[1]) if relation else 0, f"{verb[1]} {verb[2]}")


@pytest.fixture
def site(cluster: Cluster, tmp_path: Path) -> Site:
    for line in DEPLOYED.read_text(encoding="utf-8").splitlines():
        name, _equals, value = line.partition(" = ")
        if name in OF_THE_LOG:
            cluster.ask(f"ALTER SYSTEM SET {name} = {value.strip()}")
    cluster.crash()
    cluster.start()
    database = f"site_{secrets.token_hex(3)}"
    cluster.ask(f"CREATE DATABASE {database}")
    told, of_door = production.environments(
        tmp_path, site_url="http://127.0.0.1:1", door_url="http://127.0.0.1:2", redis_url="redis://127.0.0.1:1",
        email_url="smtp://127.0.0.1:1",
    )  # fmt: skip
    receipts = {name: of_door[name] for name in ("RECEIPT_PEPPER", "RECEIPT_SALT")}
    worker = {
        "CONTACT_KEY": secrets.token_hex(32),
        "EQUALITY_KEY": secrets.token_hex(32),
        "BALLOT_KEY": secrets.token_hex(32),
    }
    found = Site(cluster, database, {**told, **receipts, **worker, "DATABASE_URL": cluster.url(database)})
    found.environment["SMALL_CELL_THRESHOLD"] = "5"
    found.run(LAY_OUT)
    return found


def test_nothing_about_what_was_answered_is_in_the_log(site: Site) -> None:
    seen = site.run(NINE_PEOPLE)
    tables = seen["tables"]
    records = site.log()
    for table in ("feedback_equalityanswers", "feedback_linkedanswers"):
        inserted = [record for record in records if (record.relation, record.verb) == (tables[table], "Heap INSERT")]
        assert len(inserted) == 9, "the attack sees each of them"
        # The first of a page carries the whole page.
        assert len({record.length for record in inserted if record.length < 4000}) == 1, table
    assert [record for record in records if record.relation == tables["feedback_tally"]] == []
    assert site.run(COUNT) == {"counted": 9, "left": 0, "numbers": 20}
    written = {record.transaction for record in site.log() if record.relation == tables["feedback_tally"]}
    assert len(written) == 1, "all in one"


def test_after_a_collection_the_log_holds_no_submission(site: Site) -> None:
    seen = site.run(NINE_PEOPLE)
    assert len(set(seen["versions"])) == 9
    before = {record.transaction for record in site.log()}
    assert set(seen["versions"]) <= before, "the attack sees each of them"
    files = site.files_of_the_log()
    assert site.run(COLLECT) == {"shuffled": 9}
    # Nor is a file put aside for later use, with what was in it.
    assert len(site.files_of_the_log() - files) <= 1
    assert {record.transaction for record in site.log()} & set(seen["versions"]) == set()
