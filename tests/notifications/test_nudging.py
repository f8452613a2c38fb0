"""A broker that is dead or hangs neither breaks nor delays the page that wanted to say something."""

import socket
from collections.abc import Iterator
from time import monotonic

import pytest
import redis
from celery import Celery

from notifications import actions
from notifications.actions import nudging
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.notifications.factories import VALUES, PersonFactory
from tests.rig.processes import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _hearing() -> Iterator[None]:
    nudging._not_before["nudge"] = 0.0  # noqa: SLF001 - a process of its own begins with open ears
    yield
    nudging._not_before["nudge"] = 0.0  # noqa: SLF001


def broker(monkeypatch: pytest.MonkeyPatch, url: str) -> Celery:
    app = Celery("test", broker=url, set_as_current=False)
    app.conf.update(broker_transport_options={"visibility_timeout": 600}, broker_connection_retry=True)
    monkeypatch.setattr(nudging, "current_app", app)
    return app


def queue(key: str) -> float:
    person, started = PersonFactory(), monotonic()
    actions.queue(kind=Kind.INVITATION, recipient=person, values=VALUES, dedupe_key=key)
    return monotonic() - started


@pytest.mark.needs_redis
def test_queue_nudges_the_worker(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    broker(monkeypatch, redis_url)
    queue("a")
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen("celery") == 1
        assert b"notifications.send_due" in client.lindex("celery", 0)
        assert b"Spring meeting" not in client.lindex("celery", 0)


def test_dead_broker_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    broker(monkeypatch, f"redis://127.0.0.1:{free_port()}/0")
    assert queue("a") < 1
    assert OutboxMessage.objects.count() == 1


def test_hanging_broker_delays_one_page_a_little_and_the_next_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker(monkeypatch, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert queue("a") < 1.5
        assert queue("b") < 0.2
    assert OutboxMessage.objects.count() == 2


def test_unknown_broker_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    broker(monkeypatch, "nonsense://")
    assert queue("a") < 1
    assert OutboxMessage.objects.count() == 1
