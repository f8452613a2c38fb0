"""The production processes without containers: two gunicorns, worker, beat, PostgreSQL, Redis, on loopback."""

import contextlib
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.rig import hurry, processes, rate_limit, services
from tests.rig.mail import SmtpSink

OWNER_NEEDS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
# Test traffic comes in bursts from one address, and over plain HTTP because no TLS stands in front.
LOOPBACK = {
    # New feedback appears slowly on purpose, and beat takes its time; a test has no hour to wait.
    **hurry.QUICK,
    "OBJECT_DAYS": "0",
    "DEFAULT_FROM_EMAIL": "Example council <council@example.org>",
    "HTTPS": "false",
    "TRUSTED_PROXY_COUNT": "0",
    "WEB_WORKERS": "1",
    **rate_limit.ROOMY,
    **hurry.CHEAP,
    "ANSWERABLE_MODE": "production",
    # People of these journeys sign in with a password alone; tests/accounts/test_second_step.py is about the rest.
    "SECOND_FACTOR": "off",
}


OPEN_TRANSACTIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""


@dataclass
class ProductionSite:
    """Two services on two addresses with a database role each, and what is around them."""

    url: str
    door_url: str
    sink: SmtpSink
    site_environment: dict[str, str]
    worker_environment: dict[str, str]
    door_environment: dict[str, str]
    folder: Path
    pids: dict[str, int]
    commands: dict[str, tuple[list[str], dict[str, str]]]
    stack: contextlib.ExitStack
    begun: float  # before anything of it was written, in seconds of the files' clock

    def start(self, name: str) -> None:
        """Start one of the processes, also again after `kill`."""
        command, environment = self.commands[name]
        log = self.folder / f"{name}.log"
        self.pids[name] = self.stack.enter_context(processes.running(command, env=environment, log=log)).pid

    def kill(self, name: str) -> None:
        """End a process and its children at once, without a chance to tidy up."""
        os.killpg(self.pids[name], signal.SIGKILL)

    @contextlib.contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """Stop a process and its children where they are, but in no transaction: its rows would be locked for all."""
        with psycopg.connect(self.site_environment["DATABASE_URL"], autocommit=True) as owner:
            os.killpg(self.pids[name], signal.SIGSTOP)
            while owner.execute(OPEN_TRANSACTIONS).fetchone() != (0,):
                os.killpg(self.pids[name], signal.SIGCONT)
                time.sleep(0.05)
                os.killpg(self.pids[name], signal.SIGSTOP)
                # What the server had begun for it comes to its end.
                time.sleep(0.05)
        try:
            yield
        finally:
            os.killpg(self.pids[name], signal.SIGCONT)

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        """Run `manage.py` as the members' site and return what it printed."""
        return processes.python("manage.py", *arguments, env=self.site_environment, stdin=stdin)

    def door_manage(self, *arguments: str, stdin: str | None = None, **told: str) -> str:
        """Run `manage.py` as the door, with its secrets and its database role; `told` is said besides."""
        return processes.python("manage.py", *arguments, env={**self.door_environment, **told}, stdin=stdin)

    def shell(self, code: str) -> str:
        """Run Python inside the members' site and return what it printed."""
        return self.manage("shell", "--no-imports", "-c", code)

    @contextlib.contextmanager
    def another_door(self, folder: Path, *, without: Iterable[str] = (), **told: str) -> Iterator[tuple[str, int]]:
        """Start one more door on the same database, told something else; yield its address and its process."""
        with self.door_at(folder, processes.free_port(), without=without, told=told) as found:
            yield found

    @contextlib.contextmanager
    def door_at(
        self, folder: Path, port: int, *, without: Iterable[str] = (), told: Mapping[str, str]
    ) -> Iterator[tuple[str, int]]:
        """Start one on a port of one's choice; in the same folder and on the same port it was started again."""
        (folder / "form-keys").mkdir(parents=True, exist_ok=True)
        command, known = self.commands["door"]
        environment = {name: value for name, value in known.items() if name not in without}
        environment |= {"DATA_DIR": str(folder), "BIND": f"127.0.0.1:{port}", **told}
        with processes.running(command, env=environment, log=folder / "door.log") as process:
            processes.wait_healthy(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}", process.pid

    def logs(self) -> str:
        """Return everything that every process has said."""
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))


@contextlib.contextmanager
def roles(server: services.Postgres) -> Iterator[tuple[str, str, str]]:
    """Make the owner's role; yield names of owner and door and a password; drop both roles at the end."""
    mark = secrets.token_hex(4)
    owner, door, password = f"answerable_owner_{mark}", f"answerable_door_{mark}", secrets.token_hex(12)
    server.execute(f"CREATE ROLE \"{owner}\" {OWNER_NEEDS} PASSWORD '{password}'")
    try:
        yield owner, door, password
    finally:
        server.execute(f'DROP ROLE IF EXISTS "{door}"', f'DROP ROLE IF EXISTS "{owner}"')


def environments(
    folder: Path, *, site_url: str, door_url: str, redis_url: str, email_url: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the members' site and the door are told, but for their database addresses."""
    common = {**LOOPBACK, "ALLOWED_HOSTS": "127.0.0.1", "STATIC_ROOT": str(folder / "static")}
    site = {
        **common,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(folder / "site"),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "AUDIT_KEY": secrets.token_hex(32),
        "KEY_ENCRYPTION_KEY": secrets.token_hex(32),
        "REDIS_URL": redis_url,
        "EMAIL_URL": email_url,
        "SITE_URL": site_url,
        "DOOR_URL": door_url,
    }
    door = {
        **common,
        "DJANGO_SETTINGS_MODULE": "config.door",
        "DATA_DIR": str(folder / "door"),
        "DOOR_SECRET_KEY": secrets.token_urlsafe(48),
        "RECEIPT_PEPPER": secrets.token_hex(32),
        "RECEIPT_SALT": secrets.token_hex(32),
        "MEMBERS_URL": site_url,
    }
    return site, door


@contextlib.contextmanager
def production_site(folder: Path, *, seconds: float = 180) -> Iterator[ProductionSite]:
    """Lay out a fresh database, roles and queue, start every process, yield when both services are healthy."""
    server = services.postgres()
    if server is None:
        raise LookupError("no PostgreSQL answers")
    sink = SmtpSink()
    begun = folder.stat().st_mtime
    with contextlib.ExitStack() as stack:
        redis_url = stack.enter_context(services.redis_database())
        owner, door_role, password = stack.enter_context(roles(server))
        database = stack.enter_context(server.database(owner=owner, prefix="answerable_prod"))
        site_port, door_port = processes.free_port(), processes.free_port()
        site_url, door_url = f"http://127.0.0.1:{site_port}", f"http://127.0.0.1:{door_port}"
        site, door = environments(folder, site_url=site_url, door_url=door_url, redis_url=redis_url, email_url=sink.url)
        for name in ("site", "door"):
            (folder / name / "form-keys").mkdir(parents=True)
        site["DATABASE_URL"] = server.url(database, user=owner, password=password)
        door["DATABASE_URL"] = server.url(database, user=door_role, password=password)
        sink.up()
        stack.callback(sink.down)
        processes.python("manage.py", "migrate", "--no-input", "-v0", env=site)
        processes.python("manage.py", "collectstatic", "--no-input", "-v0", "-i", "rest_framework", env=site)
        as_admin = {**site, "DATABASE_URL": server.url(database)}
        processes.python("manage.py", "door_role", "--name", door_role, "--password", password, env=as_admin)
        # Only the worker is given the key that opens where somebody wants to hear that an answer is ready.
        own = {name: secrets.token_hex(32) for name in ("CONTACT_KEY", "EQUALITY_KEY", "BALLOT_KEY")}
        worker = {**site, **own}
        processes.python("manage.py", "keys", "create", env=worker)
        # Staff type in what somebody said at the members' site, and there alone.
        receipts = {name: door[name] for name in ("RECEIPT_PEPPER", "RECEIPT_SALT")}
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
        celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config.celery"]
        commands = {
            "web": ([*gunicorn, "config.wsgi"], {**site, **receipts, "BIND": f"127.0.0.1:{site_port}"}),
            "door": ([*gunicorn, "config.door_wsgi"], {**door, "BIND": f"127.0.0.1:{door_port}"}),
            "worker": ([*celery, "worker", "--loglevel=WARNING", "--concurrency=2"], worker),
            "beat": ([*celery, "beat", "--loglevel=WARNING", "--pidfile="], site),
        }
        found = ProductionSite(site_url, door_url, sink, site, worker, door, folder, {}, commands, stack, begun)
        for name in commands:
            found.start(name)
        try:
            processes.wait_healthy(door_url, seconds=seconds)
            processes.wait_healthy(site_url, seconds=seconds)
        except TimeoutError as error:
            message = f"{error}\n{found.logs()[-6000:]}"
            raise TimeoutError(message) from None
        yield found
