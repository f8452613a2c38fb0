"""What happens next and by when, and an honest word when a promise is broken."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from feedback import actions
from feedback.enums import FileKind, MessageKind, Status
from feedback.models import Feedback, File, SealingKey
from tests.feedback.conftest import Visitor
from tests.feedback.conversations import given, today, told

pytestmark = pytest.mark.usefixtures("month_key")
LATE = "We are late, and we are sorry."


def promised(feedback: Feedback) -> str:
    return f"We answer by {date_format(feedback.answer_by)}. Come back from then; the answer might be here earlier."


def show(feedback: Feedback, *statuses: Status, on: datetime.date | None = None) -> None:
    for status in statuses:
        actions.show_status(feedback_id=feedback.pk, status=status, on=on or today())


@pytest.mark.parametrize(
    "statuses",
    [[], [Status.ACKNOWLEDGED], [Status.BEING_READ], [Status.BEING_READ, Status.WITH_COUNCIL]],
    ids=["received", "acknowledged", "read", "council"],
)
def test_promise_is_said_while_an_answer_is_owed(visitor: Visitor, statuses: list[Status]) -> None:
    feedback = given(visitor)
    show(feedback, *statuses)
    assert promised(feedback) in visitor.come_back().text("main")


@pytest.mark.parametrize("number", [1, 3])
def test_conversation_costs_the_same_for_one_message_and_step_and_for_three(
    visitor: Visitor, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    feedback = given(visitor)
    for count in range(number):
        told(feedback, MessageKind.REPLY, f"Reply {count}.")
        show(feedback, [Status.ACKNOWLEDGED, Status.BEING_READ, Status.WITH_COUNCIL][count])
        key = SealingKey.objects.get()
        File.objects.create(feedback=feedback, kind=FileKind.PICTURE, position=count + 1, sealing_key=key)
    # PostgreSQL alone is told which receipt was presented, for its row policies.
    with django_assert_num_queries(11 if connection.vendor == "postgresql" else 9):
        page = visitor.come_back()
    assert [f"Reply {count}." in page.text("main") for count in range(number)] == [True] * number


@pytest.mark.parametrize("status", [Status.DECIDED, Status.OUTCOME_SENT, Status.CLOSED])
def test_nothing_is_promised_once_it_was_answered(visitor: Visitor, status: Status) -> None:
    feedback = given(visitor)
    show(feedback, Status.BEING_READ, status)
    with time_machine.travel(feedback.answer_by + datetime.timedelta(days=3), tick=False):
        said = visitor.come_back().text("main")
    assert "We answer by" not in said
    assert LATE not in said


def test_broken_promise_is_said_with_an_apology_from_the_day_after(visitor: Visitor) -> None:
    feedback = given(visitor)
    with time_machine.travel(datetime.datetime.combine(feedback.answer_by, datetime.time(20)), tick=False):
        assert LATE not in visitor.come_back().text("main")
    after = feedback.answer_by + datetime.timedelta(days=1)
    with time_machine.travel(datetime.datetime.combine(after, datetime.time(20)), tick=False):
        page = visitor.come_back()
    assert LATE in page.text("main")
    assert promised(feedback) not in page.text("main")


def test_new_promise_replaces_the_old_one(visitor: Visitor) -> None:
    feedback = given(visitor)
    actions.show_promise(feedback_id=feedback.pk, answer_by=datetime.date(2040, 3, 3))
    assert "We answer by 3 March 2040" in visitor.come_back().text("main")


def test_answer_that_came_while_the_council_talks_counts(visitor: Visitor) -> None:
    feedback = given(visitor)
    show(feedback, Status.BEING_READ, Status.WITH_COUNCIL)
    told(feedback, MessageKind.REPLY, "A question?")
    assert promised(feedback) in visitor.come_back().text("main")
    told(feedback, MessageKind.REPLY, "We will move the bell.", answers=True)
    said = visitor.come_back().text("main")
    assert "You have our answer already." in said
    assert promised(feedback) not in said


def test_answer_from_before_it_was_taken_up_again_does_not_count(visitor: Visitor) -> None:
    feedback = given(visitor)
    show(feedback, Status.BEING_READ)
    told(feedback, MessageKind.REPLY, "Thank you.", answers=True)
    show(feedback, Status.OUTCOME_SENT, Status.CLOSED)
    show(feedback, Status.BEING_READ, on=today() + datetime.timedelta(days=9))
    assert promised(feedback) in visitor.come_back().text("main")


def test_words_whose_time_was_over_are_said_to_be_destroyed(visitor: Visitor) -> None:
    feedback = given(visitor)
    told(feedback, MessageKind.REPLY, "canary-reply")
    told(feedback, MessageKind.DECISION, "Yes, nights are possible.")
    actions.forget_words(feedback_ids=[feedback.pk])
    said = visitor.come_back().text("main")
    assert "Your own words and files were destroyed" in said
    assert "because their time here was over" in said
    assert "Yes, nights are possible." in said
    assert "cannot be read" not in said
