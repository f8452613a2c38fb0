"""A program of somebody who has taken a process over: reads every stored report that its surroundings let it read.

Knows the source, and uses what the process has: its environment, its files, its database login and its code. Prints
one line of JSON: how many reports it could see, the words it could read, and what each way led to.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import psycopg
from psycopg import sql

from feedback import sealing

RECEIPTS = ("", "%", "*", ",", "' OR true --", "{}", "\\x00", ",".join(f"{n:02x}" for n in range(256)))
Rows = list[dict[str, Any]]


def secrets() -> set[bytes]:
    """Return everything of 32 bytes or more in the environment and in the process's own files, as a key may stand."""
    texts = [*os.environ.values(), Path("/proc/self/environ").read_text(encoding="utf-8")]
    found: set[bytes] = set()
    folders = {os.environ.get(name, "") for name in ("DATA_DIR", "FORM_KEYS_DIR", "STATIC_ROOT")} - {""}
    for folder in folders:
        for path in Path(folder).rglob("*"):
            with contextlib.suppress(OSError):
                content = path.read_bytes() if path.is_file() and path.stat().st_size < 1_000_000 else b""
                found |= {content[start : start + 32] for start in range(0, min(len(content), 256), 32)}
                texts.append(content.decode("latin-1"))
    for text in texts:
        found |= {bytes.fromhex(part) for part in re.findall(r"\b[0-9a-fA-F]{64}\b", text)}
        found |= {part.encode()[:32] for part in re.findall(r"[\w-]{32,}", text)}
    return {key for key in found if len(key) == 32}


def readable(connection: psycopg.Connection, table: str) -> Rows:
    """Return every row of a table with the columns that may be read, for any receipt that might be let through."""
    listed = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
    columns = []
    for (column,) in connection.execute(listed, [table]).fetchall():
        with contextlib.suppress(psycopg.Error), connection.transaction():
            connection.execute(sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table)))
            columns.append(column)
    rows: dict[str, dict[str, Any]] = {}
    for receipts in RECEIPTS if columns else ():
        with contextlib.suppress(psycopg.Error), connection.transaction():
            connection.execute("SELECT set_config('answerable.receipts', %s, true)", [receipts])
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            for row in connection.execute(sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))).fetchall():
                rows[str(row)] = dict(zip(columns, row, strict=True))
    return list(rows.values())


def opened(unlock: Callable[..., bytes], envelope: Any, keys: set[bytes], place: str) -> Iterator[bytes]:
    """Yield what an envelope holds, for each key that opens it."""
    for key in keys:
        with contextlib.suppress(sealing.DecryptionError, TypeError):
            yield unlock(bytes(envelope), key, associated_data=place)


def by_hand(connection: psycopg.Connection) -> tuple[int, set[str]]:
    """Read the tables and try every key on every envelope, down the chain from the key-encryption key to the words."""
    tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    rows = {table: readable(connection, table) for table in tables}
    keys = secrets()
    for _table, row in ((table, row) for table in tables for row in rows[table]):
        keys |= {bytes(value) for value in row.values() if isinstance(value, bytes | memoryview) and len(value) == 32}
    numbers = {row["id"]: bytes(row["number"]) for row in rows["feedback_sealingkey"]}
    for row in rows.get("keys_privatekey", []):
        place = f"private_key|wrapped|{numbers.get(row.get('sealing_key_id'), b'').hex()}"
        keys |= set(opened(sealing.unwrap, row.get("wrapped", b""), keys, place))
    for row in rows["feedback_datakey"]:
        if "sealed" in row:
            keys |= set(opened(sealing.unseal, row["sealed"], keys, sealing.data_key_cell(row["opens"])))
    words = set()
    for row in rows["feedback_feedback"]:
        for data in opened(sealing.unwrap, row["body"], keys, sealing.cell("feedback", "body", row["id"])):
            words.add(data.decode("utf-8", "replace"))
    return len(rows["feedback_feedback"]), words


def by_its_own_code() -> set[str]:
    """Read as the desk does, if this process has that code and what the code needs."""
    from feedback.models import Feedback
    from feedback.queries import key_of
    from keys import interface as keys

    words = set()
    for feedback in Feedback.objects.exclude(body=b""):
        data_key = key_of(feedback.pk)
        if data_key is not None:
            words.add(json.dumps(sealing.open_words(feedback, data_key, keys.private_key_for(data_key))))
    return words


def main() -> None:
    said: dict[str, Any] = {"words": []}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        said["seen"], words = by_hand(connection)
        said["by hand"] = len(words)
    try:
        django.setup()
        words |= (own := by_its_own_code())
        said["by its own code"] = len(own)
    except Exception as error:  # noqa: BLE001 - whatever stops it, it is stopped
        said["by its own code"] = type(error).__name__
    said["words"] = sorted(words)
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
