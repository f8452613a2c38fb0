"""Tell the worker that something waits, without ever waiting for the broker: the next beat finds it anyway."""

from __future__ import annotations

import logging
from time import monotonic

from celery import current_app

TASK = "notifications.send_due"
PATIENCE = 0.5  # seconds for each word with the broker
DEAF = 30.0  # seconds in which a broker that did not answer is left alone
ONCE = 0.2  # seconds in which one nudge is enough: the messages of one transaction are committed together
EXPIRES = 60  # seconds after which the nudge is worth nothing
# No retries anywhere: a broker that hangs costs one page at most PATIENCE, once in DEAF seconds.
_IMPATIENT = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE, "max_retries": 0}
_not_before = {"nudge": 0.0}
_log = logging.getLogger(__name__)


def nudge() -> None:
    """Ask for `notifications.send_due` to run now. Never raises."""
    if monotonic() < _not_before["nudge"]:
        return
    _not_before["nudge"] = monotonic() + ONCE
    try:
        with current_app.connection_for_write(connect_timeout=PATIENCE, transport_options=_IMPATIENT) as connection:
            current_app.send_task(TASK, connection=connection, retry=False, ignore_result=True, expires=EXPIRES)
    except Exception as error:  # noqa: BLE001 - whatever a broker does, the message is safe in the database
        _not_before["nudge"] = monotonic() + DEAF
        _log.warning("the broker does not answer (%s); messages wait for the next beat", type(error).__name__)
