"""Somebody leaves a council, or stays longer after all: what that means for the meetings after their last day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts import audit
from accounts.models import User
from council.models import Membership
from meetings import queries
from meetings.actions import needs, notices
from meetings.actions.inviting import put_back_into_calendars, take_out_of_calendars


def clear_calendar(term: Membership, last_day: date, by: User | None) -> None:
    """Take back what waits about meetings after somebody's last day, and clear their calendar of them."""
    take_out_of_calendars(term=term, after=last_day, by=by)


def fill_calendar(term: Membership, by: User) -> None:
    """Expect somebody again at the meetings that a longer term reaches."""
    put_back_into_calendars(user=term.user, council=term.seat.council, by=by)


@transaction.atomic
def clear_after_change(person: User, by: User | None) -> None:
    """See to the meetings at which somebody is not expected any more because they lost the role or the account."""
    count = 0
    for invitation in queries.not_trusted_then(person):
        needs.release(invitation)
        # Whoever cannot sign in any more is written to no more.
        if invitation.membership.user.is_active:
            count += notices.notify_taken_off(invitation)
    if count:
        audit.record("took meetings out of a calendar", person, by=by, meetings=count)
