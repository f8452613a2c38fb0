"""Redis as the queue, so that a connection lost in the middle of a task does not end the worker."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis

TRANSPORT = "config.broker:Transport"


class QoS(redis.QoS):
    """Which tasks this worker has taken and not finished."""

    def restore_unacked(self, client: Any = None) -> None:
        """Give unfinished tasks back to the queue, where there still is a way to it.

        Celery 5.7 takes the way to a server that is gone away first and tidies up then; kombu would raise an
        AttributeError, and the worker end. Redis keeps the tasks, and they come back after `visibility_timeout`.
        """
        if getattr(self.channel.connection, "client", None) is None:
            self._delivered = OrderedDict()
            return
        super().restore_unacked(client)


class Channel(redis.Channel):
    """A channel that counts with our `QoS`."""

    QoS = QoS


class Transport(redis.Transport):
    """Redis with our channels."""

    Channel = Channel


def use() -> None:
    """Let addresses that begin with redis:// mean this transport."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = TRANSPORT
