"""What is put into the outbox stands there once."""

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.verdicts import Conflict, Refused
from notifications import actions
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from tests.notifications.factories import VALUES, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_queue_twice_with_the_same_key_is_one_message() -> None:
    person = PersonFactory()
    first = actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a")
    second = actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a")
    assert first == second
    assert OutboxMessage.objects.count() == 1


def test_queue_is_forgotten_with_the_transaction_it_belongs_to() -> None:
    with transaction.atomic():
        actions.queue(kind=Kind.INVITATION, recipient=PersonFactory(), values=VALUES, dedupe_key="a")
        transaction.set_rollback(True)
    assert OutboxMessage.objects.count() == 0


def test_drop_takes_back_what_waits_and_nothing_else() -> None:
    waiting, sent, *others = (
        MessageFactory(dedupe_key="meeting:1:a"),
        MessageFactory(dedupe_key="meeting:1:b", status=Status.SENT, sent_at=timezone.now()),
        MessageFactory(dedupe_key="meeting:2:a"),
        MessageFactory(dedupe_key="meeting:10:a"),
    )
    assert actions.drop("meeting:1") == {waiting.recipient_id}
    states = [OutboxMessage.objects.get(pk=message.pk).status for message in (waiting, sent, *others)]
    assert states == [Status.DROPPED, Status.SENT, Status.PENDING, Status.PENDING]


def test_same_message_on_two_channels_is_two_rows_that_are_dropped_together() -> None:
    person = PersonFactory()
    for channel in ("email", "post", "post"):
        actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="meeting:1", channel=channel)
    rows = OutboxMessage.objects.order_by("channel").values_list("channel", "dedupe_key")
    assert list(rows) == [("email", "meeting:1"), ("post", "meeting:1:post")]
    assert actions.drop("meeting:1") == {person.pk}
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {Status.DROPPED}


def test_drop_takes_a_percent_sign_as_it_is() -> None:
    MessageFactory(dedupe_key="meeting:1:a")
    assert actions.drop("meeting%") == set()


def test_queue_revives_a_dropped_message_with_its_new_words() -> None:
    message = MessageFactory(dedupe_key="a", status=Status.DROPPED, attempts=4)
    revived = actions.queue(
        kind=Kind.MEETING_REMINDER, recipient=message.recipient, values={**VALUES, "title": "New"}, dedupe_key="a"
    )
    assert (revived.pk, revived.status, revived.attempts) == (message.pk, Status.PENDING, 0)
    assert revived.values["title"] == "New"


def test_try_again_starts_afresh() -> None:
    message = MessageFactory(status=Status.DEAD, attempts=20, first_failed_at=timezone.now(), last_error="OSError")
    actions.try_again(message=message, by=PersonFactory(roles=["coordinator"]))
    message.refresh_from_db()
    assert (message.status, message.attempts, message.first_failed_at) == (Status.PENDING, 0, None)


def test_try_again_is_refused_to_members_and_for_what_is_still_tried() -> None:
    dead, waiting = MessageFactory(status=Status.DEAD), MessageFactory()
    with pytest.raises(Refused, match="You cannot see this page"):
        actions.try_again(message=dead, by=PersonFactory(roles=["member"]))
    with pytest.raises(Refused, match="still trying"):
        actions.try_again(message=waiting, by=PersonFactory(roles=["admin"]))


def test_try_again_notices_that_somebody_was_faster() -> None:
    message = MessageFactory(status=Status.DEAD)
    OutboxMessage.objects.update(status=Status.PENDING)
    with pytest.raises(Conflict):
        actions.try_again(message=message, by=PersonFactory(roles=["admin"]))


def test_try_all_again_moves_what_was_given_up_only() -> None:
    MessageFactory(status=Status.DEAD)
    MessageFactory(status=Status.DEAD)
    MessageFactory(status=Status.SENT, sent_at=timezone.now())
    assert actions.try_all_again(by=PersonFactory(roles=["coordinator"])) == 2
    with pytest.raises(Refused):
        actions.try_all_again(by=PersonFactory(roles=["steward"]))


def test_queue_asks_for_nothing_but_one_look_when_it_stands_already(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = PersonFactory()
    actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a")
    with django_assert_num_queries(3, connection=connection):
        actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key="a")
