"""What the set-up asks the database: its link, the organisation's row, and what is still missing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.queries import users_with_role
from core.models import Organisation
from core.slots import READINESS, CheckLine
from council.models import Council
from desk.queries import places
from pages.models import SetupLink
from people.enums import InvitationStatus
from people.models import Invitation


def digest(token: str) -> bytes:
    """Return what is stored of a link."""
    # No slow hash: the token has 256 random bits, which nobody tries out.
    return hashlib.sha256(token.encode()).digest()


def working_links(token: str) -> QuerySet[SetupLink]:
    """Return the link with this token, while it works."""
    return SetupLink.objects.filter(digest=digest(token), used_at=None, expires_at__gt=timezone.now())


def has_people() -> bool:
    """Return whether anybody has an account."""
    return User.objects.exists()


def has_administrator() -> bool:
    """Return whether somebody can administer the service."""
    return users_with_role(Role.ADMIN).exists()


def organisation() -> Organisation | None:
    """Return the organisation's row, or None where the variables of the environment count."""
    return Organisation.objects.first()


def desk() -> list[User]:
    """Return those who read and answer, by name."""
    return list(users_with_role(Role.COORDINATOR, Role.READER).order_by("name", "email"))


def invited() -> list[Invitation]:
    """Return the open invitations of people who shall work here."""
    return list(Invitation.objects.filter(status=InvitationStatus.SENT))


def councils() -> QuerySet[Council]:
    """Return the councils that are open and have seats."""
    return Council.objects.filter(closed_on=None, seats__retired_on=None, seats__isnull=False).distinct()


def has_council() -> bool:
    """Return whether a council was ever made."""
    return Council.objects.exists()


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is by now. `lines` is what other apps say is needed."""

    is_named: bool
    has_contact: bool
    help_is_checked: bool
    mail_is_checked: bool
    has_coordinator: bool
    has_reader: bool
    has_places: bool
    has_council: bool
    is_open: bool
    # Roles that somebody was invited to and has not taken yet.
    invited: frozenset[str]
    lines: tuple[CheckLine, ...]

    @property
    def is_ready(self) -> bool:
        """Return whether nothing is missing that the door cannot do without."""
        ours = (
            self.is_named,
            self.has_contact,
            self.help_is_checked,
            self.mail_is_checked,
            self.has_coordinator,
            self.has_reader,
        )
        return all(ours) and all(line.is_done for line in self.lines if line.is_needed)


def facts(row: Organisation, by: User) -> Facts:
    """Look at everything once."""
    others: list[CheckLine] = []
    for lines in READINESS:
        others.extend(lines())
    return Facts(
        is_named=bool(row.names),
        has_contact=bool(row.contact),
        help_is_checked=row.help_checked_on is not None,
        mail_is_checked=row.mail_checked_on is not None,
        has_coordinator=users_with_role(Role.COORDINATOR).exists(),
        has_reader=users_with_role(Role.READER).exists(),
        has_places=places.visible_to(by).filter(listed=True).exists(),
        has_council=councils().exists(),
        is_open=row.opened_on is not None,
        invited=frozenset(given["role"] for invitation in invited() for given in invitation.roles),
        lines=tuple(others),
    )
