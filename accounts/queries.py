"""Reads about people that more than one caller needs."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import AccessNeed, User


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
