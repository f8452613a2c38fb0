"""`manage.py door_role`: the database role of the feedback door."""

from __future__ import annotations

from typing import Any, LiteralString

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg import sql

from config import variables

# What the door may do, and nothing else. Row policies (feedback migration 0002) narrow every read, change and
# deletion to the rows of a receipt presented in the same transaction.
GRANTS: dict[str, tuple[str, ...]] = {
    # Whose service it is and whether it is open; not who checked something.
    "core_organisation": (
        (
            "SELECT (id, names, region, time_zone, languages, contact, outside_contact, local_help_lines,"
            " acknowledge_days, answer_days, opened_on)"
        ),
    ),
    "feedback_sealingkey": ("SELECT",),
    "feedback_feedback": (
        "INSERT",
        (
            "SELECT (id, submission, lookup, received_on, language, for_team, for_council, for_public, for_training,"
            " change_asked, restricted, quarantined, answer_by, status, shuffled, reply_public, reply_private,"
            " own_words, body)"
        ),
        (
            "UPDATE (lookup, status, body, reply_private, own_words, for_team, for_council, for_public, for_training,"
            " change_asked, shuffled)"
        ),
    ),
    "feedback_datakey": ("INSERT", "SELECT (id, feedback_id)", "DELETE"),
    "feedback_message": ("INSERT", "SELECT", "UPDATE (sealed)"),
    "feedback_step": ("INSERT", "SELECT"),
    "feedback_place": ("SELECT",),
    "feedback_draft": ("INSERT", "SELECT", "UPDATE (sealed, kept_until, shuffled)", "DELETE"),
    # What a file holds cannot be read back: neither what was sent nor what was re-encoded.
    "feedback_file": (
        "INSERT",
        "SELECT (id, feedback_id, position, kind, state, voice, media, why, kept_until)",
        "UPDATE (feedback_id, kept_until)",
        "DELETE",
    ),
    # No right on the counts: they are the worker's.
    "feedback_equalityanswers": ("INSERT",),
    "feedback_linkedanswers": ("INSERT", "SELECT (feedback_id)", "DELETE"),
    "feedback_contact": ("INSERT",),
}


class Command(BaseCommand):
    """Create or renew the role, and give it exactly its grants."""

    help = "Create the feedback door's database role, or renew it, with exactly the rights it needs (PostgreSQL)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the role's name; the password comes from an argument or from DOOR_DATABASE_PASSWORD."""
        parser.add_argument("--name", default="answerable_door")
        parser.add_argument("--password", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run as the owner of the tables, after `migrate`."""
        password = options["password"] or variables.DOOR_DATABASE_PASSWORD.read()
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles. In the embedded mode the door uses the one database file.")
        if not password:
            raise CommandError("Give the role a password: set DOOR_DATABASE_PASSWORD.")
        role = sql.Identifier(options["name"])
        with transaction.atomic(), connection.cursor() as cursor:
            self._cursor = cursor
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [options["name"]])
            exists = cursor.fetchone() is not None
            verb = sql.SQL("CREATE")
            if exists:
                verb = sql.SQL("ALTER")
            # A role cannot be made with bound parameters; the password is quoted by psycopg as a literal.
            self._run(
                "{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT PASSWORD {}",
                verb,
                role,
                sql.Literal(password),
            )
            # Whatever goes wrong in a session of the door, the server's log has no line of it, and so no time.
            self._run("ALTER ROLE {} SET log_min_messages = 'panic'", role)
            database = sql.Identifier(str(connection.settings_dict["NAME"]))
            self._run("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC", database)
            for table in connection.introspection.table_names(cursor):
                self._run("REVOKE ALL ON {} FROM {}", sql.Identifier(table), role)
            self._run("GRANT USAGE ON SCHEMA public TO {}", role)
            for table, rights in GRANTS.items():
                for right in rights:
                    self._run("GRANT {} ON {} TO {}", sql.SQL(right), sql.Identifier(table), role)
            self._let_the_owner_forget_the_log()
        self.stdout.write(f"The role {options['name']} can take feedback and open receipts, and nothing else.")

    def _let_the_owner_forget_the_log(self) -> None:
        """Let the worker close the log of changes after collecting, where this is run as the server's own role."""
        self._cursor.execute(
            "SELECT rolsuper AND to_regrole('pg_checkpoint') IS NOT NULL FROM pg_roles WHERE rolname = current_user"
        )
        if not self._cursor.fetchone()[0]:
            return
        self._cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'feedback_feedback'")
        owner = sql.Identifier(self._cursor.fetchone()[0])
        self._run("GRANT pg_checkpoint TO {}", owner)
        self._run("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {}", owner)

    def _run(self, statement: LiteralString, *parts: sql.Composable) -> None:
        self._cursor.execute(sql.SQL(statement).format(*parts).as_string(self._cursor.connection))
