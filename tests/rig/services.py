"""What this machine has: a PostgreSQL, a Redis, a Chromium, gettext. Nothing here imports Django."""

import contextlib
import getpass
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import redis

from tests.rig import cluster, web_server

# Read once, before the settings of the test process hide them from it.
GIVEN_DATABASE = os.environ.get("RIG_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
GIVEN_REDIS = os.environ.get("RIG_REDIS_URL") or os.environ.get("REDIS_URL", "")
LEFT_OVER = re.compile(r"answerable_(test|prod)_(?P<pid>\d+)_[0-9a-f]{6}(_gw\d+)?$")
FIREFOX_NAMES = ("firefox-esr", "firefox")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Postgres:
    """A server on which this user may make databases. `admin_url` names an existing database, never written to."""

    admin_url: str

    def url(self, database: str, *, user: str = "", password: str = "") -> str:
        """Return the address of another database on the same server, perhaps as somebody else."""
        parts = urlsplit(self.admin_url)
        netloc = parts.netloc
        if user:
            netloc = f"{quote(user)}:{quote(password)}@{parts.netloc.rpartition('@')[2]}"
        return urlunsplit(parts._replace(netloc=netloc, path=f"/{database}"))

    def execute(self, *statements: str, database: str = "") -> None:
        with psycopg.connect(self.url(database) if database else self.admin_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    @contextlib.contextmanager
    def database(self, owner: str = "", prefix: str = "answerable_test") -> Iterator[str]:
        """Make a database with a name of its own, yield the name, drop it."""
        name = f"{prefix}_{os.getpid()}_{secrets.token_hex(3)}"
        self.execute(f'CREATE DATABASE "{name}"' + (f' OWNER "{owner}"' if owner else ""))
        try:
            yield name
        finally:
            self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def drop_left_overs(self) -> None:
        """Drop what test processes that were killed on this machine could not drop themselves."""
        if urlsplit(self.admin_url).hostname not in {"127.0.0.1", "localhost", "::1"}:
            return
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            rows = connection.execute("SELECT datname FROM pg_database").fetchall()
        for (name,) in rows:
            match = LEFT_OVER.match(name)
            if match and not _runs(int(match["pid"])):
                # Processes that the killed one had started may still be connected.
                self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _may_create(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2, autocommit=True) as connection:
            row = connection.execute(
                "SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def _candidates() -> Iterator[str]:
    if GIVEN_DATABASE:
        yield GIVEN_DATABASE
        return
    host, port = os.environ.get("PGHOST", "127.0.0.1"), os.environ.get("PGPORT", "5432")
    password = os.environ.get("PGPASSWORD", "")
    place = f"{host}:{port}" if not host.startswith("/") else f":{port}"
    for user in dict.fromkeys((os.environ.get("PGUSER", ""), getpass.getuser(), "postgres")):
        for database in dict.fromkeys((os.environ.get("PGDATABASE", ""), "postgres")):
            if user and database:
                credentials = quote(user) + (f":{quote(password)}" if password else "")
                yield f"postgresql://{credentials}@{place}/{database}" + (f"?host={host}" if host[0] == "/" else "")


@cache
def postgres() -> Postgres | None:
    """Return the server of DATABASE_URL, or the local one if it answers and lets this user make databases.

    None with TEST_DATABASE=sqlite, as on a machine that has none.
    """
    if os.environ.get("TEST_DATABASE") == "sqlite":
        return None
    urls = (url for url in _candidates() if url.startswith(("postgres", "psql")))
    return next((Postgres(url) for url in urls if _may_create(url)), None)


@cache
def redis_server() -> str | None:
    """Return the address of a Redis server without its database number, or None."""
    url = GIVEN_REDIS or "redis://127.0.0.1:6379"
    base = urlunsplit(urlsplit(url)._replace(path=""))
    try:
        with redis.Redis.from_url(base, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        return None
    return base


@contextlib.contextmanager
def redis_database() -> Iterator[str]:
    """Yield the address of an empty numbered database that nobody else uses; empty it afterwards."""
    base = redis_server()
    if base is None:
        raise LookupError("no Redis server answers")
    for number in range(15, 0, -1):
        url = f"{base}/{number}"
        with redis.Redis.from_url(url) as client:
            if client.dbsize() == 0 and client.set("rig:claimed", os.getpid(), nx=True, ex=7200):
                try:
                    yield url
                finally:
                    client.flushdb()
                return
    raise LookupError("every numbered database of this Redis holds something already")


@cache
def chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@cache
def quick_chromium() -> str | None:
    """Return the path of a Chromium without windows of its own, which opens pages in half the time; or of any."""
    return shutil.which("chromium-headless-shell") or chromium()


@cache
def firefox() -> str | None:
    """Return the path of a Firefox, or None."""
    return next((path for name in FIREFOX_NAMES if (path := shutil.which(name))), None)


@cache
def gettext() -> str | None:
    """Return the path of xgettext, or None."""
    return shutil.which("xgettext")


@cache
def strace() -> str | None:
    """Return the path of strace, or None."""
    return shutil.which("strace")


NEEDS: dict[str, tuple[Callable[[], object], str]] = {
    "needs_postgres": (postgres, "PostgreSQL (set DATABASE_URL, or start one on 127.0.0.1:5432)"),
    "needs_cluster": (cluster.programs, "PostgreSQL's own programs (apt-get install postgresql)"),
    "needs_redis": (redis_server, "Redis (set REDIS_URL, or start one on 127.0.0.1:6379)"),
    "needs_browser": (chromium, "Chromium (apt-get install --no-install-recommends chromium)"),
    "needs_firefox": (firefox, "Firefox (apt-get install --no-install-recommends firefox-esr)"),
    "needs_gettext": (gettext, "GNU gettext (apt-get install gettext)"),
    "needs_strace": (strace, "strace (apt-get install strace)"),
    "needs_nginx": (web_server.program, "nginx (apt-get install --no-install-recommends nginx-light)"),
}
