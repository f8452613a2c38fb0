"""Intake: the whole form from first page to receipt, beside the bare view on the same server and database.

Both run under gunicorn with the same settings, one after the other in the same minute, so that the ratio is worth
more than either figure. Key derivation (Argon2id, about 25 ms of one core) is in both.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import load
from tests.rig import ladder, processes, services

TEXT = "I waited for two hours and nobody told me why. A nurse brought me water. Please tell people how long. " * 5
# Either settings module under the same server.
APPLICATION = "django.core.wsgi:get_wsgi_application()"
NOTE = re.compile(r'name="token" value="([^"]+)"')
# The process behind each HOST:PORT.
RUNNING: dict[str, int] = {}
PREPARE = """
import datetime, secrets, django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from feedback import actions, sealing
public, _private = sealing.new_keypair()
actions.publish_key(number=secrets.token_bytes(4), public_key=public,
                    valid_from=datetime.date(2020, 1, 1), valid_until=datetime.date(2090, 1, 1))
from benchmarks.bare import TABLE
connection.cursor().execute(TABLE.format("BYTEA" if connection.vendor == "postgresql" else "BLOB"))
call_command("collectstatic", verbosity=0, interactive=False)
"""


def ours(visitor: load.Visitor) -> str:
    """Give feedback: before you start, the boxes, a little more, the code, sent. Five requests, the last page."""
    address = "/en/feedback/"

    def note(page: str) -> str:
        found = NOTE.search(page)
        if found is None:
            raise RuntimeError("A page of the form had no note in it.")
        return found[1]

    page = visitor.get(address)
    page = visitor.post(address, {"token": note(page), "step": "begin"})
    page = visitor.post(address, {"token": note(page), "step": "words", "text": TEXT})
    page = visitor.post(address, {"token": note(page), "step": "code"})
    page = visitor.post(address, {"token": note(page), "step": "send-kept"})
    if "receipt__code" not in page:
        raise RuntimeError("The last page showed no code.")
    return page


def ours_alone(visitor: load.Visitor) -> None:
    """Give feedback, and look at nothing afterwards."""
    ours(visitor)


def bare(visitor: load.Visitor) -> None:
    """Fetch the bare form and send it. Two requests."""
    visitor.get("/")
    visitor.post("/", {"text": TEXT})


@contextlib.contextmanager
def server(settings: str, environment: dict[str, str]) -> Iterator[str]:
    """Run one settings module under gunicorn; yield HOST:PORT."""
    host = f"127.0.0.1:{processes.free_port()}"
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", APPLICATION]
    variables = {**environment, "DJANGO_SETTINGS_MODULE": settings, "BIND": host, "WEB_WORKERS": "2"}
    process = subprocess.Popen(command, cwd=processes.ROOT, env=variables)
    RUNNING[host] = process.pid
    try:
        path = "/en/feedback/" if settings == "config.door" else "/"
        processes.wait_until(
            lambda: processes.fetch(f"http://{host}{path}")[0] == 200,  # noqa: PLR2004 - it serves
            seconds=30,
            what=f"{settings} serves",
        )
        yield host
    finally:
        process.terminate()
        process.wait(30)


def databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, address) of an empty database of each kind there is."""
    yield "sqlite", f"sqlite:///{folder / 'bench.sqlite3'}"
    if found := services.postgres():
        with found.database(prefix="answerable_bench") as name:
            yield "postgresql", found.url(name)


def environment(folder: Path, url: str) -> dict[str, str]:
    """Return what a door of the benchmark is told."""
    return {
        **processes.clean_environment(),
        **ladder.ROOMY,
        "ANSWERABLE_MODE": "embedded",
        "DATA_DIR": str(folder),
        "DATABASE_URL": url,
        "PYTHONPATH": os.fspath(processes.ROOT),
    }


def measure(*, seconds: float) -> Iterator[dict[str, Any]]:
    """Yield one row per database and number of visitors at once; each half takes `seconds`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for database, url in databases(folder):
            variables = environment(folder, url)
            subprocess.run(
                [sys.executable, "-c", PREPARE], cwd=processes.ROOT, check=True,
                env={**variables, "DJANGO_SETTINGS_MODULE": "config.door"},
            )  # fmt: skip
            for at_once in (1, 8):
                row: dict[str, Any] = {"database": database, "at_once": at_once}
                for who, settings, visit in (
                    ("bare", "benchmarks.bare_settings", bare),
                    ("ours", "config.door", ours_alone),
                ):
                    with server(settings, variables) as host:
                        load.run(host, visit, at_once=at_once, seconds=1)
                        row[who] = load.run(host, visit, at_once=at_once, seconds=seconds)
                row["ratio"] = round(row["ours"]["per_second"] / row["bare"]["per_second"], 2)
                yield row
