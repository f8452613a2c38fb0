"""Looking for words everywhere a production service could have put them."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import redis

from tests.rig import services
from tests.rig.production import ProductionSite

SMALLEST_PACKED = 24


def rows(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every table of a database as text and as bytes."""
    with psycopg.connect(url) as owner:
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            found = owner.execute(f'SELECT * FROM "{table}"'.encode()).fetchall()  # noqa: S608 - names come from the catalogue
            cells = [bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                     for row in found for cell in row]  # fmt: skip
            yield f"table {table}", b"\n".join(cells)


def files_of_the_server(url: str, since: float = 0) -> Iterator[tuple[str, bytes]]:
    """Yield the heap files of a database and the write-ahead log, where this user may read them.

    A file that nobody has written to `since` then holds nothing that was said later.
    """
    server = services.postgres()
    assert server is not None
    name = re.sub(r"\?.*", "", url).rpartition("/")[2]
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        row = admin.execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
        where = admin.execute("SHOW data_directory").fetchone()
    assert row
    assert where
    root = Path(str(where[0]))
    if not os.access(root / "base", os.R_OK):
        return
    for path in [*(root / "base" / str(row[0])).iterdir(), *(root / "pg_wal").iterdir()]:
        with contextlib.suppress(FileNotFoundError):  # the server has just taken it for something else
            if path.is_file() and path.stat().st_mtime >= since:
                yield f"server {path.name}", path.read_bytes()


def queue(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every key of the queue's server database, and what it holds."""
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            yield f"queue {key!r}", key + (client.dump(key) or b"")


def folder(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file under a folder, logs and spooled mail included."""
    for path in root.rglob("*"):
        if path.is_file():
            yield f"file {path.relative_to(root)}", path.read_bytes()


def everything(site: ProductionSite) -> Iterator[tuple[str, bytes]]:
    """Yield (place, content) of all that the service could have written."""
    yield from rows(site.site_environment["DATABASE_URL"])
    yield from files_of_the_server(site.site_environment["DATABASE_URL"], site.begun)
    yield from queue(site.site_environment["REDIS_URL"])
    yield from folder(site.folder)
    for mail in site.sink.messages:
        yield "mail", mail.as_bytes()


def hits(site: ProductionSite, words: list[str]) -> list[str]:
    """Return a line for every place where one of the words stands."""
    needles = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    needles += [word.encode().hex().encode() for word in words if len(word) * 2 >= SMALLEST_PACKED]
    return [f"{place}: {needle!r}" for place, content in everything(site) for needle in needles if needle in content]
