"""Writing rows again among others, so that the database does not keep the order in which people came.

A database remembers more than its columns: PostgreSQL the transaction and the place of each version of a row, its log
of changes the microsecond, SQLite a row number that counts up. Once the desk has collected, everything of the day is
written again in shuffled order, in one transaction, and the log is let go of. Staff's side only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random, SystemRandom
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from feedback import queries
from feedback.enums import FileState
from feedback.models import Contact, DataKey, Draft, EqualityAnswers, Feedback, File, LinkedAnswers, Message, Step

# Conversations in one transaction. What is in one has the same version; which of several it is in is random.
AT_ONCE = 500
# Conversations of the day that are written again with what is new, so that it is among others.
OTHERS = 2000
# Seconds after which a run leaves the rest to the next one: what is rewritten often takes ever longer.
SHUFFLE_BUDGET_S = 60.0
# A row that finds room in its own page stays in it, as long as there is room; some ten of these fill a page.
MOST_TIMES = 12
# Rows of these belong to conversations and move with them: nobody changes one without holding its conversation.
_PARTS = (DataKey, Message, Step, LinkedAnswers)


def shuffle_conversations(ids: Iterable[UUID], *, on: date, rng: Random | None = None) -> int:
    """Write these conversations again, among the others of the day and the day before. Returns how many there were.

    What there is no time for stays marked as new, for the next run to find.
    """
    rng = rng or SystemRandom()
    written = sorted(ids)
    chosen = set(written)
    if not chosen:
        return 0
    others = Feedback.objects.filter(received_on__gte=on - timedelta(days=1), shuffled=True)
    chosen |= set(others.order_by("?").values_list("pk", flat=True)[:OTHERS])
    # Sorted first, because the order of a set is not random.
    shuffled = sorted(chosen)
    rng.shuffle(shuffled)
    done = _write_in_time(shuffled, rng)
    _write_contents(sorted(done.intersection(written)), rng)
    return len(done)


def _write_in_time(ids: Sequence[UUID], rng: Random) -> set[UUID]:
    ends = monotonic() + SHUFFLE_BUDGET_S
    done: set[UUID] = set()
    for batch in _batches(ids):
        if monotonic() >= ends:
            break
        _write_conversations(batch, rng)
        done |= set(batch)
    return done


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


@transaction.atomic
def _write_contents(ids: Sequence[UUID], rng: Random) -> None:
    """Write what is in the files of these conversations again. Once and not with the rest: they are large."""
    _hold(ids)
    files = File.objects.filter(feedback__in=ids, state=FileState.READY)
    numbers = list(files.select_for_update().order_by("pk").values_list("pk", flat=True))
    rng.shuffle(numbers)
    if connection.vendor == "postgresql":
        again = "content = content || ''::bytea"
        _run_for_each(f"UPDATE {_table(File)} SET {again} WHERE id = %s", numbers)  # noqa: S608 - our own table


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@transaction.atomic
def _write_conversations(ids: Sequence[UUID], rng: Random) -> None:
    _hold(ids)
    Feedback.objects.filter(pk__in=ids).update(shuffled=True)
    LinkedAnswers.objects.filter(feedback__in=ids).update(shuffled=True)
    _write_again(Feedback, ids)
    for model in _PARTS:
        _reinsert(model, _parts_of(model, ids, rng))
    _write_again(File, _parts_of(File, ids, rng), times=1)


def _hold(ids: Sequence[UUID]) -> None:
    """Lock conversations in one order: two who lock several would wait for each other in a circle."""
    list(Feedback.objects.filter(pk__in=ids).select_for_update().order_by("pk").values_list("pk"))


def _parts_of(model: type[models.Model], ids: Sequence[UUID], rng: Random) -> list[UUID]:
    parts = sorted(model._default_manager.filter(feedback__in=ids).values_list("pk", flat=True))
    rng.shuffle(parts)
    return parts


def shuffle_drafts(rng: Random | None = None) -> int:
    """Write drafts again where one is new, among those that end on the same days. Returns how many."""
    days = list(Draft.objects.filter(shuffled=False).values_list("kept_until", flat=True))
    if not days:
        return 0
    return _write_drafts(days, rng or SystemRandom())


@transaction.atomic
def _write_drafts(days: Sequence[date], rng: Random) -> int:
    rows = Draft.objects.filter(kept_until__gte=min(days) - timedelta(days=1))
    ids = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    rng.shuffle(ids)
    Draft.objects.filter(pk__in=ids).update(shuffled=True)
    _write_again(Draft, ids)
    return len(ids)


def _reinsert(model: type[models.Model], ids: Sequence[UUID]) -> None:
    """Take rows out and put them in again, one after the other in this order."""
    if connection.vendor == "sqlite":
        _renumber(model, ids)
        return
    table = _table(model)
    with connection.cursor() as cursor:
        # All of them are out before the first is in: that is where they are sorted.
        cursor.execute(
            f"WITH taken AS (DELETE FROM {table} WHERE id = ANY(%s) RETURNING *)"  # noqa: S608 - our own tables
            f" INSERT INTO {table} SELECT taken.* FROM taken"
            " JOIN unnest(%s::uuid[]) WITH ORDINALITY AS new_order(pk, place) ON pk = id ORDER BY place",
            [list(ids), list(ids)],
        )


def _write_again(model: type[models.Model], ids: Sequence[UUID], *, times: int = MOST_TIMES) -> None:
    """Write rows again where they are, one after the other in this order, until each has left its page.

    For rows that somebody may wait for: one that was taken out and put in again would not be found by them.
    """
    if connection.vendor == "sqlite":
        _renumber(model, ids)
        return
    table = _table(model)
    before = _pages(table, ids)
    again = ", ".join(_assignments(model))
    for _time in range(times):
        # All of them each time: were those left out that have moved already, the others would lie behind them.
        _run_for_each(f"UPDATE {table} SET {again} WHERE id = %s", ids)  # noqa: S608 - our own tables
        if not before & _pages(table, ids):
            return
        # What is long has moved by now, to another table.
        again = "id = id"


def _renumber(model: type[models.Model], ids: Sequence[UUID]) -> None:
    """Give rows random numbers: each moves to where its number belongs."""
    statement = f"UPDATE {_table(model)} SET rowid = (abs(random()) >> 1) WHERE id = %s"  # noqa: S608 - our own tables
    _run_for_each(statement, [pk.hex for pk in ids])


def _pages(table: str, ids: Sequence[UUID]) -> set[tuple[UUID, int]]:
    """Return the page in which each row lies."""
    with connection.cursor() as cursor:
        # Our own tables.
        cursor.execute(f"SELECT id, (ctid::text::point)[0]::int FROM {table} WHERE id = ANY(%s)", [list(ids)])  # noqa: S608
        return set(cursor.fetchall())


def _assignments(model: type[models.Model]) -> Iterator[str]:
    """Yield what sets columns to what they hold already."""
    for field in model._meta.concrete_fields:
        column = connection.ops.quote_name(field.attname)
        if field.primary_key:
            yield f"{column} = {column}"
        # What is long is kept in another table, and moves there only where it is another value to the database.
        elif isinstance(field, models.BinaryField) and model is not File:
            yield f"{column} = {column} || ''::bytea"


def _run_for_each(statement: str, ids: Iterable[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(pk,) for pk in ids])


def forget_log() -> bool:
    """Let go of row versions and of the log of changes that show when something was written.

    Returns False where this role may not: `manage.py door_role`, run as the server's own role, lets the owner of the
    tables do it; and inside a transaction, where it cannot be done.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return True
        for model in (Feedback, Draft, Contact, EqualityAnswers, File, *_PARTS):
            cursor.execute(f"VACUUM {_table(model)}")
        if not queries.may_forget_log():
            return False
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
    return True
