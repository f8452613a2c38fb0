"""Tell members and coordinators that a term ends: six, three and one months before, once each."""

from __future__ import annotations

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.queries import users_with_role
from council import queries
from council.actions.telling import tell_ending
from council.models import Membership

# Months before the last day.
AHEAD = (6, 3, 1)
# For so long a day that was missed is made up for. Less than messages are kept, so that none comes twice.
MADE_UP_FOR = timedelta(days=14)


@transaction.atomic
def remind_of_endings() -> int:
    """Queue what is to be said today about terms that end; returns how many messages are in the outbox.

    Nothing is said about a term that is renewed already, and nothing to a member in a pause.
    """
    count = 0
    for months in AHEAD:
        for term in _ending_in(months):
            if term.pause_today is None and term.user.is_active:
                tell_ending(term, term.user, months)
                count += 1
            for coordinator in users_with_role(Role.COORDINATOR, council=term.seat.council_id):
                # A coordinator with a seat reads the message about the own term only.
                if coordinator.pk != term.user_id:
                    tell_ending(term, coordinator, months)
                    count += 1
    return count


def _ending_in(months: int) -> list[Membership]:
    """Return the terms that end in so many months, as counted from the last day backwards."""
    today = timezone.localdate()
    found = []
    # Counted forwards first and wide: the same day of another month is not there for every day.
    near = (today, today + relativedelta(months=months) + timedelta(days=3))
    for term in queries.without_renewal(near):
        told_on = term.ends_on - relativedelta(months=months)
        # Whoever was seated for less than that knows when it ends.
        if term.starts_on < told_on <= today < told_on + MADE_UP_FOR:
            found.append(term)
    return found
