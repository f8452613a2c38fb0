"""Is this person still the one a message is for, and is it the time for it? Asked right before it is sent.

A message can wait for hours in somebody's quiet hours, and for days by the side of a printer. By then a meeting may be
off, a term over or a role taken. Each app registers what it knows of its kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from notifications.enums import Kind
from notifications.models import OutboxMessage

Check = Callable[[OutboxMessage], bool]

# Until when somebody is to be left in peace by a message; None where it can go now.
Rest = Callable[[OutboxMessage], datetime | None]

_rests: list[Rest] = []
_checks: dict[Kind, list[Check]] = {}


def register(kind: Kind, check: Check) -> None:
    """Let `check` say whether a message of a kind is still to be sent. Called from `AppConfig.ready`."""
    checks = _checks.setdefault(kind, [])
    # `ready` may run twice.
    if check not in checks:
        checks.append(check)


def unregister(kind: Kind, check: Check) -> None:
    """Take a check out again."""
    _checks[kind].remove(check)


def is_still_for(message: OutboxMessage) -> bool:
    """Return whether no check says that the message is no longer for its reader."""
    return all(check(message) for check in _checks.get(Kind(message.kind), []))


def register_rest(rest: Rest) -> None:
    """Let `rest` say until when a message waits. Called from `AppConfig.ready`."""
    if rest not in _rests:
        _rests.append(rest)


def rests_until(message: OutboxMessage) -> datetime | None:
    """Return until when somebody is to be left in peace by a message."""
    ends = [end for rest in _rests if (end := rest(message)) is not None]
    return max(ends, default=None)
