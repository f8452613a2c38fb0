"""Who sits where, from when until when."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts import audit
from accounts.enums import Role
from accounts.models import RoleGrant, User
from core.slots import TERM_ENDED, TERM_LENGTHENED
from core.verdicts import Conflict, Refused
from council import rules
from council.actions.applications import note_joined
from council.actions.offices import drop_offices, hold_office, move_offices
from council.actions.telling import tell_changed, tell_seated, tell_taken_back
from council.enums import Office, SeatNews
from council.models import Council, Membership, Pause, Seat


@transaction.atomic
def seat_member(  # noqa: PLR0913 - what an appointment is
    *, seat: Seat, person: User, starts_on: date, by: User, chairs: bool = False, ends_on: date | None = None
) -> Membership:
    """Give a person a seat for one term; without `ends_on` one of the council's length.

    The role of a member comes with it and ends with it. Raises Conflict where somebody else was faster.
    """
    # Locked before the rule is asked: two coordinators could both find the seat free.
    seat = locked(seat)
    ends_on = ends_on or seat.council.term_ends(starts_on)
    rules.may_seat(by, seat, person, starts_on, ends_on).enforce()
    term = _create(
        seat=seat,
        user=person,
        starts_on=starts_on,
        ends_on=ends_on,
        planned_ends_on=ends_on,
    )
    if chairs:
        hold_office(term=term, kind=Office.CHAIR, starts_on=starts_on, by=by)
    note_joined(term)
    tell_seated(term)
    audit.record("seated a member", term, by=by, seat=seat.number, until=f"{term.ends_on}")
    return term


@transaction.atomic
def undo_appointment(*, term: Membership, reason: str, by: User) -> None:
    """Take back an appointment on which nobody has relied yet, as if it had never been. The log keeps the reason."""
    seat = locked(term.seat)
    term = _again(term)
    rules.may_undo_appointment(by, term).enforce()
    person = str(term.user_id)
    # Before it is gone: the invitations that hang on it tell which calendars to clear.
    after_end(term, term.starts_on - timedelta(days=1), by)
    # A renewal of what never was falls with it.
    for renewal in _later_terms(term):
        _remove(renewal)
    _remove(term)
    tell_taken_back(term)
    # In words, because the row is gone by now.
    audit.record("took back an appointment", f"Seat {seat.pk}", by=by, person=person, reason=reason)


@transaction.atomic
def correct_end(*, term: Membership, ends_on: date, reason: str, by: User) -> Membership:
    """Put right the last day of a term that was mistyped, earlier or later. Raises Conflict if it was changed since."""
    read = term.ends_on
    # Its seat's other terms as they are now: a longer term must not reach into one of them.
    term.seat = locked(term.seat)
    rules.may_correct_end(by, term, ends_on).enforce()
    _move_end(term, read, ends_on, planned_ends_on=ends_on)
    tell_changed(term, SeatNews.END_MOVED, last_day=ends_on)
    audit.record("corrected the end of a term", term, by=by, planned=f"{read}", until=f"{ends_on}", reason=reason)
    if ends_on < read:
        after_end(term, ends_on, by)
    else:
        for then in TERM_LENGTHENED:
            then(term, by)
    return term


@transaction.atomic
def end_term(*, term: Membership, last_day: date, by: User) -> Membership:
    """Let a term end earlier than planned; `last_day` still belongs to it. Raises Conflict if its end was changed.

    A renewal that has not begun falls with it: the seat is free from the day after.
    """
    planned = term.ends_on
    term.seat = locked(term.seat)
    rules.may_end_on(by, term, last_day).enforce()
    for renewal in _later_terms(term):
        _remove(renewal)
        audit.record("took back a renewal", f"Membership {renewal.pk}", by=by, until=f"{renewal.ends_on}")
    # By the end the caller saw: two coordinators may be ending the same term.
    _move_end(term, planned, last_day)
    tell_changed(term, SeatNews.ENDED, last_day=last_day)
    audit.record("ended a term", term, by=by, planned=f"{planned}", until=f"{last_day}")
    after_end(term, last_day, by)
    return term


@transaction.atomic
def renew(*, term: Membership, by: User, ends_on: date | None = None) -> Membership:
    """Add one more term after this one, in the same seat. Raises Conflict where its end was changed since."""
    # The rule reads the other terms through this seat: as they are now that it is locked, not as a page read them.
    read = term.ends_on
    seat = locked(term.seat)
    term = _again(term)
    # Somebody ended it meanwhile: the new term would begin after a gap.
    if term.ends_on != read:
        raise Conflict
    term.seat = seat
    starts_on = term.ends_on + timedelta(days=1)
    ends_on = ends_on or seat.council.term_ends(starts_on)
    rules.may_renew(by, term, ends_on).enforce()
    following = _create(
        seat=seat,
        user=term.user,
        term_number=term.term_number + 1,
        starts_on=starts_on,
        ends_on=ends_on,
        planned_ends_on=ends_on,
        hours_a_month=term.hours_a_month,
        buddy=term.buddy,
    )
    tell_changed(following, SeatNews.RENEWED, first_day=starts_on, last_day=ends_on)
    audit.record("renewed a term", following, by=by, term=following.term_number, until=f"{following.ends_on}")
    return following


@transaction.atomic
def take_back_renewal(*, term: Membership, reason: str, by: User) -> None:
    """Take back a renewal whose days have not begun. `term` is the renewal."""
    locked(term.seat)
    term = _again(term)
    rules.may_take_back_renewal(by, term).enforce()
    for renewal in _later_terms(term):
        _remove(renewal)
    _remove(term)
    tell_changed(term, SeatNews.RENEWAL_TAKEN_BACK, last_day=term.starts_on - timedelta(days=1))
    audit.record("took back a renewal", f"Membership {term.pk}", by=by, until=f"{term.ends_on}", reason=reason)


@transaction.atomic
def set_hours(*, term: Membership, hours: int | None, by: User) -> None:
    """Say how many hours a month somebody can give; None is no cap. The member's own act."""
    rules.may_speak_for(by, term).enforce()
    Membership.objects.filter(pk=term.pk).update(hours_a_month=hours)
    audit.record("set how many hours they can give", "Membership", by=by)


@transaction.atomic
def set_buddy(*, term: Membership, buddy: Membership | None, by: User) -> None:
    """Say who accompanies a new member."""
    rules.may_be_buddy(by, term, buddy).enforce()
    Membership.objects.filter(pk=term.pk).update(buddy=buddy)
    audit.record("set a buddy", term, by=by)


def after_end(term: Membership, last_day: date, by: User | None) -> None:
    """Let the apps above see to what hangs on a term that ends earlier: meetings after its last day, what waits."""
    for then in TERM_ENDED:
        then(term, last_day, by)


def locked(seat: Seat) -> Seat:
    """Return the seat, its council locked until the transaction ends, so that nobody else changes who sits there."""
    # The council and not the seat: one person must not be given two seats of it at the same time.
    council = Council.objects.select_for_update().get(pk=seat.council_id)
    found = Seat.objects.get(pk=seat.pk)
    found.council = council
    return found


def _create(**fields: object) -> Membership:
    """Write a term and the role that comes with it. Raises Conflict where the database finds the seat taken."""
    try:
        with transaction.atomic():
            term = Membership.objects.create(**fields)
    except IntegrityError:
        raise Conflict from None
    RoleGrant.objects.update_or_create(
        user=term.user,
        role=Role.MEMBER,
        council=term.seat.council_id,
        starts_on=term.starts_on,
        defaults={"ends_on": term.ends_on},
    )
    return term


def _again(term: Membership) -> Membership:
    """Return a term as it is now. Raises Conflict where somebody took it back meanwhile."""
    found = Membership.objects.select_related("seat__council", "user").filter(pk=term.pk).first()
    if found is None:
        raise Conflict
    return found


def _later_terms(term: Membership) -> list[Membership]:
    """Return the renewals that follow a term without a gap, the last first."""
    found: list[Membership] = []
    day = term.ends_on
    later = Membership.objects.filter(seat=term.seat_id, user=term.user_id, starts_on__gt=day).order_by("starts_on")
    for following in later.select_related("seat__council", "user"):
        # A term after a gap, or a first one, is an appointment of its own.
        if following.term_number > 1 and following.starts_on == day + timedelta(days=1):
            found.insert(0, following)
            day = following.ends_on
    return found


def _remove(term: Membership) -> None:
    """Delete a term that has not begun, and the roles that would have come with it."""
    drop_offices(term=term)
    grants = RoleGrant.objects.filter(user=term.user_id, council=term.seat.council_id, role=Role.MEMBER)
    grants.filter(starts_on=term.starts_on).delete()
    pk = term.pk
    try:
        term.delete()
    except ProtectedError:
        raise Refused(_("Something was signed or written under this appointment. End the term instead.")) from None
    # Written into the log and into a message afterwards.
    term.pk = pk


def _move_end(term: Membership, read: date, ends_on: date, **more: object) -> None:
    """Write another last day, of the role and the offices too. Raises Conflict where the stored one is not `read`."""
    try:
        with transaction.atomic():
            moved = Membership.objects.filter(pk=term.pk, ends_on=read).update(ends_on=ends_on, **more)
    except IntegrityError:
        raise Conflict from None
    if not moved:
        raise Conflict
    grants = RoleGrant.objects.filter(user=term.user_id, council=term.seat.council_id, role=Role.MEMBER)
    grants.filter(starts_on=term.starts_on).update(ends_on=ends_on)
    move_offices(term=term, read=read, last_day=ends_on)
    Pause.objects.filter(membership=term, starts_on__gt=ends_on).delete()
    Pause.objects.filter(membership=term, ends_on__gt=ends_on).update(ends_on=ends_on)
    term.ends_on = ends_on
