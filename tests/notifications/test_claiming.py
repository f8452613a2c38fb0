"""Several workers at once: each message has one of them."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from notifications import actions
from tests.notifications.factories import MessageFactory, PreferenceFactory


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_the_same_time_share_the_messages() -> None:
    MessageFactory.create_batch(30, recipient=PreferenceFactory().user)

    def claim(_worker: int) -> list[UUID]:
        return [message.pk for message in actions.claim(10)]

    def claim_beside(worker: int) -> list[UUID]:
        try:
            return claim(worker)
        finally:
            connection.close()

    if connection.vendor == "sqlite":  # one writes at a time, and the test's database is in this thread
        turns = [claim(worker) for worker in range(4)]
    else:
        with ThreadPoolExecutor(4) as workers:
            turns = list(workers.map(claim_beside, range(4)))
    taken = [pk for claimed in turns for pk in claimed]
    assert len(taken) == len(set(taken))
    left = {message.pk for message in actions.claim(30)}
    assert len(left) + len(taken) == 30
    assert left.isdisjoint(taken)
