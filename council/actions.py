"""Everything that writes about seats and terms."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from council import rules
from council.models import Council, Membership, Seat


@transaction.atomic
def seat_member(*, seat: Seat, person: User, starts_on: date, chairs: bool, by: User) -> Membership:
    """Give a person a seat for one term of the council's length."""
    # Locked before the rule is asked: two coordinators could both find the seat free.
    seat = _locked(seat)
    rules.may_seat(by, seat, person, starts_on).enforce()
    term = Membership.objects.create(
        seat=seat, user=person, chairs=chairs, starts_on=starts_on, ends_on=seat.council.term_ends(starts_on)
    )
    audit.record("seated a member", term, by=by, seat=seat.number, until=f"{term.ends_on}")
    return term


@transaction.atomic
def end_term(*, term: Membership, last_day: date, by: User) -> Membership:
    """Let a term end earlier than planned; `last_day` still belongs to it. Raises Conflict if its end was changed."""
    rules.may_end_on(by, term, last_day).enforce()
    # By the end the caller saw: two coordinators may be ending the same term.
    if not Membership.objects.filter(pk=term.pk, ends_on=term.ends_on).update(ends_on=last_day):
        raise Conflict
    audit.record("ended a term", term, by=by, planned=f"{term.ends_on}", until=f"{last_day}")
    term.refresh_from_db()
    return term


@transaction.atomic
def renew(*, term: Membership, by: User) -> Membership:
    """Add one more term after this one, in the same seat and under the same name."""
    # The rule reads the other terms through this seat: as they are now that it is locked, not as a page read them.
    term.seat = seat = _locked(term.seat)
    rules.may_renew(by, term).enforce()
    starts_on = term.ends_on + timedelta(days=1)
    following = Membership.objects.create(
        seat=seat,
        user=term.user,
        # Nobody is shown by their own name because a term has ended.
        alias=term.alias,
        chairs=term.chairs,
        term_number=term.term_number + 1,
        starts_on=starts_on,
        ends_on=seat.council.term_ends(starts_on),
    )
    audit.record("renewed a term", following, by=by, term=following.term_number, until=f"{following.ends_on}")
    return following


@transaction.atomic
def choose_alias(*, term: Membership, alias: str, by: User) -> Membership:
    """Choose the name others on the council see. The log keeps that it was chosen, not the name."""
    rules.may_choose_alias(by, term).enforce()
    Membership.objects.filter(pk=term.pk).update(alias=alias.strip())
    # Without the id of the membership: whoever reads the log must not learn who stands behind a name.
    audit.record("chose the name others see", "Membership", by=by)
    term.refresh_from_db()
    return term


def _locked(seat: Seat) -> Seat:
    """Return the seat, its council locked until the transaction ends, so that nobody else changes who sits there."""
    # The council and not the seat: one person must not be given two seats of it at the same time.
    council = Council.objects.select_for_update().get(pk=seat.council_id)
    locked = Seat.objects.get(pk=seat.pk)
    locked.council = council
    return locked
