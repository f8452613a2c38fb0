"""Who may do what to councils, seats and terms."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from core.verdicts import YES, Verdict
from council.enums import Office as OfficeKind
from council.models import Council, Membership, Office, Pause, Seat
from council.queries import is_taken

NOT_OVER = _("This term is over already.")
# Nobody could know by then what a term is about that lasts longer.
LONGEST_TERM = relativedelta(years=10)


def may_look(user: User) -> Verdict:
    """Members and staff know who is on the council."""
    if user.has_role(*COUNCIL, *STAFF) or user.councils_as(Role.COORDINATOR):
        return YES
    return Verdict(_("Only the council and staff can see this page."))


def may_fill(user: User) -> Verdict:
    """Coordinators decide who sits where: those of the organisation everywhere, others in their council."""
    if user.has_role(Role.COORDINATOR) or user.councils_as(Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators can change who sits where."))


def may_coordinate(user: User, council: Council) -> Verdict:
    """Coordinators of the organisation, or of this very council."""
    if user.has_role_for(council.pk, Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators can change who sits where."))


def may_make_council(user: User) -> Verdict:
    """A council is made by somebody who looks after all of them."""
    if user.has_role(Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators of the whole organisation can make a council."))


def may_appoint(user: User, seat: Seat, starts_on: date, ends_on: date | None = None) -> Verdict:
    """Coordinators fill a seat that is free for a whole term."""
    if not (verdict := may_coordinate(user, seat.council)):
        return verdict
    if seat.council.closed_on is not None:
        return Verdict(_("This council is closed. Nobody new is seated on it."))
    if seat.retired_on is not None and (ends_on or seat.council.term_ends(starts_on)) >= seat.retired_on:
        return Verdict(_("This seat is not filled any more."))
    if is_taken(seat, starts_on, ends_on or seat.council.term_ends(starts_on)):
        return Verdict(_("Someone holds this seat in that time. End their term first, or choose a later day."))
    return YES


def may_seat(user: User, seat: Seat, person: User, starts_on: date, ends_on: date | None = None) -> Verdict:
    """The person can sign in and holds no other seat of the council in that time."""
    ends_on = ends_on or seat.council.term_ends(starts_on)
    # The seat first: its reason holds for everybody, and says nothing about this person.
    if not (verdict := may_appoint(user, seat, starts_on, ends_on)):
        return verdict
    if not (verdict := _is_term(starts_on, ends_on)):
        return verdict
    if not person.is_active:
        return Verdict(_("This person cannot sign in. An administrator can change that."))
    others = Membership.objects.filter(
        user=person, seat__council=seat.council_id, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if others.exists():
        return Verdict(_("This person holds a seat of this council in that time. One person has one seat."))
    return YES


def may_undo_appointment(user: User, term: Membership) -> Verdict:
    """An appointment is taken back before it begins; afterwards somebody may have relied on it."""
    if not (verdict := may_coordinate(user, term.seat.council)):
        return verdict
    # A day is enough to notice the wrong name; later the person has been told, invited and perhaps met.
    if term.starts_on < timezone.localdate():
        return Verdict(_("This term has begun. End it instead, so that the list of past members stays true."))
    return YES


def may_correct_end(user: User, term: Membership, ends_on: date) -> Verdict:
    """The last day of a term that is not over can be put right, as far as the seat is free."""
    if not (verdict := may_end(user, term)):
        return verdict
    if not (verdict := _is_term(term.starts_on, ends_on)):
        return verdict
    if ends_on < timezone.localdate():
        return Verdict(_("Choose today or a later day. What has been is not changed."))
    if is_taken(term.seat, term.starts_on, ends_on, but=term):
        return Verdict(_("The seat is taken after this term ends."))
    return YES


def may_end(user: User, term: Membership) -> Verdict:
    """Coordinators end a term that is not over."""
    if not (verdict := may_coordinate(user, term.seat.council)):
        return verdict
    if term.ends_on < timezone.localdate():
        return Verdict(NOT_OVER)
    return YES


def may_end_on(user: User, term: Membership, last_day: date) -> Verdict:
    """A term can be made shorter, but neither longer nor as if it had never begun."""
    # Somebody who leaves ends their own term, and is asked nothing.
    verdict = may_leave(user, term) if term.user_id == user.pk else may_end(user, term)
    if not verdict:
        return verdict
    # The first day itself is refused, too: the database wants a term to end after it starts.
    if not term.starts_on < last_day <= term.ends_on:
        return Verdict(_("Choose a last day after the first day of the term and not after its planned end."))
    return YES


def may_leave(user: User, term: Membership) -> Verdict:
    """A member leaves their own seat while the term is not over."""
    if term.user_id != user.pk:
        return Verdict(_("You can only leave your own seat."))
    if term.ends_on < timezone.localdate():
        return Verdict(NOT_OVER)
    return YES


def may_renew(user: User, term: Membership, ends_on: date | None = None) -> Verdict:
    """Coordinators renew a term that is not over as often as the council agreed, while the seat stays free."""
    if not (verdict := may_end(user, term)):
        return verdict
    council = term.seat.council
    next_start = term.ends_on + timedelta(days=1)
    # The first term is number 1 and no renewal.
    if term.term_number > council.rules_on(next_start).renewals:
        return Verdict(_("This person has served as many terms in a row as the council agreed on."))
    ends_on = ends_on or council.term_ends(next_start)
    if not (verdict := _is_term(next_start, ends_on)):
        return verdict
    if is_taken(term.seat, next_start, ends_on):
        return Verdict(_("The seat is taken after this term ends."))
    if council.closed_on is not None or term.seat.retired_on is not None:
        return Verdict(_("This seat is not filled any more."))
    return YES


def may_take_back_renewal(user: User, term: Membership) -> Verdict:
    """A renewal is taken back before its first day."""
    if not (verdict := may_coordinate(user, term.seat.council)):
        return verdict
    if term.term_number == 1:
        return Verdict(_("This is a first term and no renewal."))
    if term.starts_on <= timezone.localdate():
        return Verdict(_("This term has begun. End it instead, so that the list of past members stays true."))
    return YES


def may_speak_for(user: User, term: Membership) -> Verdict:
    """The member, or a coordinator who writes down what the member said."""
    if term.user_id == user.pk or may_coordinate(user, term.seat.council):
        return YES
    return Verdict(_("Only the member and coordinators can change this."))


def may_pause(user: User, term: Membership, starts_on: date, ends_on: date) -> Verdict:
    """A pause lies inside the term, meets no other one, and is as long as the council agreed at most."""
    if not (verdict := may_speak_for(user, term)):
        return verdict
    if not term.starts_on <= starts_on <= ends_on <= term.ends_on:
        return Verdict(_("Choose days inside the term, the first not after the last."))
    months = term.seat.council.rules_on(starts_on).pause_months
    if ends_on >= starts_on + relativedelta(months=months):
        return Verdict(_("The council keeps a seat for a shorter time. Choose an earlier last day."))
    if Pause.objects.filter(membership=term, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        return Verdict(_("There is a pause in these days already."))
    return YES


def may_hold_office(user: User, term: Membership, kind: OfficeKind, starts_on: date, ends_on: date) -> Verdict:
    """An office lies inside the term; there is one chair at a time, and there may be several co-chairs and deputies."""
    if not (verdict := may_coordinate(user, term.seat.council)):
        return verdict
    if not term.starts_on <= starts_on <= ends_on <= term.ends_on:
        return Verdict(_("Choose days inside the term, the first not after the last."))
    same = Office.objects.filter(kind=kind, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if same.filter(membership=term).exclude(starts_on=starts_on).exists():
        return Verdict(_("This member holds that office in these days already."))
    others = same.filter(membership__seat__council=term.seat.council_id).exclude(membership=term)
    if kind == OfficeKind.CHAIR and others.exists():
        return Verdict(_("Someone else is the chair in these days. Hand it over from them, or choose co-chair."))
    return YES


def may_end_office(user: User, office: Office) -> Verdict:
    """Coordinators end an office that is not over."""
    if not (verdict := may_coordinate(user, office.membership.seat.council)):
        return verdict
    if office.ends_on < timezone.localdate():
        return Verdict(_("This office is over already."))
    return YES


def may_be_buddy(user: User, term: Membership, buddy: Membership | None) -> Verdict:
    """Somebody else of the same council accompanies a member."""
    if not (verdict := may_coordinate(user, term.seat.council)):
        return verdict
    if buddy is None:
        return YES
    if buddy.user_id == term.user_id or buddy.seat.council_id != term.seat.council_id:
        return Verdict(_("Choose somebody else of the same council."))
    return YES


def _is_term(starts_on: date, ends_on: date) -> Verdict:
    """Return whether two days are the first and the last of a term."""
    if ends_on <= starts_on:
        return Verdict(_("Choose a last day after the first day of the term."))
    if ends_on > starts_on + LONGEST_TERM:
        return Verdict(_("A term lasts ten years at most. Look at the year once more."))
    return YES
