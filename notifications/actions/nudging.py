"""Tell the worker that something waits, without ever waiting for the broker: the next beat finds it anyway."""

from __future__ import annotations

import logging
from time import monotonic

from celery import current_app

TASK = "notifications.send_due"
BROKER_TIMEOUT_S = 0.5  # for connecting, and for each answer
BROKER_DOWN_PAUSE_S = 30.0  # in which a broker that did not answer is left alone
NUDGE_INTERVAL_S = 0.2  # in which one nudge is enough: the messages of one transaction are committed together
EXPIRES_S = 60  # after which the nudge is worth nothing: the next beat has come by then
# No retries anywhere: a broker that hangs costs one page at most BROKER_TIMEOUT_S, once in BROKER_DOWN_PAUSE_S.
_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": BROKER_TIMEOUT_S,
    "socket_timeout": BROKER_TIMEOUT_S,
    "max_retries": 0,
}
_not_before = {"nudge": 0.0}
_log = logging.getLogger(__name__)


def nudge() -> None:
    """Ask for `notifications.send_due` to run now. Never raises."""
    if monotonic() < _not_before["nudge"]:
        return
    _not_before["nudge"] = monotonic() + NUDGE_INTERVAL_S
    try:
        broker = current_app.connection_for_write(
            connect_timeout=BROKER_TIMEOUT_S, transport_options=_TRANSPORT_OPTIONS
        )
        with broker as connection:
            current_app.send_task(TASK, connection=connection, retry=False, ignore_result=True, expires=EXPIRES_S)
    except Exception as error:  # noqa: BLE001 - whatever a broker does, the message is safe in the database
        _not_before["nudge"] = monotonic() + BROKER_DOWN_PAUSE_S
        _log.warning("the broker does not answer (%s); messages wait for the next beat", type(error).__name__)
