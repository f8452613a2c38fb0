"""Attack 26: keys and nonces that repeat, drift or lie about where anybody can pick them up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from pytest_django import Settings

from feedback import codes, sealing
from tests.attacks.given import come_back_to, give_at
from tests.rig import processes
from tests.rig.production import ProductionSite

# Worked out once with other implementations than the product's: libsodium's Argon2id, HKDF and HMAC by hand below.
SALT, PEPPER, CODE = bytes(range(32)), bytes(range(100, 132)), "0123456789ABCDEFGHJS"
ROOT = "b05376e237f0d82162e9016423d818ad931dd58d34e0eca227b83d1327991aa8"
LOOKUP = "920a209b7937fb9f10cd5f14ee13ce1772b9a84f9a6536c816f52e55c7c3d999"
WRAP_KEY = "483fcf8c308533fc3e25d02eb2d996c3b97a87588bffc8881eb324730e6b500e"
# RFC 5869, appendix A.1: key, salt, info, and the first 32 bytes of what comes out.
RFC_5869 = (
    bytes([0x0B] * 22),
    bytes(range(13)),
    bytes(range(0xF0, 0xFA)),
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
)
# What an earlier release has sealed: "words", with the key of bytes 0 to 31, for the number "abcd".
CELL = sealing.cell("feedback", "body", uuid.UUID(int=26))
WRAPPED = "0161626364984fadbba3c6d37d76344d2b0142c53d13e72c4f55738a97dbfb0fc278bd39353e1f08f65f752ad580e437211e"
SEALED = (
    "0161626364944ba5bfa3bd68f1c2db79302c4767b48955bb8825a05ae0c92e0c657182ff412e82d3703be99373018ec7b29396960d4adb"
    "eb38b0beea86ec9966a76f1b8218d570845f79dd32b63219cd86f7ce835163ef9216b4e2f36ea795462aa3c49ef1634c522320b5d54fb7"
    "399a6ff666e7d44f130e34c54a3f71dce4e4db"
)
SITES_OWN = ("SECRET_KEY", "AUDIT_KEY", "KEY_ENCRYPTION_KEY")
DOORS_OWN = ("DOOR_SECRET_KEY", "RECEIPT_PEPPER", "RECEIPT_SALT")


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256 for 32 bytes, step by step."""
    return hmac.digest(hmac.digest(salt, key, hashlib.sha256), info + b"\x01", hashlib.sha256)


def assert_fresh(number: int) -> None:
    """Seal so often as one item is sealed: a key of its own, wrapped with it, the key sealed to the month."""
    public, _private = sealing.new_keypair()
    keys, nonces, ephemeral = set(), set(), set()
    for _ in range(number):
        key = sealing.new_key()
        keys.add(key)
        nonces.add(sealing.wrap(b"x", key, associated_data=CELL)[5:29])
        ephemeral.add(sealing.seal(key, public, associated_data=CELL)[5:37])
    assert [len(keys), len(nonces), len(ephemeral)] == [number] * 3
    assert keys.isdisjoint(ephemeral)


@pytest.mark.slow
def test_ten_thousand_seals_repeat_no_nonce_and_no_key() -> None:
    assert_fresh(10_000)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_hundred_thousand_seals_repeat_no_nonce_and_no_key() -> None:
    assert_fresh(100_000)


def test_processes_that_are_forked_do_not_draw_the_same() -> None:
    """A generator that is copied with its process would give both halves the same keys."""
    program = (
        "import os\n"
        "from feedback import codes, sealing\n"
        "before = sealing.new_key(), codes.new()\n"
        "for _ in range(4):\n"
        "    if os.fork() == 0:\n"
        "        print(sealing.new_key().hex(), codes.new(),"
        " sealing.wrap(b'x', b'k' * 32, associated_data='p')[5:29].hex(),"
        " flush=True)\n"
        "        os._exit(0)\n"
        "while True:\n"
        "    try:\n"
        "        os.wait()\n"
        "    except ChildProcessError:\n"
        "        break\n"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "config.door", "PYTHONPATH": str(processes.ROOT)}
    drawn = [line.split() for line in processes.python("-c", program, env=environment).splitlines()]
    assert len(drawn) == 4
    assert [len(set(column)) for column in zip(*drawn, strict=True)] == [4, 4, 4]


def test_code_derives_what_other_implementations_derive(settings: Settings) -> None:
    settings.RECEIPT_SALT, settings.RECEIPT_PEPPER = SALT, PEPPER
    # The cost that these values were worked out with.
    settings.RECEIPT_MEMORY_KIB, settings.RECEIPT_PASSES = 19_456, 2
    root = argon2id.kdf(32, CODE.encode(), SALT[:16], opslimit=2, memlimit=19456 * 1024)
    assert root.hex() == ROOT
    key, salt, info, output = RFC_5869
    assert hkdf(key, salt, info).hex() == output
    assert hmac.digest(PEPPER, b"lookup|v1|" + root, hashlib.sha256).hex() == LOOKUP
    assert hkdf(root, PEPPER, b"wrap|v1").hex() == WRAP_KEY
    opened = codes.opened(codes.read(codes.shown(CODE).lower()))
    assert (opened.lookup.hex(), opened.wrap_key.hex()) == (LOOKUP, WRAP_KEY)


def test_what_an_earlier_release_sealed_still_opens() -> None:
    key = bytes(range(32))
    assert sealing.unwrap(bytes.fromhex(WRAPPED), key, associated_data=CELL, number=b"abcd") == b"words"
    assert (
        sealing.unseal(bytes.fromhex(SEALED), bytes(PrivateKey(key)), associated_data=CELL, number=b"abcd") == b"words"
    )


def family(pid: int) -> Iterator[int]:
    """Yield a process and everything it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from family(int(child))


@pytest.mark.parametrize("name", ["web", "door", "worker", "beat"])
def test_no_process_writes_its_memory_to_a_disk(production_site: ProductionSite, name: str) -> None:
    for pid in family(production_site.pids[name]):
        limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()
        [core] = [line.split() for line in limits if line.startswith("Max core file size")]
        assert core[4:6] == ["0", "0"], pid


@pytest.mark.parametrize("part", ["config/gunicorn.py", "config/celery.py"])
def test_the_limit_is_the_product_s_own_and_not_this_machine_s(part: str, tmp_path: Path) -> None:
    """Where this machine allows no cores anyway, what is asked of it tells."""
    program = (
        "import resource, runpy, sys\n"
        "asked = []\n"
        "resource.setrlimit = lambda *limit: asked.append(limit)\n"
        "runpy.run_path(sys.argv[1])\n"
        "assert (resource.RLIMIT_CORE, (0, 0)) in asked, asked\n"
    )
    environment = {"ANSWERABLE_MODE": "embedded", "DATA_DIR": str(tmp_path), "PYTHONPATH": str(processes.ROOT)}
    processes.python("-c", program, str(processes.ROOT / part), env=environment)


def environment_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return dict(line.decode().split("=", 1) for line in lines if b"=" in line)


@pytest.mark.parametrize(("name", "foreign"), [("door", SITES_OWN), ("web", DOORS_OWN[:1]), ("worker", DOORS_OWN)])
def test_no_process_holds_the_other_side_s_keys(
    production_site: ProductionSite, name: str, foreign: tuple[str, ...]
) -> None:
    other = production_site.site_environment if name == "door" else production_site.door_environment
    for pid in family(production_site.pids[name]):
        mine = environment_of(pid)
        assert set(mine).isdisjoint(foreign)
        assert set(mine.values()).isdisjoint(other[secret] for secret in foreign)


def forms(secret: bytes) -> set[bytes]:
    """Return how bytes may be written: as they are, in hexadecimal, in base 64, as Python prints them."""
    return {secret, secret.hex().encode(), base64.b64encode(secret).rstrip(b"="), repr(secret)[2:-1].encode()}


def traces(site: ProductionSite) -> dict[str, bytes]:
    """Return everything that the processes have said or left: logs, queue, mails, and every row."""
    found = {path.name: path.read_bytes() for path in site.folder.glob("*.log")}
    with redis.Redis.from_url(site.site_environment["REDIS_URL"]) as queue:
        for key in queue.scan_iter("*"):
            found[f"queue {key!r}"] = key + (queue.dump(key) or b"")
    found |= {f"mail {number}": mail.as_bytes() for number, mail in enumerate(site.sink.messages)}
    with psycopg.connect(site.site_environment["DATABASE_URL"]) as owner:
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            statement = psycopg.sql.SQL("COPY {} TO STDOUT").format(psycopg.sql.Identifier(table))
            with owner.cursor().copy(statement) as copy:
                found[f"table {table}"] = b"".join(bytes(part) for part in copy)
    return found


def test_no_key_and_no_code_lies_in_logs_queue_mails_or_tables(production_site: ProductionSite) -> None:
    """After sending, coming back, a fault with the code in hand, and a wrong kind of end."""
    site = production_site
    [given] = give_at(site, "canary-words-of-26")
    assert come_back_to(site.door_url, given["code"])[0] == 200
    with psycopg.connect(site.site_environment["DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ALTER TABLE feedback_step RENAME TO feedback_step_away")
        try:
            assert come_back_to(site.door_url, given["code"])[0] == 500
        finally:
            owner.execute("ALTER TABLE feedback_step_away RENAME TO feedback_step")
    [worker] = list(family(site.pids["door"]))[1:]
    os.kill(worker, signal.SIGABRT)
    processes.wait_until(lambda: come_back_to_safely(site, given["code"]), seconds=30, what="the door serves again")
    wanted = {
        name: {secret.encode(), *forms(bytes.fromhex(secret))}
        for environment in (site.site_environment, site.door_environment)
        for name, secret in environment.items()
        if name in {"AUDIT_KEY", "KEY_ENCRYPTION_KEY", "RECEIPT_PEPPER", "RECEIPT_SALT"}
    }
    for name, environment in (("SECRET_KEY", site.site_environment), ("DOOR_SECRET_KEY", site.door_environment)):
        wanted[name] = {environment[name].encode()}
    wanted["code"] = {form.encode() for form in (given["code"], given["code"].lower(), codes.shown(given["code"]))}
    wanted["words"] = {b"canary-words-of-26"}
    left = traces(site)
    assert any(bytes.fromhex(given["lookup"]).hex().encode() in content for content in left.values())
    assert [(name, where) for name, all_forms in wanted.items() for where, content in left.items()
            if any(form in content for form in all_forms)] == []  # fmt: skip
    assert given["lookup"].encode() not in left["door.log"] + left["web.log"] + left["worker.log"]


def come_back_to_safely(site: ProductionSite, code: str) -> bool:
    try:
        return come_back_to(site.door_url, code)[0] == 200
    except OSError:
        return False
