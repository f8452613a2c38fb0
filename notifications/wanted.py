"""Is this person still the one a message is for? Asked right before it is sent; each app registers its kinds.

A message can wait for hours in somebody's quiet hours, and for days by the side of a printer. By then a meeting may be
off, a term over or a role taken.
"""

from __future__ import annotations

from collections.abc import Callable

from notifications.enums import Kind
from notifications.models import OutboxMessage

Check = Callable[[OutboxMessage], bool]

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
