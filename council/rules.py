"""Who may do what to seats and terms."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from core.verdicts import YES, Verdict
from council.models import Membership, Seat
from council.queries import is_taken


def may_look(user: User) -> Verdict:
    """Members and staff know who is on the council."""
    if user.has_role(*COUNCIL, *STAFF):
        return YES
    return Verdict(_("Only the council and staff can see this page."))


def may_fill(user: User) -> Verdict:
    """Coordinators decide who sits where."""
    if user.has_role(Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators can change who sits where."))


def may_appoint(user: User, seat: Seat, starts_on: date) -> Verdict:
    """Coordinators fill a seat that is free for a whole term."""
    if not (verdict := may_fill(user)):
        return verdict
    if is_taken(seat, starts_on, seat.council.term_ends(starts_on)):
        return Verdict(_("Someone holds this seat in that time. End their term first, or choose a later day."))
    return YES


def may_seat(user: User, seat: Seat, person: User, starts_on: date) -> Verdict:
    """The person is trusted as member or chair and holds no other seat of the council in that time."""
    # The seat first: its reason holds for everybody, and says nothing about this person.
    if not (verdict := may_appoint(user, seat, starts_on)):
        return verdict
    if not person.has_role(*COUNCIL):
        return Verdict(_("This person is not a council member yet. An administrator can give them that role."))
    others = Membership.objects.filter(
        user=person,
        seat__council=seat.council_id,
        starts_on__lte=seat.council.term_ends(starts_on),
        ends_on__gte=starts_on,
    )
    if others.exists():
        return Verdict(_("This person holds a seat of this council in that time. One person has one seat."))
    return YES


def may_end(user: User, term: Membership) -> Verdict:
    """Coordinators end a term that is not over."""
    if not (verdict := may_fill(user)):
        return verdict
    if term.ends_on < timezone.localdate():
        return Verdict(_("This term is over already."))
    return YES


def may_end_on(user: User, term: Membership, last_day: date) -> Verdict:
    """A term can be made shorter, but neither longer nor as if it had never begun."""
    if not (verdict := may_end(user, term)):
        return verdict
    # The first day itself is refused, too: the database wants a term to end after it starts.
    if not term.starts_on < last_day <= term.ends_on:
        return Verdict(_("Choose a last day after the first day of the term and not after its planned end."))
    return YES


def may_renew(user: User, term: Membership) -> Verdict:
    """Coordinators renew a term that is not over as often as the council agreed, while the seat stays free."""
    if not (verdict := may_end(user, term)):
        return verdict
    council = term.seat.council
    # The first term is number 1 and no renewal.
    if term.term_number > council.renewals:
        return Verdict(_("This person has served as many terms in a row as the council agreed on."))
    next_start = term.ends_on + timedelta(days=1)
    if is_taken(term.seat, next_start, council.term_ends(next_start)):
        return Verdict(_("The seat is taken after this term ends."))
    return YES


def may_choose_alias(user: User, term: Membership) -> Verdict:
    """Only the member chooses the name others see, for a term that is not over."""
    # Not even a coordinator: under a name that others chose nobody is safe.
    if term.user_id != user.pk:
        return Verdict(_("Only the member can choose the name that others see."))
    if term.ends_on < timezone.localdate():
        return Verdict(_("This term is over, so its name stays as it is."))
    return YES
