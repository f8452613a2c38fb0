"""Attack 15: a stolen database. Whoever has every row, file and dump, and a code to try, finds nothing by it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback import codes, sealing
from tests.rig.door import Door

pytestmark = [pytest.mark.long, pytest.mark.needs_cluster, pytest.mark.xdist_group("cluster")]
TEXT = "canary-words-nobody-came-at-night"
LIVE = """
import datetime, json, uuid
from feedback import actions, codes
today = datetime.datetime.now(tz=datetime.UTC).date()
for _ in range(5):
    code = codes.new()
    answers = {"text": text, "for_council": True, "for_public": True}
    content = actions.FeedbackContent(answers=answers, language="en")
    actions.submit(content=content, code=code, submission=uuid.uuid4(), on=today)
    opened = codes.opened(code)
    addition = {"text": text, "language": "en"}
    actions.add_words(lookup=opened.lookup, addition=addition, submission=uuid.uuid4(), on=today)
    fresh = codes.new()
    actions.rotate(lookup=opened.lookup, wrap_key=opened.wrap_key, new_code=fresh)
    for one in (code, fresh):
        opens = codes.opened(one)
        print(json.dumps({"code": one, "lookup": opens.lookup.hex(), "wrap": opens.wrap_key.hex()}))
"""


@dataclass(frozen=True)
class Stolen:
    """Everything that lies on the disk, and what the holders of five codes know."""

    door: Door
    first: list[dict[str, str]] = field(repr=False)
    fresh: list[dict[str, str]] = field(repr=False)

    @property
    def pepper(self) -> bytes:
        return bytes.fromhex(self.door.environment["RECEIPT_PEPPER"])

    @property
    def salt(self) -> bytes:
        return bytes.fromhex(self.door.environment["RECEIPT_SALT"])

    def root(self, code: str, salt: bytes) -> bytes:
        """Derive what everything else comes from, at the cost that is known to whoever reads the settings."""
        told = self.door.environment
        return hash_secret_raw(
            code.encode(),
            salt[:16],
            time_cost=int(told["RECEIPT_PASSES"]),
            memory_cost=int(told["RECEIPT_MEMORY_KIB"]),
            parallelism=1,
            hash_len=32,
            type=Type.ID,
        )

    def cells(self) -> Iterator[tuple[str, str, Any]]:
        """Yield table, column and value of everything in the database."""
        for table in self.door.tables():
            for row in self.door.rows(table):
                for column, value in row.items():
                    yield table, column, bytes(value) if isinstance(value, bytes | memoryview) else value

    def disk(self) -> dict[str, bytes]:
        """Return every file of the server, its log of changes and its own log included, and a dump."""
        self.door.cluster.ask("CHECKPOINT")
        folder = self.door.cluster.folder
        files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        dump = self.door.cluster.run(
            "pg_dump", f"--dbname={self.door.cluster.url(self.door.database)}", "--inserts", "--restrict-key=x"
        )
        return {**files, "dump": dump.encode()}


@pytest.fixture
def stolen(door: Door) -> Stolen:
    told = door.run(LIVE, text=TEXT)
    return Stolen(door, told[::2], told[1::2])


def writings(secret: bytes) -> set[bytes]:
    """Return the ways in which bytes may stand in a file."""
    return {secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret).rstrip(b"=")}


def guesses(root: bytes, code: str, keys: set[bytes]) -> Iterator[bytes]:
    """Yield everything that somebody who knows the source, but not the pepper, could take for a lookup or a key."""
    for start in (root, code.encode(), codes.shown(code).encode()):
        for info in (b"", b"lookup|v1|", b"wrap|v1", b"draft|lookup|v1|", b"draft|wrap|v1"):
            yield start
            yield hashlib.sha256(info + start).digest()
            yield hashlib.blake2b(info + start, digest_size=32).digest()
            for key in keys:
                yield hmac.digest(key, info + start, hashlib.sha256)
                yield HKDF(algorithm=hashes.SHA256(), length=32, salt=key, info=info).derive(start)


def found_by(stolen: Stolen, code: str, keys: set[bytes], roots: set[bytes]) -> tuple[set[str], int]:
    """Try everything; return the columns in which a guess stands, and how many private halves a guess opens."""
    cells = list(stolen.cells())
    known = {value: f"{table}.{column}" for table, column, value in cells if isinstance(value, bytes)}
    sealed = [
        (row["reply_private"], sealing.cell("feedback", "reply_private", row["id"]))
        for row in stolen.door.rows("feedback_feedback")
    ]
    columns, opened = set(), 0
    for guess in {guess for root in roots for guess in guesses(root, code, keys)}:
        if guess in known:
            columns.add(known[guess])
        for envelope, place in sealed:
            try:
                sealing.unwrap(envelope, guess[:32].ljust(32, b"\0"), associated_data=place)
            except sealing.DecryptionError:
                continue
            opened += 1
    return columns, opened


def test_no_derivation_without_the_pepper_finds_a_report_and_with_it_one_does(stolen: Stolen) -> None:
    """The thief may even have the salt, and takes every short value of the database for a key."""
    code = stolen.fresh[0]["code"]
    short = {value for _table, _column, value in stolen.cells() if isinstance(value, bytes) and len(value) <= 64}
    keys = {b"", bytes(32), stolen.salt, stolen.salt[:16], code.encode(), hashlib.sha256(stolen.salt).digest()}
    roots = {stolen.root(code, salt) for salt in (stolen.salt, bytes(16), code.encode()[:16])}
    assert found_by(stolen, code, keys | {value for value in short if value != stolen.pepper}, roots) == (set(), 0)
    assert found_by(stolen, code, {stolen.pepper}, roots) == ({"feedback_feedback.lookup"}, 1)


def test_codes_and_what_they_derive_stand_nowhere_on_the_disk(stolen: Stolen) -> None:
    """In no table, index, log of changes, server log or dump, in no writing; nor do the words."""
    secrets = {"words": {TEXT.encode(), *writings(TEXT.encode())}, "pepper": writings(stolen.pepper)}
    secrets["salt"] = writings(stolen.salt)
    for number, one in enumerate([*stolen.first, *stolen.fresh]):
        code = one["code"]
        secrets[f"code {number}"] = {
            form.encode(encoding)
            for form in (code, code.lower(), codes.shown(code))
            for encoding in ("ascii", "utf-16-le")
        }
        secrets[f"root {number}"] = writings(stolen.root(code, stolen.salt))
        secrets[f"key {number}"] = writings(bytes.fromhex(one["wrap"]))
    disk = stolen.disk()
    found = [
        (name, path)
        for name, forms in secrets.items()
        for path, content in disk.items()
        if any(form in content for form in forms)
    ]
    assert found == []


def test_the_search_of_the_disk_finds_what_is_there(stolen: Stolen) -> None:
    """What is meant to be stored is found, in tables, in the log of changes and in the dump: the search can see."""
    disk = stolen.disk()
    lookup = bytes.fromhex(stolen.fresh[0]["lookup"])
    places = {path.split("/")[1] for path, content in disk.items() if lookup in content and "/" in path}
    assert places >= {"base", "pg_wal"}
    assert lookup.hex().encode() in disk["dump"]


def test_two_reports_of_the_same_words_share_nothing(stolen: Stolen) -> None:
    """Equal words must not be seen to be equal, and a code that was rotated must not be linked to the new one."""
    rows = stolen.door.rows("feedback_feedback")
    for column in ("lookup", "body", "reply_public", "reply_private"):
        values = [bytes(row[column]) for row in rows]
        assert len(set(values)) == 5, column
        assert len({value[5:37] for value in values}) == 5, column
    old = {bytes.fromhex(one["lookup"]) for one in stolen.first}
    assert old.isdisjoint({value for _table, _column, value in stolen.cells() if isinstance(value, bytes)})
