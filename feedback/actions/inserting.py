"""Rows that the door may add and never read."""

from __future__ import annotations

from django.db import connection

from feedback.models import Contact, EqualityAnswers, LinkedAnswers


def insert_unseen(row: Contact | EqualityAnswers | LinkedAnswers) -> bool:
    """Insert a row unless it exists, and return whether it is new. The door's role may not look.

    By hand, because only the number of rows tells; and no error is raised, so no database log can quote one.
    """
    # Both in the order of the model.
    fields = row._meta.concrete_fields
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    columns = ", ".join(connection.ops.quote_name(field.attname) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        # Names of our own models; every value is bound.
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING", values)  # noqa: S608
        return bool(cursor.rowcount == 1)
