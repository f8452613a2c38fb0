"""The places that people may choose from, and those they no longer can."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import User
from feedback.models import Place

# Who looks after the list.
MANAGERS = frozenset({Role.COORDINATOR, Role.ADMIN})


def visible_to(user: User) -> QuerySet[Place]:
    """Return every place for those who look after them, nothing for others. Those that are listed stand first."""
    found = Place.objects.order_by("-listed", "code")
    return found if user.has_role(*MANAGERS) else found.none()
