"""The queue's connection is lost in the middle of a task: the worker goes on."""

from __future__ import annotations

import pytest
import redis
from kombu import Connection, Consumer, Producer, Queue

from config import broker
from config.celery import app
from tests.rig import services


@pytest.mark.needs_redis
def test_connection_that_is_lost_in_the_middle_of_a_task_is_tidied_up_and_the_task_stays_in_redis() -> None:
    """As the worker does it: it lets go of the way to the server first, and closes what is left then."""
    with services.redis_database() as url:
        connection = Connection(url)
        channel = connection.default_channel
        taken: list[object] = []
        tasks = Consumer(channel, [Queue("tasks")], callbacks=[lambda body, _message: taken.append(body)])
        tasks.consume()
        Producer(channel).publish("a task", routing_key="tasks")
        while not taken:
            connection.drain_events(timeout=5)
        connection.transport.client = None
        # kombu itself raises an AttributeError here, and the worker ends.
        channel.close()  # type: ignore[attr-defined]
        with redis.Redis.from_url(url) as client:
            assert client.hlen("unacked") == 1


def test_application_talks_to_redis_through_it() -> None:
    with app.connection_for_write(url="redis://127.0.0.1:1/0") as connection:
        assert isinstance(connection.transport, broker.Transport)
