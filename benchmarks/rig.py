"""What rows start to measure: servers and databases, made once for each database and ended together."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.registry import BOTH, POSTGRESQL, SQLITE
from tests.rig import processes, rate_limit, services

APPLICATION = "benchmarks.serving:application"
START_S = 120
DOOR = "config.door"
BARE = "benchmarks.bare_settings"
BARE_PAGE = "benchmarks.bare_page_settings"
# The private half of the key is thrown away: no row reads what was said, as staff would.
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
ROLE = """
import django
django.setup()
from django.core.management import call_command
from config.management.commands.door_role import Command
call_command(Command(), name="{name}", password="{password}", verbosity=0)
"""
FILL = """
import django
django.setup()
from benchmarks import filling
filling.fill({items})
"""


class Rig:
    """One kind of database and what runs on it. Servers are shared by all rows that ask for the same."""

    def __init__(self, database: str, folder: Path, stack: contextlib.ExitStack) -> None:
        """Start nothing yet; `stack` ends what is started."""
        self.database = database
        self._folder = folder
        self._stack = stack
        # Entered first, and so left last.
        self._roles = stack.enter_context(contextlib.ExitStack())
        self._hosts: dict[str, str] = {}
        self._environments: dict[str, dict[str, str]] = {}
        self._pids: dict[str, int] = {}

    def door(self, items: int = 0, /, **told: str) -> str:
        """Return HOST:PORT of our door, whose database holds so many items; `told` are settings besides.

        On PostgreSQL it signs in with the role of the door, as in production: its row policies have a price.
        """
        return self._host(DOOR, items, **told)

    def bare(self) -> str:
        """Return HOST:PORT of the bare view, on the database of the empty door, as the owner of the tables."""
        return self._host(BARE, 0)

    def bare_page(self) -> str:
        """Return HOST:PORT of a page written by hand, which asks no database."""
        return self._host(BARE_PAGE, 0)

    def pid(self, host: str) -> int:
        """Return the number of a server's first process."""
        return self._pids[host]

    def environment(self, items: int = 0) -> dict[str, str]:
        """Return what processes on a database with so many items are told; the first time, make that database."""
        content = f"{items} items"
        if content not in self._environments:
            folder = self._folder / content
            folder.mkdir()
            variables = {
                # Nothing of the shell: a setting of the developer must not decide a figure.
                **processes.clean_environment(),
                # Every visitor comes from this machine: for the rate limit that is a flood from one network.
                **rate_limit.ROOMY,
                "ANSWERABLE_MODE": "embedded",
                "DATA_DIR": str(folder),
                "DATABASE_URL": self._new_database(folder),
                "PYTHONPATH": os.fspath(processes.ROOT),
            }
            self._environments[content] = variables
            self.run(PREPARE, DOOR, variables)
            if items:
                self.run(FILL.format(items=items), DOOR, variables)
        return self._environments[content]

    def new_database(self, name: str) -> dict[str, str]:
        """Return the variables of another, empty database that has no tables yet."""
        folder = self._folder / name
        folder.mkdir()
        return {
            **processes.clean_environment(),
            "ANSWERABLE_MODE": "embedded",
            "DATA_DIR": str(folder),
            "DATABASE_URL": self._new_database(folder),
            "PYTHONPATH": os.fspath(processes.ROOT),
        }

    def keep(self, context: contextlib.AbstractContextManager[subprocess.Popen[str]]) -> subprocess.Popen[str]:
        """Start a process that ends with the rig."""
        return self._stack.enter_context(context)

    def run(self, code: str, settings: str, variables: dict[str, str]) -> None:
        """Run some Python under a settings module, and fail when it does."""
        told = {**variables, "DJANGO_SETTINGS_MODULE": settings}
        subprocess.run([sys.executable, "-c", code], cwd=processes.ROOT, check=True, env=told)

    def _new_database(self, folder: Path) -> str:
        if self.database != POSTGRESQL:
            return f"sqlite:///{folder / 'bench.sqlite3'}"
        server = services.postgres()
        if server is None:
            raise LookupError("no PostgreSQL server answers")
        return server.url(self._stack.enter_context(server.database(prefix="answerable_bench")))

    def _host(self, settings: str, items: int, **told: str) -> str:
        key = f"{settings} {items} {sorted(told.items())}"
        if key not in self._hosts:
            environment = {**self.environment(items), **told}
            if settings == DOOR and self.database == POSTGRESQL:
                environment["DATABASE_URL"] = self._as_the_door(environment)
            self._hosts[key] = self._stack.enter_context(self._server(settings, environment))
        return self._hosts[key]

    def _as_the_door(self, environment: dict[str, str]) -> str:
        """Make the role of the door, and return the address with which it signs in to the same database."""
        name, password = f"answerable_bench_{secrets.token_hex(4)}", secrets.token_hex(12)
        server = services.postgres()
        if server is None:
            raise LookupError("no PostgreSQL server answers")
        # Dropped after the database, in which it has rights.
        self._roles.callback(server.execute, f'DROP ROLE IF EXISTS "{name}"')
        self.run(ROLE.format(name=name, password=password), DOOR, environment)
        return server.url(environment["DATABASE_URL"].rpartition("/")[2], user=name, password=password)

    @contextlib.contextmanager
    def _server(self, settings: str, environment: dict[str, str]) -> Iterator[str]:
        host = f"127.0.0.1:{processes.free_port()}"
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", APPLICATION]
        variables = {**environment, "DJANGO_SETTINGS_MODULE": settings, "BIND": host, "WEB_WORKERS": "2"}
        process = subprocess.Popen(command, cwd=processes.ROOT, env=variables)
        self._pids[host] = process.pid
        path = "/en/feedback/" if settings == DOOR else "/"
        try:
            processes.wait_until(
                lambda: processes.fetch(f"http://{host}{path}")[0] == 200,  # noqa: PLR2004 - it serves
                seconds=START_S,
                what=f"{settings} serves",
            )
            yield host
        finally:
            process.terminate()
            process.wait(30)


@contextlib.contextmanager
def rig(database: str) -> Iterator[Rig]:
    """Yield a rig for one kind of database; end and remove everything it started."""
    # Ended in reverse: servers before the databases they are connected to, and those before the folder.
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        yield Rig(database, Path(name), stack)


def at_hand() -> list[str]:
    """Return the kinds of database that this machine has."""
    if services.postgres():
        return list(BOTH)
    return [SQLITE]
