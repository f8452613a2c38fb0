"""Reads about people that more than one caller needs."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.enums import Role
from accounts.models import AccessNeed, ApiToken, AuditEvent, User


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in, for the views behind the door that is closed unless marked open."""

    user: User


def active(user: object) -> User | None:
    """Return the signed-in person behind a request's user, or None."""
    return user if isinstance(user, User) and user.is_active else None


def holders(*roles: Role) -> QuerySet[User]:
    """Return active people who hold at least one of the roles."""
    return User.objects.filter(is_active=True, grants__role__in=roles).distinct().order_by("name", "email")


def people() -> QuerySet[User]:
    """Return everybody with their roles, for administrators."""
    return User.objects.prefetch_related("grants").order_by("name", "email")


def needs_of(user: User) -> QuerySet[AccessNeed]:
    """Return what a person said they need."""
    return AccessNeed.objects.filter(user=user).order_by("kind", "pk")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return a person's own keys for programmes, the newest first."""
    return ApiToken.objects.filter(user=user).order_by("-created_on", "name", "pk")


def events() -> QuerySet[AuditEvent]:
    """Return everything that was done, the newest first."""
    return AuditEvent.objects.order_by("-id")
