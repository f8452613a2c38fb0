"""Two acts at the same time, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from django.db import connection

from core.verdicts import Conflict, Refused


def in_thread(act: Callable[[], object]) -> tuple[Thread, list[object]]:
    """Start an act on a connection of its own; its result or error is in the list once it ended."""
    results: list[object] = []

    def run() -> None:
        try:
            results.append(act())
        except (Conflict, Refused) as error:
            results.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread, results


def wait_until_it_waits(thread: Thread) -> None:
    """Return once the thread's connection waits for a lock that this one holds, or the thread ended without."""
    while thread.is_alive():
        with connection.cursor() as cursor:
            # Not pg_stat_activity: inside a transaction it is read once and stays as it was.
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
