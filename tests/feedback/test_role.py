"""What the door's database role can do, asked in the tests' own database; the whole process is asked elsewhere."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from feedback import codes, queries
from feedback.models import Feedback
from tests.feedback.conftest import MonthKey, Visitor
from tests.feedback.conversations import given

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db]
Ask = Callable[..., list[tuple]]
REPLY = (
    "INSERT INTO feedback_message (id, feedback_id, submission, position, kind, written_on, sealed)"
    " VALUES (gen_random_uuid(), %s, gen_random_uuid(), 7, %s, '2026-01-01', 'x')"
)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(ProgrammingError), transaction.atomic():
        yield


@pytest.fixture
def said(visitor: Visitor, month_key: MonthKey) -> Feedback:
    """Two people have said something; this is the visitor's."""
    given(Visitor(visitor.client))
    return given(visitor)


@pytest.fixture
def ask(said: Feedback) -> Iterator[Ask]:
    """Ask the database as the door does."""
    role = f"door_{secrets.token_hex(4)}"
    call_command("door_role", name=role, password=secrets.token_hex(8), verbosity=0)
    with connection.cursor() as cursor:
        # As in a new transaction: what was said before this was said with its code.
        queries.show_receipts()
        cursor.execute(f'SET LOCAL ROLE "{role}"')

        def asked(statement: str, *values: Any) -> list[tuple]:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

        yield asked
        cursor.execute("RESET ROLE")


def test_the_role_of_the_door_sees_what_its_receipt_opens(ask: Ask, visitor: Visitor, said: Feedback) -> None:
    assert ask("SELECT id FROM feedback_feedback") == []
    queries.show_receipts(codes.opened(visitor.code).lookup)
    assert ask("SELECT id FROM feedback_feedback") == [(said.pk,)]
    for table in ("feedback_datakey", "feedback_step"):
        assert ask(f"SELECT DISTINCT feedback_id FROM {table}") == [(said.pk,)]  # noqa: S608 - our own words


def test_the_role_of_the_door_never_speaks_for_staff(ask: Ask, visitor: Visitor, said: Feedback) -> None:
    with refused():
        ask(REPLY, said.pk, "from_person")
    queries.show_receipts(codes.opened(visitor.code).lookup)
    with refused():
        ask(REPLY, said.pk, "reply")
    ask(REPLY, said.pk, "from_person")


def test_the_role_of_the_door_reads_nothing_back(ask: Ask, visitor: Visitor) -> None:
    queries.show_receipts(codes.opened(visitor.code).lookup)
    queries.show_files([str(uuid.uuid4())])
    ask("SELECT body FROM feedback_feedback")
    for cell in (
        "sealed FROM feedback_contact",
        "id FROM feedback_contact",
        "sealed FROM feedback_datakey",
        "content FROM feedback_file",
        "key FROM feedback_file",
        "wrapped FROM keys_privatekey",
        "email FROM accounts_user",
    ):
        with refused():
            ask(f"SELECT {cell}")
