"""The door beside itself: the weight of its first page, coming back, memory under load, and a hundred thousand items.

Each figure about speed is a ratio of two halves of the same run.
"""

from __future__ import annotations

import gzip
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import intake, load
from tests.rig import ladder, processes

ITEMS = 100_000
CODE = re.compile(r"receipt__code[^>]*>([0-9A-Z-]+)<")
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FILL = {
    "postgresql": """
INSERT INTO feedback_feedback (id, submission, lookup, received_on, language, for_team, for_council, for_public,
  for_training, change_asked, restricted, lane, answer_by, status, body, reply_public, reply_private, own_words)
SELECT gen_random_uuid(), gen_random_uuid(), decode(md5(n::text) || md5((n + 1)::text), 'hex'),
  '2026-01-01'::date + (n %% 300), 'en', false, true, false, false, false, false, 'open', '2026-12-01', 'received',
  decode(repeat('ab', 8192), 'hex'), decode(repeat('cd', 32), 'hex'), decode(repeat('ef', 77), 'hex'), ''::bytea
FROM generate_series(1, %s) n""",
    "sqlite": """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)
INSERT INTO feedback_feedback (id, submission, lookup, received_on, language, for_team, for_council, for_public,
  for_training, change_asked, restricted, lane, answer_by, status, body, reply_public, reply_private, own_words)
SELECT lower(hex(randomblob(16))), lower(hex(randomblob(16))), randomblob(32), '2026-01-01', 'en', 0, 1, 0, 0, 0, 0,
  'open', '2026-12-01', 'received', zeroblob(8192), zeroblob(32), zeroblob(77), zeroblob(0) FROM numbers""",
}
FILL_ITEMS = """
import django
django.setup()
from django.db import connection
from benchmarks.door import FILL, ITEMS
with connection.cursor() as cursor:
    cursor.execute(FILL[connection.vendor], [ITEMS])
    if connection.vendor == "postgresql":
        cursor.execute("ANALYZE")
"""


def first_page(host: str) -> dict[str, int]:
    """Return the compressed bytes of the first page with everything it asks for, and how many requests that is."""
    page = _fetched(f"http://{host}/en/feedback/")
    linked = dict.fromkeys(LINKED.findall(page[0].decode()))
    sizes = [len(gzip.compress(page[0])), *(_fetched(f"http://{host}{path}")[1] for path in linked)]
    return {"bytes": sum(sizes), "requests": len(sizes)}


def _fetched(url: str) -> tuple[bytes, int]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip" if "/static/" in url else "identity"})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
        body = response.read()
    return body, len(body)


def coming_back(host: str, *, seconds: float) -> dict[str, float]:
    """Return median and 95th percentile of a return visit (address, code, conversation) in milliseconds."""
    visitor = load.Visitor(host)
    found = CODE.search(intake.ours(visitor))
    if found is None:
        raise RuntimeError("The last page showed no code.")
    taken, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.perf_counter()
        visitor.get("/en/feedback/return/")
        visitor.post("/en/feedback/return/", {"code": found[1]})
        taken.append(1000 * (time.perf_counter() - started))
    return {"p50_ms": round(statistics.median(taken), 1), "p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1)}


def _memory(host: str) -> int:
    """Return the memory that the door's processes have to themselves, in MiB (Linux)."""
    master = intake.RUNNING[host]
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
    kilobytes = 0
    for pid in (str(master), *children):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        kilobytes += sum(int(number) for number in re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.MULTILINE))
    return round(kilobytes / 1024)


def _halves(host: str, seconds: float) -> dict[str, Any]:
    given = load.run(host, intake.ours_alone, at_once=8, seconds=seconds)
    return {"giving": given, "returning": coming_back(host, seconds=seconds), "memory_mib": _memory(host)}


def measure(*, seconds: float) -> Iterator[dict[str, Any]]:
    """Yield one row per database: empty and with a hundred thousand items."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for database, url in intake.databases(folder):
            environment = {**intake.environment(folder, url), **ladder.ROOMY}
            _run(intake.PREPARE, environment)
            row: dict[str, Any] = {"database": database}
            with intake.server("config.door", environment) as host:
                row["first_page"] = first_page(host)
                row["empty"] = _halves(host, seconds)
            _run(FILL_ITEMS, environment)
            with intake.server("config.door", environment) as host:
                row["full"] = _halves(host, seconds)
            row["giving_ratio"] = round(row["full"]["giving"]["per_second"] / row["empty"]["giving"]["per_second"], 2)
            row["returning_ratio"] = round(row["empty"]["returning"]["p50_ms"] / row["full"]["returning"]["p50_ms"], 2)
            yield row


def _run(code: str, environment: dict[str, str]) -> None:
    variables = {**environment, "DJANGO_SETTINGS_MODULE": "config.door"}
    subprocess.run([sys.executable, "-c", code], cwd=processes.ROOT, check=True, env=variables)


def shown(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines that are printed."""
    for row in rows:
        page, empty, full = row["first_page"], row["empty"], row["full"]
        yield (
            f"door ({row['database']}): first page {page['bytes']} bytes compressed in {page['requests']} requests;"
            f" return p95 {empty['returning']['p95_ms']} ms; memory {empty['memory_mib']} MiB under load"
        )
        yield (
            f"door ({row['database']}) with {ITEMS} items: giving {row['giving_ratio']}, returning"
            f" {row['returning_ratio']} of the empty one; memory {full['memory_mib']} MiB"
        )
