"""How an event of the log is read: names instead of identifiers. What is stored stays beside it, word by word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.audit import SYSTEM, read_name
from accounts.enums import Role
from accounts.models import AuditEvent

# Of an identifier: enough to tell one thing from the next, and how the desk shortens references.
SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as the log prints it. `who` is empty where the service itself acted; `roles` as they were then."""

    event: AuditEvent
    who: str
    roles: str
    kind: str
    thing: str

    @classmethod
    def of(cls, event: AuditEvent, names: Mapping[str, str]) -> EventRow:
        """Return the row of an event; `names` are those of people by their ids."""
        kind, _space, key = event.subject.partition(" ")
        thing = names.get(key) or key[:SHORT_ID]
        if kind.islower():
            # Not a kind and an id but words, such as "the keys".
            kind, thing = event.subject, ""
        if event.actor == SYSTEM:
            return cls(event, "", "", kind, thing)
        actor = read_name(event.actor)
        return cls(event, actor.name or actor.email, _labels(actor.roles), kind, thing)


def _labels(roles: list[str]) -> str:
    """Return roles in the reader's language; one that is no longer given as it was written."""
    return ", ".join(str(Role(role).label) if role in Role.values else role for role in roles)
