"""Who asked to open a restricted case in an emergency, and what is open because two people agreed."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from desk.models import OPEN_FOR, WAITS_FOR, Case, EmergencyAccess

# Who is told of every emergency: coordinators, and administrators, who read the log as well.
TOLD = frozenset({Role.COORDINATOR, Role.ADMIN})


def _waiting() -> Q:
    return Q(agreed_at=None, ended_at=None, asked_at__gt=timezone.now() - WAITS_FOR)


def _open() -> Q:
    return Q(agreed_at__gt=timezone.now() - OPEN_FOR, ended_at=None)


def visible_to(user: User) -> QuerySet[EmergencyAccess]:
    """Return every emergency for those who are told of it, nothing for others."""
    if not user.has_role(*TOLD):
        return EmergencyAccess.objects.none()
    people = ("asked_by", "agreed_by", "name_seen_by")
    return EmergencyAccess.objects.select_related("case__feedback", *people).order_by("asked_at", "id")


def to_look_at(user: User) -> QuerySet[EmergencyAccess]:
    """Return what waits, what is open, and what was opened and no third person has looked into."""
    unseen = Q(agreed_at__isnull=False, seen_at=None) & ~Q(agreed_by=user)
    return visible_to(user).filter(_waiting() | _open() | unseen).exclude(asked_by=user)


def open_for(user: User, case: Case) -> EmergencyAccess | None:
    """Return what lets this person open this case now, or None."""
    if not case.feedback.restricted:
        return None
    return EmergencyAccess.objects.filter(_open(), case=case, asked_by=user).first()


def waiting_of(user: User, case: Case) -> EmergencyAccess | None:
    """Return this person's own request for this case that nobody has answered yet."""
    return EmergencyAccess.objects.filter(_waiting(), case=case, asked_by=user).first()


def detail_of(user: User, case: Case) -> dict[str, str]:
    """Return what the log says of an opening that was possible in an emergency only; nothing for any other one."""
    if user.has_role(Role.COORDINATOR) or case.reader_id == user.pk:
        return {}
    access = open_for(user, case)
    return {"emergency": str(access.pk)} if access else {}
