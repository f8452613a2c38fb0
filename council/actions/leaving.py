"""A member leaves by their own wish. No reason is asked, and none has a place."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from council import rules
from council.actions.terms import _remove, after_end, end_term, locked
from council.models import Membership


@transaction.atomic
def leave_council(*, last_day: date, by: User) -> int:
    """End every seat of one's own with a day; returns how many. What has not begun by then is taken back."""
    count = 0
    # Nobody leaves in the past: what they did since stays theirs.
    last_day = max(last_day, timezone.localdate())
    # The earliest first: a renewal falls with the term before it.
    for pk in list(Membership.objects.filter(user=by, ends_on__gte=last_day).order_by("starts_on").values_list("pk")):
        term = Membership.objects.select_related("seat").filter(pk=pk[0]).first()
        if term is not None:
            _leave(term, last_day, by)
            count += 1
    return count


def _leave(term: Membership, last_day: date, by: User) -> None:
    rules.may_leave(by, term).enforce()
    # The database wants a term to end after it starts: whoever leaves on the first day stays for one more.
    if term.starts_on == last_day:
        last_day += timedelta(days=1)
    if term.starts_on < last_day:
        end_term(term=term, last_day=last_day, by=by)
        return
    locked(term.seat)
    after_end(term, last_day, by)
    _remove(term)
    audit.record("gave a seat back before the first day", f"Membership {term.pk}", by=by)
