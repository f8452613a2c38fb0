"""Attack 40: a flood at the door, a hundred thousand items, and the day on which everything has to be restored."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from benchmarks.filling import FILL
from feedback import codes
from tests.attacks.visit import Visit
from tests.rig import processes, services
from tests.rig.production import ProductionSite

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
GUIDE = processes.ROOT / "docs" / "how-to" / "deploy.md"
FLOOD, HONEST, SECONDS_OF_FLOOD = 1000, 12, 60
ITEMS = 100_000
OPEN_SOME = """
import json
from feedback import codes
from feedback.queries import by_lookup
from django.db import transaction
for code in CODES:
    with transaction.atomic():
        found = by_lookup(codes.opened(code).lookup)
        print(json.dumps(bool(found and bytes(found.body))))
"""
READ_SOME = """
import json
from feedback.models import Feedback
from feedback.queries import key_of
from feedback.sealing import open_words
from keys import interface as keys
for feedback in Feedback.objects.exclude(body=b"").only("id", "body"):
    key = key_of(feedback.pk)
    if key:
        print(json.dumps(open_words(feedback, key, keys.private_key_for(key))["text"]))
"""


# What the guarded door takes from one network in an hour, by its own default.
NETWORK_PER_HOUR = 90
# Rows that are not in the backups: of who wrote after both, and the key of who wrote between them.
LATER = {"feedback_feedback": 1, "feedback_step": 1, "feedback_datakey": 2}


def spam(url: str, number: int, ends: float) -> bool:
    """Send as fast as it goes; half of it patient enough to come back after the wait. Returns whether it was taken."""
    visit = Visit(url)
    visit.reach_code(f"spam {number}")
    visit.step("send-kept")
    if visit.last == 429 and number % 2 and time.monotonic() + 31 < ends:
        time.sleep(31)
        visit.step("send-kept")
    return visit.last == 200


def honest(url: str, number: int, told: list[str]) -> None:
    """Write slowly, wait when asked, and keep the code."""
    visit = Visit(url)
    visit.ask("GET", visit.address)
    time.sleep(4)
    visit.step("words", text=f"honest {number}")
    visit.step("code")
    found = re.search(r'class="receipt__code[^>]*>([^<]+)<', visit.page)
    assert found
    for _attempt in range(20):
        visit.step("send-kept")
        if visit.last == 200:
            told.append(codes.read(found[1]))
            return
        assert visit.last == 429, visit.last
        time.sleep(31 if 'name="token"' in visit.page else 3)


def counts(site: ProductionSite) -> dict[bool, int]:
    with psycopg.connect(site.site_environment["DATABASE_URL"]) as owner:
        return dict(
            owner.execute("SELECT quarantined, count(*) FROM feedback_feedback GROUP BY quarantined").fetchall()
        )


@pytest.mark.clock
def test_a_flood_is_quarantined_and_honest_people_are_heard(
    production_site: ProductionSite, guarded: tuple[str, int]
) -> None:
    before, told, ends = counts(production_site), list[str](), time.monotonic() + 2 * SECONDS_OF_FLOOD
    numbers, turn, taken = iter(range(FLOOD)), threading.Lock(), list[int]()

    def bot() -> None:
        while time.monotonic() < ends:
            with turn:
                number = next(numbers, None)
            if number is None:
                return
            if spam(guarded[0], number, ends):
                taken.append(number)

    bots = [threading.Thread(target=bot) for _ in range(16)]
    people = [threading.Thread(target=honest, args=(guarded[0], number, told)) for number in range(HONEST)]
    for thread in [*bots, *people]:
        thread.start()
    for thread in [*people, *bots]:
        thread.join(600)
    assert len(told) == HONEST
    for code in told:
        visit = Visit(production_site.door_url)
        visit.come_back(code)
        assert 'class="timeline"' in visit.page
    grown = {kind: count - before.get(kind, 0) for kind, count in counts(production_site).items()}
    flood = sum(grown.values()) - HONEST
    # As many as came through, on a quick machine or a slow one: what was said to be kept is kept, and no other.
    assert flood == len(taken) > FLOOD * 0.1
    # Honest people may be in quarantine too, where the flood comes through their own network: then staff see both.
    # Everything here comes from one network: after twice of what it may send in an hour, and what a few minutes let
    # fade, all is in quarantine, however large the flood.
    assert grown.get(False, 0) <= 2 * NETWORK_PER_HOUR + 5


@pytest.mark.clock
def test_a_hundred_thousand_items_are_in_nobodys_way(production_site: ProductionSite) -> None:
    with psycopg.connect(production_site.site_environment["DATABASE_URL"]) as owner:
        owner.execute(FILL["postgresql"].encode(), [ITEMS])
    visit = Visit(production_site.door_url)
    code = visit.give("One among a hundred thousand.")
    visit.come_back(code)
    assert 'class="timeline"' in visit.page
    with psycopg.connect(production_site.site_environment["DATABASE_URL"]) as owner:
        plan = owner.execute("EXPLAIN SELECT * FROM feedback_feedback WHERE lookup = '\\x00'").fetchall()
        owner.execute("DELETE FROM feedback_feedback WHERE length(body) = 8192 AND reply_public = %s", [b"\xcd" * 32])
    assert "Seq Scan" not in str(plan)


def commands_of_the_guide() -> dict[str, list[str]]:
    """Return the arguments of both backups of the deploy guide in its order, without the container around them."""
    found = re.findall(r"db (pg_dump -U postgres .+?) answerable > (answerable|datakeys)", GUIDE.read_text("utf-8"))
    assert {name for _line, name in found} == {"answerable", "datakeys"}
    return {name: re.sub(r"'", "", line).replace(" -U postgres", "").split() for line, name in found}


def test_both_backups_of_the_guide_bring_everything_back(production_site: ProductionSite, tmp_path: Path) -> None:
    given = [Visit(production_site.door_url).give(f"To be restored {number}") for number in range(3)]
    server = services.postgres()
    assert server
    url = production_site.site_environment["DATABASE_URL"]
    name = url.rpartition("/")[2]
    for dumped, command in commands_of_the_guide().items():
        with (tmp_path / dumped).open("wb") as file:
            subprocess.run([*command, server.url(name)], stdout=file, check=True)
        # Somebody writes between the two backups, and after them: that must not cost anybody else their key.
        Visit(production_site.door_url).give(f"While {dumped} was just made")
    owner = url.partition("://")[2].partition(":")[0]
    with server.database(owner=owner, prefix="answerable_restore") as restored:
        for dumped in ("answerable", "datakeys"):
            subprocess.run(["pg_restore", "-d", server.url(restored), str(tmp_path / dumped)], check=True)
        environment = {**production_site.site_environment, "DATABASE_URL": url.replace(f"/{name}", f"/{restored}")}
        said = processes.python("manage.py", "verify_audit", env=environment)
        assert "whole" in said.lower()
        with psycopg.connect(server.url(name)) as old, psycopg.connect(server.url(restored)) as new:
            tables = [row[0] for row in old.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
            for table in tables:
                count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                if table.startswith("feedback_"):  # the rest goes on living while this test looks
                    [[there]], [[restored_rows]] = old.execute(count).fetchall(), new.execute(count).fetchall()
                    assert there - restored_rows == LATER.get(table, 0), table
        door = {**production_site.door_environment, "DATABASE_URL": environment["DATABASE_URL"]}
        program = f"import django\ndjango.setup()\nCODES = {given!r}\n" + OPEN_SOME
        answers = [json.loads(line) for line in processes.python("-c", program, env=door).splitlines()]
        assert answers == [True] * len(given)
        read = processes.python("-c", "import django\ndjango.setup()\n" + READ_SOME, env=environment).splitlines()
        assert {f"To be restored {number}" for number in range(3)} <= {json.loads(line) for line in read}
