"""The whole service on one machine, for trying it out: `python -m config.embedded` (that is `make run`).

Needs no server: SQLite and a folder as queue unless DATABASE_URL and REDIS_URL name something better. Web, worker,
beat and a mailbox run as processes of their own; each is started again when it dies and all end together.
Environment: HOST, PORT (0 takes a free one), DATA_DIR, DEMO_PASSWORD, DATABASE_URL, REDIS_URL, EMAIL_URL.
This module imports no Django, so that a second start is fast.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from config import stamps
from config.supervisor import Child, Supervisor

ROOT = Path(__file__).resolve().parent.parent
# On a machine of one's own, or in a container, the demo may well run as root; the folder as queue holds JSON only.
QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
ROLES = ("coordinator", "reader", "member", "chair", "steward", "executive", "translator", "admin")


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def say(text: str) -> None:
    print(text, flush=True)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, or end with a plain sentence. It outlives a restart of the web process."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        sys.exit(
            f"Cannot serve on {host} port {port}: {error.strerror or error}.\n"
            f"Something else may be using it. Choose another port, for instance: make run PORT={(port or 8000) + 1}"
        )
    return listener


def prepare_folder(folder: Path, *, fresh: bool) -> None:
    if fresh and folder.exists():
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    for name in ("mail", "broker/tasks", "broker/control", "cache", "pids", "form-keys"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    # Tasks of an earlier run only said "look into the database", which the first beat of this run says again.
    for left_over in (*(folder / "broker").rglob("*"), *(folder / "pids").iterdir()):
        if left_over.is_file():
            left_over.unlink()


def prepare_database(folder: Path, environment: dict[str, str]) -> None:
    """Migrate, load the demo, collect static files: each only when something changed since the last time."""
    database = environment.get("DATABASE_URL", "")
    known = stamps.Stamps(folder / "stamps")
    if not database and not (folder / "answerable.sqlite3").exists():
        known.forget("migrate", "demo")
    wanted = {
        # Another server's state is not ours to remember: look every time.
        "migrate": None
        if database
        else stamps.of_files(ROOT.glob("*/migrations/*.py"), ROOT / "requirements/core.txt"),
        "demo": stamps.of_text(database),
        "static": stamps.of_files((ROOT / "static").rglob("*"), ROOT / "requirements/core.txt"),
    }
    steps = [step for step, stamp in wanted.items() if not known.holds(step, stamp)]
    if steps:
        command = [sys.executable, "-m", "config.prepare", *steps]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:  # noqa: S603 - our own module
            sys.exit("The database could not be prepared; the lines above say why. To start over: make run-fresh")
        known.remember({step: wanted[step] for step in steps})


def children(folder: Path, web: socket.socket, mail: socket.socket | None) -> list[Child]:
    """The processes in order of starting: the page first.

    The worker has one prefork child: the pool of production, where a task that hangs is ended by its time limit and
    one whose process dies is put back; one child, because SQLite has one writer.
    """
    python = sys.executable
    gunicorn = (python, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi")
    celery = (python, "-m", "celery", "--quiet", "-A", "config.celery")
    alone = ("--without-gossip", "--without-mingle", "--hostname=worker@embedded")
    found = [
        Child("web", gunicorn, {"BIND": f"fd://{web.fileno()}"}, (web,)),
        Child("worker", (*celery, "worker", "--concurrency=1", "--loglevel=WARNING", *alone), QUIET),
        Child("beat", (*celery, "beat", "--loglevel=WARNING", "--pidfile="), QUIET),
    ]
    if mail:
        mailbox = (python, "-m", "config.mailbox", "--fd", str(mail.fileno()), "--folder", str(folder / "mail"))
        found.insert(1, Child("mailbox", mailbox, {}, (mail,)))
    return found


def welcome(address: str, folder: Path, password: str) -> str:
    people = "\n".join(f"    {role}@demo.example" for role in ROLES)
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
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError as error:
        say(f"The web process does not answer yet ({error}). It is being tried again.")
        return
    say(text)


def chosen_port() -> int:
    """Return PORT, or say what is wrong with it."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or int(given) > 65535:  # noqa: PLR2004 - the highest port there is
        sys.exit(f"PORT must be a number up to 65535, not {given!r}. For instance: make run PORT=8080")
    return int(given)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fresh", action="store_true")
    fresh = parser.parse_args().fresh
    folder = data_dir()
    # What is stored is nobody else's business on a shared machine.
    os.umask(0o077)
    host, port = os.environ.get("HOST") or "127.0.0.1", chosen_port()
    web = listen(host, port)
    mail = None if os.environ.get("EMAIL_URL") else listen("127.0.0.1", 0)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else f"[{host}]" if ":" in host else host  # noqa: S104 - compared, not bound
    address = f"http://{shown}:{web.getsockname()[1]}"
    environment = {
        **os.environ,
        "ANSWERABLE_MODE": "embedded",
        "DATA_DIR": str(folder),
        "SITE_URL": os.environ.get("SITE_URL") or address,
        "WEB_WORKERS": os.environ.get("WEB_WORKERS") or "1",
    }
    if mail:
        environment["EMAIL_URL"] = f"smtp://127.0.0.1:{mail.getsockname()[1]}"
    prepare_folder(folder, fresh=fresh)
    prepare_database(folder, environment)
    supervisor = Supervisor(children(folder, web, mail), environment, cwd=ROOT, pids=folder / "pids", say=say)
    supervisor.start()
    text = welcome(address, folder, os.environ.get("DEMO_PASSWORD") or "demo-only-passphrase")
    threading.Thread(target=greet, args=(address, text), daemon=True).start()
    supervisor.watch()


if __name__ == "__main__":
    main()
