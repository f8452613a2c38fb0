"""The versions of feedback that the council may read."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import DESK, Role
from accounts.models import User
from council.queries import seated
from desk.models import Case
from desk.queries.cases import shared_with_council


def has_seat_today(user: User) -> bool:
    """Return whether somebody holds a seat on a council today."""
    return seated(user, timezone.localdate()).exists()


def search(found: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Narrow to versions, or notes before them, that hold some words. `found` come from `shared_with_council_for`."""
    return found.filter(Q(shareable__icontains=words) | Q(content_note__icontains=words))


def filtered(found: QuerySet[Case], criteria: Mapping[str, str]) -> QuerySet[Case]:
    """Narrow to versions in a `language`."""
    if language := criteria.get("language"):
        found = found.filter(shareable_language=language)
    return found


def shared_with_council_for(user: User) -> QuerySet[Case]:
    """Return the versions the council may see, for people with a seat today and for the desk.

    What the person wants kept from somebody is left out for readers at the desk who were not chosen.
    """
    # The seat counts and not the role: with the last day of a term the reading ends.
    if user.has_role(Role.COORDINATOR) or has_seat_today(user):
        return shared_with_council(Case.objects.all())
    if user.has_role(*DESK):
        # The person may have named this very reader.
        return shared_with_council(Case.objects.filter(Q(feedback__restricted=False) | Q(reader=user)))
    return Case.objects.none()
