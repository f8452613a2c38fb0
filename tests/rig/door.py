"""A door alone on a database of its own: its tables, its role and a key, as in production but without processes."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.rig import processes, production
from tests.rig.cluster import Cluster

# The tables of the door, its role exactly as the command makes it, and the public half of a key.
LAY_OUT = """
import datetime, os
import django
django.setup()
from django.core.management import call_command
from config.management.commands.door_role import Command
from feedback import actions
call_command("migrate", verbosity=0)
call_command(Command(), name=os.environ["DOOR_ROLE"], password=os.environ["DOOR_PASSWORD"], verbosity=0)
actions.publish_key(number=b"test", public_key=bytes.fromhex(os.environ["MONTH_KEY"]),
                    valid_from=datetime.date(2020, 1, 1), valid_until=datetime.date(2090, 1, 1))
"""


@dataclass
class Door:
    """What a process of the door is told (`environment`), and what it is not: the key that opens (`private`)."""

    cluster: Cluster
    database: str
    environment: dict[str, str]
    private: bytes = field(repr=False)

    def run(self, program: str, **values: object) -> list[Any]:
        """Run a program as the door, with `values` by name; return what it printed, each line as JSON."""
        head = "import django\ndjango.setup()\n" + "".join(f"{name} = {value!r}\n" for name, value in values.items())
        return [json.loads(line) for line in processes.python("-c", head + program, env=self.environment).splitlines()]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return every row of a table as the server's own user sees it; bytes as bytes."""
        with psycopg.connect(self.cluster.url(self.database), row_factory=psycopg.rows.dict_row) as owner:
            return owner.execute(psycopg.sql.SQL("SELECT * FROM {}").format(psycopg.sql.Identifier(table))).fetchall()

    def tables(self) -> list[str]:
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        return [name for (name,) in self.cluster.ask(listed, self.database)]


@contextlib.contextmanager
def door_on(cluster: Cluster, folder: Path) -> Iterator[Door]:
    """Lay a door out on a server, in a database of its own."""
    from nacl.public import PrivateKey

    private, password = PrivateKey.generate(), secrets.token_hex(12)
    role = database = f"door_{secrets.token_hex(3)}"
    cluster.ask(f"CREATE DATABASE {database}")
    _site, environment = production.environments(
        folder, site_url="http://127.0.0.1:1", door_url="http://127.0.0.1:2", redis_url="", email_url=""
    )
    (folder / "door" / "form-keys").mkdir(parents=True)
    as_owner = {"DATABASE_URL": cluster.url(database), "DOOR_ROLE": role, "DOOR_PASSWORD": password}
    processes.python("-c", LAY_OUT, env={**environment, **as_owner, "MONTH_KEY": bytes(private.public_key).hex()})
    environment["DATABASE_URL"] = cluster.url(database, user=role, password=password)
    yield Door(cluster, database, environment, bytes(private))
