"""How an event of the log, a role and a session are read: names instead of identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import devices
from accounts.audit import SYSTEM, read_name
from accounts.enums import Role
from accounts.models import AuditEvent, NeedEvent, RoleGrant, User
from accounts.sessions import OwnSession

# Of an identifier: enough to tell one thing from the next, and how the desk shortens references.
SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as the log prints it; what is stored stays beside it, word by word.

    `who` is empty where the service itself acted; `roles` as they were then.
    """

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


@dataclass(frozen=True, slots=True)
class NamePreview:
    """What each audience reads instead of somebody's own name."""

    members: str
    minutes: str
    public: str


def name_preview(answers: Mapping[str, object]) -> NamePreview:
    """Return what others see with these answers."""
    nobody = _("A member")
    name = " ".join(str(answers["name"]).split()) or nobody
    return NamePreview(
        name if answers["to_members"] else nobody,
        name if answers["in_minutes"] else nobody,
        name if answers["in_public"] else nobody,
    )


def is_shown_anywhere(answers: Mapping[str, object]) -> bool:
    """Return whether anybody else reads a name after these answers."""
    return any(answers[where] for where in ("to_members", "in_minutes", "in_public"))


def name_is_saved(answers: Mapping[str, object]) -> str:
    """Return what is said after a name was saved; a name that nobody reads yet is easily overlooked."""
    if is_shown_anywhere(answers):
        return _("Your name is saved.")
    return _("Your name is saved, and nobody sees it yet: you ticked none of the boxes. Others still see “A member”.")


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One thing that happened to what somebody needs."""

    at: datetime
    need: str
    event: str
    by: str


def need_history(events: Iterable[NeedEvent]) -> list[NeedRow]:
    """Return what happened to what somebody needs, in words."""
    rows = []
    for event in events:
        # A name is no text of ours and stays as it is; "A member" is one, and has no language in the database.
        by = str(_OUR_WORDS.get(event.by, event.by))
        rows.append(NeedRow(event.at, event.get_kind_display(), event.get_event_display(), by))
    return rows


_OUR_WORDS = {"A member": gettext_lazy("A member"), "Someone on the staff": gettext_lazy("Someone on the staff")}


def _labels(roles: list[str]) -> str:
    """Return roles in the reader's language; one that is no longer given as it was written."""
    return ", ".join(str(Role(role).label) if role in Role.values else role for role in roles)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role as the page of a person prints it."""

    grant: RoleGrant
    scope: str
    is_over: bool
    is_ahead: bool

    @classmethod
    def of(cls, grant: RoleGrant, scopes: Mapping[UUID, str], today: date) -> GrantRow:
        """Return the row of a role; `scopes` names the councils."""
        scope = _("The whole organisation")
        if grant.council is not None:
            scope = scopes.get(grant.council) or _("A council that is no longer here")
        is_over = grant.ends_on is not None and grant.ends_on < today
        return cls(grant, scope, is_over, grant.starts_on > today)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its owner reads it."""

    name: str
    began: datetime
    device: str
    is_this_one: bool

    @classmethod
    def of(cls, session: OwnSession, person: User) -> SessionRow:
        """Return the row of a session, with its time on the clock of its owner."""
        began = session.began.astimezone(person.time_zone)
        return cls(session.name, began, devices.in_words(session.device), session.is_this_one)
