"""Pauses: no reason is asked, and the seat is kept for as long as the council agreed."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from council import rules
from council.actions.telling import tell_changed
from council.actions.terms import locked
from council.enums import WAITS_IN_A_PAUSE, SeatNews
from council.models import Membership, Pause
from notifications.actions import hurry_for


@transaction.atomic
def pause(*, term: Membership, starts_on: date, ends_on: date, by: User) -> Pause:
    """Let a member pause, both days included. They ask for it, or a coordinator writes it down for them."""
    term.seat = locked(term.seat)
    rules.may_pause(by, term, starts_on, ends_on).enforce()
    made = Pause.objects.create(membership=term, starts_on=starts_on, ends_on=ends_on)
    tell_changed(term, SeatNews.PAUSED, first_day=starts_on, last_day=ends_on)
    # Not how long: whoever reads the log must not learn that somebody was away for months.
    audit.record("paused", term, by=by)
    return made


@transaction.atomic
def end_pause(*, pause: Pause, by: User, on: date | None = None) -> None:
    """Let somebody come back, from today or a later day. A pause that has not begun is taken back."""
    rules.may_speak_for(by, pause.membership).enforce()
    last_day = (on or timezone.localdate()) - timedelta(days=1)
    if last_day < pause.starts_on:
        Pause.objects.filter(pk=pause.pk).delete()
    else:
        Pause.objects.filter(pk=pause.pk).update(ends_on=last_day)
    hurry_for(person=pause.membership.user, kinds=WAITS_IN_A_PAUSE)
    tell_changed(pause.membership, SeatNews.BACK, first_day=last_day + timedelta(days=1))
    audit.record("came back from a pause", pause.membership, by=by)
