"""The whole service on one machine, for trying it out: `python -m embedded` (that is `make run`).

Needs no server: SQLite and a folder as queue unless DATABASE_URL and REDIS_URL name something better. Web, worker,
beat and a mailbox run as processes of their own; each is started again when it dies and all end together.
Its variables of the environment are declared in `config/variables.py`.
This module imports no Django, so that a second start is fast.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from textwrap import indent

from config import variables
from embedded import stamps
from embedded.supervisor import STOP_TIMEOUT_S, STOPPING, Child, Supervisor

ROOT = Path(__file__).resolve().parent.parent
# On a machine of one's own, or in a container, the demo may well run as root; the folder as queue holds JSON only.
QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
HIGHEST_PORT = 65535
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
# Another one whenever the migrations are written again from nothing: an older database cannot be brought along.
SCHEMA = "5"
# What begins with nothing is kept below the demo's folder, and neither ends up in the other.
BARE = "empty"
ROLES = (
    "coordinator",
    "reader",
    "member",
    "chair",
    "steward",
    "executive",
    "translator",
    "safeguarding",
    "finance",
    "auditor",
    "admin",
)


def say(text: str) -> None:
    print(text, flush=True)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, or end with a plain sentence. It outlives a restart of the web process."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        # Otherwise the port stays taken for a while after Ctrl-C.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        sys.exit(
            f"Cannot serve on {host} port {port}: {error.strerror or error}.\n"
            f"Something else may be using it. Choose another port, for instance: make run PORT={(port or 8000) + 1}"
        )
    return listener


def wait_for_an_earlier_run(folder: Path, seconds: float = STOP_TIMEOUT_S + 10) -> None:
    """Return when no earlier run on this folder is being stopped any more, or after so many seconds."""
    stopping = folder / "pids" / STOPPING
    if not stopping.exists():
        return
    say("An earlier run is still stopping. Waiting for it ...")
    ends = time.monotonic() + seconds
    while stopping.exists() and time.monotonic() < ends:
        time.sleep(0.2)


def empty(folder: Path) -> None:
    for entry in folder.iterdir():
        # Of the other kind of run, which is not started over.
        if entry == variables.DATA_DIR.default / BARE:
            continue
        # A link is removed and not followed: what it leads to is not ours.
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def prepare_folder(folder: Path, *, fresh: bool) -> None:
    if fresh and folder.exists():
        empty(folder)
    for name in ("mail", "broker/tasks", "broker/control", "cache", "pids", "form-keys"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    # Tasks of an earlier run only said "look into the database", which the first beat of this run says again.
    for left_over in (*(folder / "broker").rglob("*"), *(folder / "pids").iterdir()):
        if left_over.is_file():
            left_over.unlink()


def prepare_database(folder: Path, environment: dict[str, str], *, bare: bool = False) -> None:
    """Migrate, load the demo, collect static files: each only when something changed since the last time.

    `bare` loads no demo: whoever starts it makes everything themselves.
    """
    database = environment.get("DATABASE_URL", "")
    known = stamps.Stamps(folder / "stamps")
    if not database and not (folder / "answerable.sqlite3").exists():
        # Somebody removed the database and left the stamps.
        known.forget("migrate", "demo", "keys")
    elif not database and not known.holds("schema", SCHEMA):
        sys.exit(
            f"The data in {folder} was stored by an older version, whose tables this one cannot take over.\n"
            "Start over with: make run-fresh (it throws the old data away), or name another folder with DATA_DIR."
        )
    libraries = ROOT / "requirements/core.txt"
    wanted: dict[str, str | None] = {
        "migrate": stamps.of_files(*ROOT.glob("*/migrations/*.py"), libraries),
        # Not of the story's source: it is told once, and never to a database that has people in it.
        "demo": stamps.of_text(database),
        "static": stamps.of_files(*(ROOT / "static").rglob("*"), libraries),
    }
    if bare:
        # No door opens without them, and the worker looks once an hour.
        wanted["keys"] = wanted.pop("demo")
    if database:
        # Another server's state is not ours to remember: look every time.
        wanted["migrate"] = None
    missing = {step: stamp for step, stamp in wanted.items() if not known.holds(step, stamp)}
    if missing:
        command = [sys.executable, "-m", "embedded.prepare", *missing]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:  # noqa: S603 - our own module
            sys.exit("The database could not be prepared; the lines above say why. To start over: make run-fresh")
        known.remember({"schema": SCHEMA, **missing})


def children(folder: Path, web: socket.socket, mail: socket.socket | None) -> list[Child]:
    """The processes in order of starting: the page first.

    The worker has one prefork child: the pool of production, where a task that hangs is ended by its time limit and
    one whose process dies is put back; one child, because SQLite has one writer.
    """
    python = sys.executable
    gunicorn = (python, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi")
    celery = (python, "-m", "celery", "--quiet", "-A", "config.celery")
    alone = ("--without-gossip", "--without-mingle", "--hostname=worker@embedded")
    processes = [
        Child("web", gunicorn, {"BIND": f"fd://{web.fileno()}"}, (web,)),
        Child("worker", (*celery, "worker", "--concurrency=1", "--loglevel=WARNING", *alone), QUIET),
        # Not `worker -B`, which leaves beat behind when it is killed (ADR 5).
        Child("beat", (*celery, "beat", "--loglevel=WARNING", "--pidfile="), QUIET),
    ]
    if mail:
        mailbox = (python, "-m", "embedded.mailbox", "--fd", str(mail.fileno()), "--folder", str(folder / "mail"))
        processes.insert(1, Child("mailbox", mailbox, {}, (mail,)))
    return processes


def setup_link(environment: dict[str, str]) -> str:
    """Return the link for the first administrator; empty where there is one already."""
    command = [sys.executable, "manage.py", "setup_link", "--if-needed"]
    made = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)  # noqa: S603 - our own command
    if made.returncode:
        sys.exit(f"The link for setting up could not be made:\n{made.stderr}")
    return made.stdout.strip()


def welcome_empty(address: str, folder: Path, link: str) -> str:
    begin = f"""Set it up: open this link in a browser. It works once, for 24 hours.

  {link}
"""
    if not link:
        begin = f"""Sign in                          {address}/accounts/login/
  What is there and what is missing   {address}/setup/
"""
    return f"""
  Answerable is running, with nothing in it:  {address}/

  {begin}
  Messages that were sent   {address}/sent/

  Everything is stored in {folder}, apart from the demo. Ctrl-C stops it; the next run keeps the data.
  To start over: make run-fresh EMPTY=1
"""


def welcome(address: str, folder: Path, password: str) -> str:
    people = indent("\n".join(f"{role}@demo.example" for role in ROLES), "    ")
    return f"""
  Answerable is running:  {address}/

  Say something without saying who you are   {address}/en/feedback/
  What changed because people spoke          {address}/changes/
  Sign in                                    {address}/accounts/login/
  Messages that were sent                    {address}/sent/

  This is a demo. The people are invented; never put real feedback here. Sign in as any of
{people}
  with the password   {password}

  Everything is stored in {folder}. Ctrl-C stops it; the next run keeps the data, make run-fresh starts over.
"""


def greet(address: str, text: str) -> None:
    """Say the welcome as soon as the web process answers anything at all; the socket queues the question until then."""
    try:
        urllib.request.urlopen(f"{address}/healthz", timeout=120).close()  # noqa: S310 - our own address
    # 503 until the worker has reported for the first time; the pages can be read before that.
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError as error:
        say(f"The web process does not answer yet ({error}). It is being tried again.")
        return
    say(text)


def chosen_port() -> int:
    """Return PORT, or say what is wrong with it."""
    port = variables.PORT.read()
    if not port.isdecimal() or int(port) > HIGHEST_PORT:
        sys.exit(f"PORT must be a number up to {HIGHEST_PORT}, not {port!r}. For instance: make run PORT=8080")
    return int(port)


def chosen_folder(*, bare: bool) -> Path:
    """Return where everything is kept. Not where the demo is, for a run that begins with nothing."""
    folder = variables.DATA_DIR.read()
    if bare and folder == variables.DATA_DIR.default:
        return folder / BARE
    return folder


def address_of(host: str, port: int) -> str:
    """Return the address at which a browser on this machine finds what listens on a host."""
    if host in EVERY_ADDRESS:
        host = "127.0.0.1"
    if ":" in host:
        host = f"[{host}]"
    return f"http://{host}:{port}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fresh", action="store_true")
    fresh = parser.parse_args().fresh
    bare = variables.EMPTY.read()
    folder = chosen_folder(bare=bare)
    # What is stored is nobody else's business on a shared machine.
    os.umask(0o077)
    host = variables.HOST.read()
    wait_for_an_earlier_run(folder)
    # Before anything is written: where the port is taken, nothing is left behind.
    web = listen(host, chosen_port())
    address = address_of(host, web.getsockname()[1])
    environment = {
        **os.environ,
        "ANSWERABLE_MODE": "embedded",
        "DATA_DIR": str(folder),
        "SITE_URL": variables.RUN_SITE_URL.read() or address,
        "WEB_WORKERS": str(variables.RUN_WEB_WORKERS.read()),
    }
    mail = None
    if not variables.RUN_EMAIL_URL.read():
        mail = listen("127.0.0.1", 0)
        environment["EMAIL_URL"] = f"smtp://127.0.0.1:{mail.getsockname()[1]}"
    prepare_folder(folder, fresh=fresh)
    prepare_database(folder, environment, bare=bare)
    # Before anything serves: until there is an organisation the door would be open.
    if bare:
        text = welcome_empty(address, folder, setup_link(environment))
    else:
        text = welcome(address, folder, variables.DEMO_PASSWORD.read())
    supervisor = Supervisor(children(folder, web, mail), environment, cwd=ROOT, pids=folder / "pids", say=say)
    supervisor.start()
    # A daemon, so that Ctrl-C does not wait for a page that never answers.
    threading.Thread(target=greet, args=(address, text), daemon=True).start()
    supervisor.watch()


if __name__ == "__main__":
    main()
