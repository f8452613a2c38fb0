"""Attack 23: injected SQL at the door. Its database role can do what stands here, column by column, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql

from tests.attacks.given import give_at
from tests.rig.production import ProductionSite

# The reviewed list. A table that is missing here must refuse everything; "*" is every column. A line that is changed
# here changes what somebody can do who has taken the door over: say in the change why that is safe.
GOLDEN = {
    "feedback_contact": {"INSERT": "*"},
    "feedback_draft": {
        "SELECT": "*",
        "INSERT": "*",
        "UPDATE": "kept_until sealed shuffled",
        "DELETE": "rows",
        "COPY": "out",
    },
    "core_organisation": {
        "SELECT": (
            "acknowledge_days answer_days contact id languages local_help_lines names opened_on outside_contact region"
            " time_zone"
        ),
    },
    "feedback_feedback": {
        "SELECT": "*",
        "INSERT": "*",
        "UPDATE": (
            "body change_asked for_council for_public for_team for_training lookup own_words reply_private shuffled"
            " status"
        ),
        "COPY": "out",
    },
    "feedback_file": {
        "SELECT": "feedback_id id kept_until kind media position state voice why",
        "INSERT": "*",
        "UPDATE": "feedback_id kept_until",
        "DELETE": "rows",
    },
    "feedback_datakey": {"SELECT": "feedback_id id", "INSERT": "*", "DELETE": "rows"},
    "feedback_equalityanswers": {"INSERT": "*"},
    "feedback_linkedanswers": {"SELECT": "feedback_id", "INSERT": "*", "DELETE": "rows"},
    "feedback_message": {"SELECT": "*", "INSERT": "*", "UPDATE": "sealed", "COPY": "out"},
    "feedback_place": {"SELECT": "*", "COPY": "out"},
    "feedback_sealingkey": {"SELECT": "*", "COPY": "out"},
    "feedback_step": {"SELECT": "*", "INSERT": "*", "COPY": "out"},
}
# Tables of which the role sees every row, because nothing in them belongs to anybody.
OPEN_TO_SEE = {"core_organisation", "feedback_place", "feedback_sealingkey"}
FORBIDDEN = {
    "a table": "CREATE TABLE taken (id int)",
    "a table for a while": "CREATE TEMPORARY TABLE taken (id int)",
    "a function": "CREATE FUNCTION taken() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    "a schema": "CREATE SCHEMA taken",
    "an extension": "CREATE EXTENSION file_fdw",
    "the row policies": "ALTER TABLE feedback_feedback DISABLE ROW LEVEL SECURITY",
    "a policy of its own": "CREATE POLICY mine ON feedback_feedback USING (true)",
    "no row policies": "SET LOCAL row_security = off; SELECT id FROM feedback_feedback",
    "the owner's role": "SET ROLE {owner}",
    "the owner's session": "SET SESSION AUTHORIZATION {owner}",
    "membership": "GRANT {owner} TO {door}",
    "more rights": "ALTER ROLE {door} SUPERUSER",
    "no policies for itself": "ALTER ROLE {door} BYPASSRLS",
    "another password": "ALTER ROLE {owner} PASSWORD 'taken'",
    "passwords": "SELECT rolpassword FROM pg_authid",
    "a file of the server": "SELECT pg_read_file('PG_VERSION')",
    "a folder of the server": "SELECT pg_ls_dir('.')",
    "a file as a large object": "SELECT lo_import('/etc/hostname')",
    "settings": "SELECT set_config('log_statement', 'all', true)",
    "a file by copying": "COPY feedback_step FROM '/etc/hostname'",
    "a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "statements in the log": "SET LOCAL log_statement = 'all'",
    "the log of changes": "SELECT pg_create_physical_replication_slot('taken')",
    "the end of others": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{owner}'",
    "triggers": "CREATE TRIGGER taken BEFORE INSERT ON feedback_step EXECUTE FUNCTION tsvector_update_trigger()",
    "dropping": "DROP TABLE feedback_step",
    "emptying": "TRUNCATE feedback_step",
}


@pytest.fixture
def door(production_site: ProductionSite) -> Iterator[psycopg.Connection]:
    """A connection as the door's role."""
    with psycopg.connect(production_site.door_environment["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def tables(production_site: ProductionSite) -> dict[str, list[str]]:
    """Every table and view of the database with its columns."""
    listed = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    found: dict[str, list[str]] = {}
    with psycopg.connect(production_site.site_environment["DATABASE_URL"]) as owner:
        for table, column in owner.execute(listed).fetchall():
            found.setdefault(table, []).append(column)
    return found


def refused(door: psycopg.Connection, statement: sql.Composed) -> bool:
    """Say whether the role may not even try; nothing that it may is kept."""
    with door.transaction(force_rollback=True):
        try:
            with door.transaction():
                door.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return True
        except psycopg.Error:
            return False
    return False


COLUMN_BY_COLUMN = {
    "SELECT": "SELECT {column} FROM {table} LIMIT 0",
    "INSERT": "INSERT INTO {table} ({column}) SELECT NULL WHERE false",
    "UPDATE": "UPDATE {table} SET {column} = NULL WHERE false",
}


def columns_of(door: psycopg.Connection, verb: str, table: str, columns: list[str]) -> str:
    """Return the columns the role may use a verb on; "*" for all."""
    statement = sql.SQL(COLUMN_BY_COLUMN[verb])
    may = [
        column
        for column in columns
        if not refused(door, statement.format(table=sql.Identifier(table), column=sql.Identifier(column)))
    ]
    return "*" if may == columns else " ".join(may)


def deletes(door: psycopg.Connection, table: str, columns: list[str]) -> str:
    statement = sql.SQL("DELETE FROM {} WHERE false").format(sql.Identifier(table))
    return "" if refused(door, statement) else "rows"


def copies(door: psycopg.Connection, table: str, columns: list[str]) -> str:
    """Return whether the role may copy the whole table out. Copying in needs what INSERT needs."""
    try:
        with door.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
            list(copy)
    except psycopg.errors.InsufficientPrivilege:
        return ""
    return "out"


VERBS: dict[str, Callable[[psycopg.Connection, str, list[str]], str]] = {
    "SELECT": lambda door, table, columns: columns_of(door, "SELECT", table, columns),
    "INSERT": lambda door, table, columns: columns_of(door, "INSERT", table, columns),
    "UPDATE": lambda door, table, columns: columns_of(door, "UPDATE", table, columns),
    "DELETE": deletes,
    "COPY": copies,
}


@pytest.mark.parametrize("verb", VERBS)
def test_role_can_do_what_the_reviewed_list_says(
    door: psycopg.Connection, tables: dict[str, list[str]], verb: str
) -> None:
    measured = {table: VERBS[verb](door, table, columns) for table, columns in tables.items()}
    assert len(tables) > 30
    assert {table: may for table, may in measured.items() if may} == {
        table: verbs[verb] for table, verbs in GOLDEN.items() if verb in verbs
    }


def test_role_sees_no_row_that_belongs_to_somebody(production_site: ProductionSite, door: psycopg.Connection) -> None:
    """Also not by what the planner knows of a table, nor by what others ask of the server."""
    give_at(production_site, "Somebody's words")
    for table, verbs in GOLDEN.items():
        if "SELECT" not in verbs or table in OPEN_TO_SEE:
            continue
        seen = door.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        assert seen == (0,), table
    known = door.execute("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = 'public'").fetchall()
    assert {table for (table,) in known} <= OPEN_TO_SEE
    others = "SELECT query FROM pg_stat_activity WHERE usename <> current_user AND query NOT IN ('', %s)"
    assert door.execute(others, ["<insufficient privilege>"]).fetchall() == []


def test_every_table_with_rows_of_somebody_has_row_policies(
    production_site: ProductionSite, door: psycopg.Connection
) -> None:
    guarded = "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
    reached = {table for table, verbs in GOLDEN.items() if set(verbs) & {"SELECT", "UPDATE", "DELETE"}}
    assert {table for (table,) in door.execute(guarded).fetchall()} >= reached - OPEN_TO_SEE


@pytest.mark.parametrize("what", FORBIDDEN)
def test_role_cannot_help_itself(production_site: ProductionSite, door: psycopg.Connection, what: str) -> None:
    with psycopg.connect(production_site.site_environment["DATABASE_URL"]) as owner:
        names = {"owner": owner.info.user, "door": door.info.user}
        with pytest.raises(psycopg.errors.InsufficientPrivilege), door.transaction(force_rollback=True):
            door.execute(FORBIDDEN[what].format(**names).encode())


def test_role_finds_no_function_that_does_more_than_it_may(door: psycopg.Connection) -> None:
    """A function that runs with its owner's rights would be a way around every line above."""
    elevated = (
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace NOT IN (%s::regnamespace, %s::regnamespace)"
    )
    assert door.execute(elevated, ["pg_catalog", "information_schema"]).fetchall() == []
    may = "CASE relkind WHEN 'S' THEN has_sequence_privilege(oid, 'USAGE,SELECT,UPDATE') ELSE false END"
    assert door.execute(f"SELECT relname FROM pg_class WHERE {may}".encode()).fetchall() == []  # noqa: S608 - our own words
