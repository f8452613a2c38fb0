"""Rows that the door may add and never read."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import connection

from feedback.models import Contact, EqualityAnswers, LinkedAnswers


def end_of_month(day: date) -> date:
    """Return the last day of a month: the same for everybody of that month, so that it does not say when they came."""
    # The 31st, or the last day there is in a shorter month.
    return day + relativedelta(day=31)


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
