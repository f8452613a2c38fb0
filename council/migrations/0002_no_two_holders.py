"""The database itself refuses two terms of one seat that share a day."""

from django.db import migrations

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE council_membership ADD CONSTRAINT a_seat_has_one_holder_at_a_time
EXCLUDE USING gist (seat_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&);
"""
SQLITE = """
CREATE TRIGGER a_seat_has_one_holder_at_a_time_{event} BEFORE {event} ON council_membership
WHEN EXISTS (
  SELECT 1 FROM council_membership WHERE seat_id = NEW.seat_id AND id <> NEW.id
  AND starts_on <= NEW.ends_on AND ends_on >= NEW.starts_on
)
BEGIN SELECT RAISE(ABORT, 'constraint failed: a_seat_has_one_holder_at_a_time'); END;
"""


def insist(apps, schema_editor):
    """Add what refuses them."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(SQLITE.format(event=event))


def let_go(apps, schema_editor):
    """Take it away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE council_membership DROP CONSTRAINT a_seat_has_one_holder_at_a_time")
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER a_seat_has_one_holder_at_a_time_{event}")


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]
    operations = [migrations.RunPython(insist, let_go)]
