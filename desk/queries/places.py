"""The places that people may choose from, and those they no longer can."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from core import language as languages
from feedback.models import Place

# Those who look after the list.
MANAGERS = frozenset({Role.COORDINATOR, Role.ADMIN})


def search(found: QuerySet[Place], words: str) -> QuerySet[Place]:
    """Narrow to short names, and names in every language, that hold some words."""
    in_words = Q(code__icontains=words)
    for language in languages.codes():
        in_words |= Q(**{f"names__{language}__icontains": words})
    return found.filter(in_words)


def visible_to(user: User) -> QuerySet[Place]:
    """Return every place for those who look after them, nothing for others. Those that are listed come first."""
    if not user.has_role(*MANAGERS):
        return Place.objects.none()
    return Place.objects.order_by("-listed", "code")
