"""On PostgreSQL the door's role sees only the rows of receipts that were presented in this very transaction.

The owner of the tables (the members' site and the worker) is not bound by row policies. See docs/adr/0003.
"""

from django.db import migrations

RECEIPT = (
    "encode(lookup, 'hex') = ANY (string_to_array(coalesce(current_setting('answerable.receipts', true), ''), ','))"
)
FILE_OF_VISIT = (
    "feedback_id IS NULL AND"
    " id::text = ANY (string_to_array(coalesce(current_setting('answerable.files', true), ''), ','))"
)
OF_RECEIPT = "feedback_id IN (SELECT id FROM feedback_feedback)"
# table: (rows that can be seen, changed and deleted; rows that can be added or come out of a change). Nobody but staff's side can put words
# into staff's mouth, and nothing can be added to a conversation whose receipt was not presented.
POLICIES = {
    "feedback_feedback": (RECEIPT, "status = 'received'"),
    "feedback_itemkey": (OF_RECEIPT, OF_RECEIPT),
    "feedback_message": (OF_RECEIPT, f"{OF_RECEIPT} AND kind = 'from_person'"),
    "feedback_step": (OF_RECEIPT, f"{OF_RECEIPT} AND status IN ('received', 'erased')"),
    "feedback_draft": (RECEIPT, RECEIPT),
    # A file is sealed for the programme that makes it safe, and only then says that it is ready.
    "feedback_file": (f"({OF_RECEIPT}) OR ({FILE_OF_VISIT})", f"({FILE_OF_VISIT}) AND state = 'waiting'"),
}


# What a row must be after a change, where that is more than being seen: a message can be emptied and not rewritten,
# because whoever holds the public key of a conversation could put other words under a reply of staff.
CHANGED = {"feedback_message": f"{OF_RECEIPT} AND sealed = ''"}


def lock(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, (rows, new_rows) in POLICIES.items():
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY insert_by_the_door ON {table} FOR INSERT WITH CHECK ({new_rows})")
        for verb in ("SELECT", "UPDATE", "DELETE"):
            then = f" WITH CHECK ({CHANGED[table]})" if verb == "UPDATE" and table in CHANGED else ""
            policy = f"CREATE POLICY {verb.lower()}_with_receipt ON {table} FOR {verb} USING ({rows}){then}"
            schema_editor.execute(policy)


def unlock(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in POLICIES:
        for name in ("insert_by_the_door", "select_with_receipt", "update_with_receipt", "delete_with_receipt"):
            schema_editor.execute(f"DROP POLICY {name} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]
    operations = [migrations.RunPython(lock, unlock, elidable=False)]
