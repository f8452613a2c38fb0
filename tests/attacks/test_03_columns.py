"""Attack 3: a column that tells who somebody is, or when they came, is added to what the door keeps.

Asked of the database as it was migrated, whatever the models say (those are in tests/architecture).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from config.management.commands.door_role import GRANTS

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db]

# Every column there may be, with its type. A new one is thought about, and then written down here.
ALLOWED = {
    "core_organisation": (
        "acknowledge_days smallint, answer_days smallint, contact character varying, help_checked_by character varying,"
        " help_checked_on date, id smallint, languages jsonb, local_help_lines character varying,"
        " mail_checked_by character varying, mail_checked_on date, names jsonb, opened_on date,"
        " outside_contact character varying, region character varying, time_zone character varying"
    ),
    "feedback_contact": "id uuid, kept_until date, sealed bytea, shuffled boolean",
    "feedback_draft": "id uuid, kept_until date, lookup bytea, sealed bytea, shuffled boolean",
    "feedback_equalityanswers": "id uuid, kept_until date, sealed bytea",
    "feedback_feedback": (
        "answer_by date, body bytea, change_asked boolean, for_council boolean, for_public boolean, for_team boolean,"
        " for_training boolean, id uuid, language character varying, lookup bytea,"
        " own_words bytea, quarantined boolean, received_on date, reply_private bytea, reply_public bytea,"
        " restricted boolean, shuffled boolean, status character varying, submission uuid"
    ),
    "feedback_file": (
        "content bytea, feedback_id uuid, id uuid, kept_until date, key bytea, kind character varying,"
        " media character varying, position smallint, sealing_key_id uuid, state character varying,"
        " voice character varying, why character varying"
    ),
    "feedback_datakey": "feedback_id uuid, id uuid, opens uuid, sealed bytea, sealing_key_id uuid",
    "feedback_linkedanswers": "feedback_id uuid, id uuid, sealed bytea, shuffled boolean",
    "feedback_message": (
        "feedback_id uuid, id uuid, kind character varying, position smallint, sealed bytea, submission uuid,"
        " written_on date"
    ),
    "feedback_place": "code character varying, id uuid, listed boolean, names jsonb",
    "feedback_sealingkey": (
        "id uuid, kind character varying, number bytea, public_key bytea, valid_from date, valid_until date"
    ),
    "feedback_step": "feedback_id uuid, id uuid, position smallint, status character varying, taken_on date",
    "feedback_tally": (
        "answer character varying, id uuid, month date, number integer, pack character varying,"
        " question character varying"
    ),
}
# No address, no clock, no number that the database counts up.
TYPES = {"uuid", "bytea", "date", "boolean", "character varying", "smallint", "integer", "jsonb"}
# Named as if they told a moment, and do not: it is the zone of the organisation.
HARMLESS = {"core_organisation.time_zone"}
TELLING = {
    "ip", "addr", "address", "agent", "browser", "referer", "referrer", "session", "fingerprint", "cookie", "user",
    "person", "email", "phone", "device", "host", "network", "created", "updated", "at", "time", "timestamp", "seq",
}  # fmt: skip
COLUMNS = """
SELECT table_name, column_name, data_type, column_default, is_identity = 'YES' OR is_generated <> 'NEVER'
FROM information_schema.columns
WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
AND (table_name LIKE 'feedback%%' OR table_name = ANY(%s))
ORDER BY 1, 2
"""
# Sequences of these tables, and whatever writes by itself when a row comes or changes.
HELPERS = """
SELECT 'a sequence belongs to ' || d.refobjid::regclass FROM pg_depend d JOIN pg_class s ON s.oid = d.objid
WHERE s.relkind = 'S' AND d.refobjid::regclass::text = ANY(%(tables)s)
UNION ALL SELECT 'a trigger writes beside ' || tgrelid::regclass FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%(tables)s)
UNION ALL SELECT 'a rule writes beside ' || ev_class::regclass FROM pg_rewrite
WHERE ev_class::regclass::text = ANY(%(tables)s)
"""
# What points to a row of the door ties it to whatever else is known there.
POINTING = """
SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid::regclass::text = ANY(%s)
"""

WRITES_BESIDE = """
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER note BEFORE INSERT ON feedback_step FOR EACH ROW EXECUTE FUNCTION note()
"""


def columns() -> dict[str, list[tuple[str, str, str | None, bool]]]:
    """Return (name, type, default, fills itself in) of every column by table."""
    found: dict[str, list[tuple[str, str, str | None, bool]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [sorted(GRANTS)])
        for table, *column in cursor.fetchall():
            found.setdefault(table, []).append(tuple(column))
    return found


def telling() -> Iterator[str]:
    """Yield a line for everything in the schema that could tell one person, or one moment, from another."""
    known = columns()
    for table, found in known.items():
        for name, kind, default, fills in found:
            if kind not in TYPES:
                yield f"{table}.{name} is {kind}"
            if set(name.split("_")) & TELLING and f"{table}.{name}" not in HARMLESS:
                yield f"{table}.{name} names somebody or a moment"
            if default is not None or fills:
                yield f"{table}.{name} fills itself in"
    with connection.cursor() as cursor:
        cursor.execute(HELPERS, {"tables": list(known)})
        yield from (line for (line,) in cursor.fetchall())
        cursor.execute(POINTING, [list(known)])
        yield from (
            f"{table} points to the door"
            for (table,) in cursor.fetchall()
            if table not in known and not table.startswith(("desk_", "keys_"))
        )


def written_down() -> dict[str, str]:
    """Return the schema as it is, in the way of `ALLOWED`."""
    return {table: ", ".join(f"{name} {kind}" for name, kind, *_rest in found) for table, found in columns().items()}


def test_the_migrated_database_holds_what_is_written_down_and_nothing_else() -> None:
    assert written_down() == ALLOWED
    assert set(GRANTS) <= set(ALLOWED), "the door's role reaches a table that nobody has looked at"


def test_no_column_of_the_migrated_database_tells_who_or_when() -> None:
    assert list(telling()) == []


@pytest.mark.parametrize(
    ("planted", "line"),
    [
        ("ALTER TABLE feedback_step ADD place_seen inet", "feedback_step.place_seen is inet"),
        ("ALTER TABLE feedback_step ADD net_seen cidr", "feedback_step.net_seen is cidr"),
        ("ALTER TABLE feedback_step ADD taken timestamptz", "feedback_step.taken is timestamp with time zone"),
        ("ALTER TABLE feedback_step ADD hour time", "feedback_step.hour is time without time zone"),
        ("ALTER TABLE feedback_step ADD number bigint", "feedback_step.number is bigint"),
        ("ALTER TABLE feedback_step ADD note text", "feedback_step.note is text"),
        ("ALTER TABLE feedback_step ADD user_agent varchar(9)", "feedback_step.user_agent names somebody or a moment"),
        ("ALTER TABLE feedback_step ADD client_ip bytea", "feedback_step.client_ip names somebody or a moment"),
        ("ALTER TABLE feedback_step ADD number serial", "feedback_step.number fills itself in"),
        ("ALTER TABLE feedback_step ADD number serial", "a sequence belongs to feedback_step"),
        ("ALTER TABLE feedback_step ADD n int GENERATED ALWAYS AS IDENTITY", "feedback_step.n fills itself in"),
        ("ALTER TABLE feedback_step ALTER taken_on SET DEFAULT now()", "feedback_step.taken_on fills itself in"),
        (
            WRITES_BESIDE,
            "a trigger writes beside feedback_step",
        ),
        (
            "CREATE RULE note AS ON INSERT TO feedback_step DO ALSO SELECT clock_timestamp()",
            "a rule writes beside feedback_step",
        ),
        (
            "CREATE TABLE visits (id uuid PRIMARY KEY, about uuid REFERENCES feedback_feedback (id))",
            "visits points to the door",
        ),
    ],
)
def test_what_is_planted_is_found(planted: str, line: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(planted)
        found, known = list(telling()), written_down()
        transaction.set_rollback(True)
    assert line in found
    assert list(telling()) == []
    # A plain new column tells nothing by itself; it is seen because nobody has written it down.
    assert (known != ALLOWED) == (" ADD " in planted)


def test_a_harmless_looking_column_or_table_is_seen_because_nobody_wrote_it_down() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE feedback_feedback ADD mark uuid")
            cursor.execute("CREATE TABLE feedback_visit (id uuid PRIMARY KEY)")
        found = written_down()
        transaction.set_rollback(True)
    assert found.pop("feedback_visit") == "id uuid"
    assert [table for table, line in found.items() if line != ALLOWED[table]] == ["feedback_feedback"]
