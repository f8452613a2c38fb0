"""Two hundred people act at once, again and again. Started by `benchmarks.rows.acts` on a database of its own.

Each line of its input is a JSON list, which side and for how many seconds; each line of its output is acts per second.
An act changes a person's own profile and writes that down. The bare one changes the same row and inserts one as wide.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import django

PEOPLE = 200
# A server takes about a hundred connections, and others use it at the same time: two hundred acts share these.
CONNECTIONS = 40
TABLE = (
    "CREATE TABLE IF NOT EXISTS bare_log"
    " (id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ, actor TEXT, action TEXT, subject TEXT, details JSONB, digest BYTEA)"
)
INSERT = "INSERT INTO bare_log (at, actor, action, subject, details, digest) VALUES (now(), %s, %s, %s, '{}', %s)"
# As wide as a nonce, a code and two digests.
WIDTH = 112


def main() -> None:
    """Answer line by line until the input ends."""
    django.setup()
    # Only now are there settings and models.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, connections, transaction  # noqa: PLC0415

    from accounts import actions, audit  # noqa: PLC0415
    from accounts.models import User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    people = [User.objects.create_user(f"person{number}@example.org") for number in range(PEOPLE)]

    def logged(person: User) -> None:
        actions.change_profile(name="Ana", language="en", time_zone="Europe/London", by=person)

    @transaction.atomic
    def bare(person: User) -> None:
        User.objects.filter(pk=person.pk).update(name="Ana", language="en", time_zone="Europe/London")
        with connection.cursor() as cursor:
            # The same words as in the log: both sides pay for making them and for sending them.
            cursor.execute(INSERT, [audit.named(person), "changed own profile", f"User {person.pk}", b"d" * WIDTH])

    sides: dict[str, Callable[[User], None]] = {"logged": logged, "bare": bare}
    for line in sys.stdin:
        name, seconds = json.loads(line)
        act = sides[name]
        rate = together([partial(act, person) for person in people], seconds=seconds, leave=connections.close_all)
        sys.stdout.write(f"{rate}\n")
        # The other end waits for this line and sends nothing more before it has it.
        sys.stdout.flush()


def together(acts: Sequence[Callable[[], None]], *, seconds: float, leave: Callable[[], None]) -> float:
    """Do all acts at once, all of them again until the time is over; return acts per second."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        started = time.perf_counter()
        done = 0
        # At least once: on a busy machine one turn of all takes longer than a round.
        while not done or time.perf_counter() < started + seconds:
            _all(pool, acts)
            done += len(acts)
        # Before the connections are closed, which is no part of an act.
        elapsed = time.perf_counter() - started
        # Each thread gives its connection back.
        meeting = threading.Barrier(CONNECTIONS)
        _all(pool, [partial(_leave, meeting, leave)] * CONNECTIONS)
    return done / elapsed


def _all(pool: ThreadPoolExecutor, acts: Sequence[Callable[[], None]]) -> None:
    """Do all acts and wait for each; raise what one of them raised."""
    # All are handed in before the first is waited for, or they would be done one after the other.
    handed_in = list(map(pool.submit, acts))
    for act in handed_in:
        act.result()


def _leave(meeting: threading.Barrier, leave: Callable[[], None]) -> None:
    """Close what this thread opened; nobody goes on before everybody is here, so that each thread does it once."""
    meeting.wait()
    leave()


if __name__ == "__main__":
    main()
