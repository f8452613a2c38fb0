"""A PostgreSQL server of the test's own: one that may be killed, filled up and looked into."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg

from tests.rig import processes

# Small segments, so that a limit on the size of files binds tables and not the log of changes. Nothing reaches the
# disk by itself within a test: what is there after a crash was written because somebody waited for it.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "wal_writer_delay": "10s",
    "shared_buffers": "16MB",
    "max_connections": "40",
}


@cache
def programs() -> Path | None:
    """Return the folder of initdb, pg_ctl and pg_dump, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    found = [*folders, *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "pg_dump").exists()), None)


def _user() -> str | None:
    """Return whom the server runs as: it refuses to be started by root."""
    return "postgres" if os.geteuid() == 0 else None


@dataclass
class Cluster:
    """A server on a free port of loopback; everybody there may be `postgres` without a password."""

    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])

    def url(self, database: str = "postgres", *, user: str = "postgres", password: str = "") -> str:
        return f"postgresql://{user}:{password or 'none'}@127.0.0.1:{self.port}/{database}"

    def run_until_it_ends(self, name: str, *arguments: str) -> str:
        """The same for a program that ends with an error where what it reads ends."""
        return self.run(name, *arguments, check=False)

    def run(self, name: str, *arguments: str, largest_file: str = "unlimited", check: bool = True) -> str:
        """Run one of PostgreSQL's own programs as the server's user and return what it printed."""
        folder = programs()
        assert folder is not None
        done = subprocess.run(
            ["prlimit", f"--fsize={largest_file}", str(folder / name), *arguments],
            cwd=self.folder,
            env=processes.clean_environment({"LC_ALL": "C"}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            user=_user(),
            check=check,
            timeout=60,
        )
        return done.stdout

    def start(self, *, largest_file: str = "unlimited") -> None:
        """Start the server, also again after a crash. No file grows beyond `largest_file` bytes: the disk is full."""
        options = " ".join(f"-c {name}={value or repr(value)}" for name, value in SETTINGS.items())
        arguments = ("-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", f"-p {self.port} {options}")
        self.run("pg_ctl", *arguments, "start", largest_file=largest_file)

    def crash(self) -> None:
        """End every process of the server at once, without writing anything more, and wait until they are gone."""
        pid = self.pid
        os.kill(pid, signal.SIGQUIT)
        processes.wait_until(lambda: not processes.alive(pid), seconds=20, what="the server is gone")

    def ask(self, statement: str, database: str = "postgres", **values: object) -> list[tuple]:
        """Run one statement as `postgres` and return its rows, if it has any."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Lay out a server, start it, yield it, throw it away."""
    # Not in the folders of pytest: those are closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="answerable-cluster-"))
    if user := _user():
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    found = Cluster(folder, processes.free_port())
    try:
        found.run("initdb", "-D", str(found.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale",
                  "--no-sync", "--wal-segsize=1")  # fmt: skip
        found.start()
        yield found
    finally:
        with contextlib.suppress(OSError, IndexError, ValueError, TimeoutError):
            found.crash()
        shutil.rmtree(folder, ignore_errors=True)
