"""The cases that somebody reads and that wait for an answer."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import DESK
from accounts.models import User
from accounts.queries import users_with_role
from desk.enums import OPEN, CaseStatus
from desk.models import Case

# Somebody who must not read it may be among those one could choose, and only whoever opens the name can tell.
WHO_IS_NAMED = _("A coordinator assigns it again, after a look at who is named.")


def read_by(person: User, *, restricted: bool) -> QuerySet[Case]:
    """Return the open cases that somebody reads, the earliest promise first."""
    # Sent and not closed counts too: it may come back.
    open_ones = OPEN | {CaseStatus.OUTCOME_SENT}
    found = Case.objects.filter(reader=person, status__in=open_ones, feedback__restricted=restricted)
    return found.order_by("answer_by", "id")


def readers() -> QuerySet[User]:
    """Return everybody who reads feedback."""
    return users_with_role(*DESK)
