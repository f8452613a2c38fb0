"""On PostgreSQL the door's role sees only the rows of receipts that were presented in this very transaction.

The owner of the tables (the members' site and the worker) is not bound by row policies. See docs/adr/0003.
"""

from django.db import migrations



def presented(setting, pattern, value):
    """Return what was presented in this transaction, as values of the column they are compared with.

    The column stands alone on its side of the comparison, so that its index is used: with a function of the column each
    row of the table would be looked at. What has not the form of a value is left out, and refuses nothing by an error.
    """
    names = f"unnest(string_to_array(coalesce(current_setting('{setting}', true), ''), ',')) AS one"
    return f"ARRAY(SELECT CASE WHEN one ~ '{pattern}' THEN {value} END FROM {names})"


RECEIPT = "lookup = ANY (" + presented("answerable.receipts", "^([0-9a-f]{2})+$", "decode(one, 'hex')") + ")"
UUID_FORM = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
FILE_OF_VISIT = "feedback_id IS NULL AND id = ANY (" + presented("answerable.files", UUID_FORM, "one::uuid") + ")"
OF_RECEIPT = "feedback_id IN (SELECT id FROM feedback_feedback)"
# table: (rows that can be seen, changed and deleted; rows that can be added or come out of a change). Nobody but staff's side can put words
# into staff's mouth, and nothing can be added to a conversation whose receipt was not presented.
POLICIES = {
    "feedback_feedback": (RECEIPT, "status = 'received'"),
    "feedback_datakey": (OF_RECEIPT, OF_RECEIPT),
    "feedback_message": (OF_RECEIPT, f"{OF_RECEIPT} AND kind = 'from_person'"),
    "feedback_step": (OF_RECEIPT, f"{OF_RECEIPT} AND status IN ('received', 'erased')"),
    "feedback_draft": (RECEIPT, RECEIPT),
    # A file is sealed for the sanitiser, and only afterwards says that it is ready.
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
