"""Who may do what to councils, seats and terms."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from core.verdicts import YES, Verdict
from council.enums import APPLICATION_NEXT, LIVED, ApplicationStatus, ClaimStatus, SeatKind, TalkStatus
from council.enums import Office as OfficeKind
from council.models import (
    Agreement,
    Application,
    CheckIn,
    Claim,
    Council,
    ExitTalk,
    Interest,
    Membership,
    NeedTask,
    Office,
    ParticipationPlan,
    Pause,
    Rate,
    Recusal,
    Seat,
)
from council.queries import chairs_of, hangings, is_taken, plan_readers, terms_after

NOT_OVER = _("This term is over already.")
NOT_IN_THE_PAST = _("Choose today or a later day. What has been is not changed.")
# Nobody could know by then what a term is about that lasts longer.
LONGEST_TERM = relativedelta(years=10)
MOST_SEATS_AT_ONCE = 50


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


def may_change_council(user: User, council: Council) -> Verdict:
    """Its coordinators change a council, its seats and what it agreed on, until it is closed."""
    if not user.has_role_for(council.pk, Role.COORDINATOR):
        return Verdict(_("Only coordinators of this council can change it."))
    if council.closed_on is not None:
        return Verdict(_("This council is closed. It stays as it was."))
    return YES


def may_be_part_of(user: User, council: Council, parent: Council | None) -> Verdict:
    """A council is part of another one that is open, and of none of its own parts."""
    if parent is None:
        return YES
    if not user.has_role_for(parent.pk, Role.COORDINATOR):
        return Verdict(_("Only coordinators of the other council can make this one a part of it."))
    above: Council | None = parent
    while above is not None:
        if above.pk == council.pk:
            return Verdict(_("A council cannot be a part of itself or of one of its own parts."))
        above = above.parent
    return YES


def may_close_council(user: User, council: Council, last_day: date) -> Verdict:
    """Coordinators close a council on a day that it has seen."""
    if not (verdict := may_change_council(user, council)):
        return verdict
    # A later day would be a promise that new terms and meetings could break.
    if not council.opened_on <= last_day <= timezone.localdate():
        return Verdict(_("Choose a last day between the council’s first day and today."))
    return YES


def may_close_now(council: Council, last_day: date) -> Verdict:
    """Nothing of a council goes on after its last day: no part, no term and no meeting."""
    if Council.objects.filter(parent=council, closed_on=None).exists():
        return Verdict(_("Other councils are part of this one. Close them first, or make them part of another."))
    if terms_after(council, last_day).exists():
        return Verdict(_("Terms go on after that day. End them first, or let them end with the council."))
    if hangings(council):
        return Verdict(_("There is something ahead that belongs to this council. Deal with it first."))
    return YES


def may_reopen_council(user: User, council: Council) -> Verdict:
    """A council that was closed by mistake is opened again on the same or the next day."""
    if not user.has_role_for(council.pk, Role.COORDINATOR):
        return Verdict(_("Only coordinators of this council can change it."))
    if council.closed_on is None:
        return Verdict(_("This council is open."))
    if timezone.localdate() > council.closed_on + timedelta(days=1):
        return Verdict(_("A council can be opened again until the day after it was closed. Make a new one."))
    return YES


def may_add_seats(user: User, council: Council, count: int) -> Verdict:
    """Coordinators add seats, and not by a typo a thousand of them."""
    if not (verdict := may_change_council(user, council)):
        return verdict
    if not 1 <= count <= MOST_SEATS_AT_ONCE:
        return Verdict(_("Add between 1 and 50 seats at a time."))
    return YES


def may_vote(kind: SeatKind, *, votes: bool) -> Verdict:
    """Only people with lived experience and their families vote; staff and guests advise."""
    if votes and kind not in LIVED:
        return Verdict(_("Only seats for lived experience and for carers or family have a vote."))
    return YES


def may_retire_seat(user: User, seat: Seat, on: date) -> Verdict:
    """A seat is retired that nobody holds from that day on."""
    if not (verdict := may_change_council(user, seat.council)):
        return verdict
    if seat.retired_on is not None:
        return Verdict(_("This seat is retired already."))
    if Membership.objects.filter(seat=seat, ends_on__gte=on).exists():
        return Verdict(_("Someone holds this seat on that day or later. End their term first, or choose a later day."))
    return YES


def may_bring_back_seat(user: User, seat: Seat) -> Verdict:
    """A retired seat is brought back while its council is open."""
    if not (verdict := may_change_council(user, seat.council)):
        return verdict
    if seat.retired_on is None:
        return Verdict(_("This seat is not retired."))
    return YES


def may_set_rules(user: User, council: Council, holds_from: date) -> Verdict:
    """What was agreed holds from today or a later day on; for a council without rules also from an earlier one."""
    if not (verdict := may_change_council(user, council)):
        return verdict
    if holds_from < timezone.localdate() and council.rules.exists():
        return Verdict(_("Choose today or a later day. What was agreed before stays as it was."))
    return YES


def may_appoint(user: User, seat: Seat, starts_on: date, ends_on: date | None = None) -> Verdict:
    """Coordinators fill a seat that is free for a whole term."""
    if not (verdict := may_coordinate(user, seat.council)):
        return verdict
    if seat.council.closed_on is not None:
        return Verdict(_("This council is closed. Nobody new is seated on it."))
    if seat.retired_on is not None and (ends_on or seat.council.term_ends(starts_on)) >= seat.retired_on:
        return Verdict(_("This seat is no longer open."))
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
        return Verdict(NOT_IN_THE_PAST)
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
    if term.user_id == user.pk and last_day < timezone.localdate():
        return Verdict(NOT_IN_THE_PAST)
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
        return Verdict(_("This seat is no longer open."))
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


def may_end_office(user: User, office: Office, last_day: date | None = None) -> Verdict:
    """Coordinators end an office that is not over, never later than was planned."""
    if not (verdict := may_coordinate(user, office.membership.seat.council)):
        return verdict
    if office.ends_on < timezone.localdate():
        return Verdict(_("This office is over already."))
    if last_day is not None and last_day > office.ends_on:
        return Verdict(_("Choose a day before this office ends anyway."))
    # Yesterday: somebody else holds it from today on.
    if last_day is not None and last_day < timezone.localdate() - timedelta(days=1):
        return Verdict(NOT_IN_THE_PAST)
    return YES


def may_take_over_office(user: User, office: Office, to: Membership, on: date) -> Verdict:
    """An office goes to another member of the same council, from a day in which it is held."""
    if to.seat.council_id != office.membership.seat.council_id or to.user_id == office.membership.user_id:
        return Verdict(_("Choose somebody else of the same council."))
    if on < timezone.localdate():
        return Verdict(NOT_IN_THE_PAST)
    return may_end_office(user, office, on - timedelta(days=1))


def may_see_board(user: User) -> Verdict:
    """The board is for coordinators: it says who pauses."""
    return may_fill(user)


def may_handle(user: User, application: Application) -> Verdict:
    """Coordinators of a council speak with those who would like to join it."""
    if user.has_role_for(application.council_id, Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators of this council can see who would like to join it."))


def may_write_down_application(user: User, council: Council) -> Verdict:
    """Coordinators write down what somebody said by phone or sent on paper."""
    if not user.has_role_for(council.pk, Role.COORDINATOR):
        return Verdict(_("Only coordinators of this council can see who would like to join it."))
    return may_apply(council)


def may_apply(council: Council) -> Verdict:
    """Anybody applies to a council that is open and asks for people."""
    if council.closed_on is not None or not council.takes_applications:
        return Verdict(_("This council does not look for new people at the moment."))
    return YES


def may_move_application(user: User, application: Application, to: ApplicationStatus) -> Verdict:
    """An application moves as the table of moves says."""
    if not (verdict := may_handle(user, application)):
        return verdict
    if to not in APPLICATION_NEXT[ApplicationStatus(application.status)]:
        return Verdict(_("This is not the next step for this person any more. Look at the list once more."))
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


def may_edit_welcome(user: User, council: Council) -> Verdict:
    """Coordinators write the steps of the welcome and the agreement."""
    if user.has_role_for(council.pk, Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators of this council can change its welcome."))


def may_accept(user: User, agreement: Agreement) -> Verdict:
    """A member of the council accepts the newest version."""
    terms = Membership.objects.filter(user=user, seat__council=agreement.council_id, ends_on__gte=timezone.localdate())
    if not terms.exists():
        return Verdict(_("Only members of this council are asked to accept its agreement."))
    if Agreement.objects.filter(council=agreement.council_id, version__gt=agreement.version).exists():
        return Verdict(_("There are newer words by now. Please read those."))
    return YES


def may_offer_check_in(user: User, term: Membership) -> Verdict:
    """Coordinators offer a talk to a member of today; one is open at a time."""
    if not user.has_role_for(term.seat.council_id, Role.COORDINATOR):
        return Verdict(_("Only coordinators of this council can offer a talk."))
    if not term.runs_on(timezone.localdate()):
        return Verdict(_("This term is not running today."))
    open_talks = CheckIn.objects.filter(membership=term, status__in=[TalkStatus.OFFERED, TalkStatus.ACCEPTED])
    if open_talks.exists():
        return Verdict(_("A talk is offered already."))
    return YES


def may_offer_exit_talk(user: User, term: Membership) -> Verdict:
    """Coordinators offer a talk at the end, once."""
    if not user.has_role_for(term.seat.council_id, Role.COORDINATOR):
        return Verdict(_("Only coordinators of this council can offer a talk."))
    if ExitTalk.objects.filter(membership=term).exists():
        return Verdict(_("A talk is offered already."))
    return YES


def may_mark_talk_held(user: User, talk: CheckIn | ExitTalk) -> Verdict:
    """Coordinators note that a talk took place which was not declined, and nothing of what was said."""
    if not user.has_role_for(talk.membership.seat.council_id, Role.COORDINATOR):
        return Verdict(_("Only coordinators of this council can note that a talk took place."))
    if talk.status not in {TalkStatus.OFFERED, TalkStatus.ACCEPTED}:
        return Verdict(_("This talk has been answered already."))
    return YES


def may_read_plan(user: User, plan: ParticipationPlan) -> Verdict:
    """The member and whom they named, and nobody else: no role opens a plan."""
    if user.is_active and user.pk in {plan.user_id, plan.first_reader_id, plan.second_reader_id}:
        return YES
    return Verdict(_("Only the member and the people they named can read this."))


def may_name_readers(user: User, *readers: User | None) -> Verdict:
    """A member names somebody whom they meet on a council: another member or its coordinator."""
    named = [reader.pk for reader in readers if reader is not None]
    if len(set(named)) < len(named):
        return Verdict(_("Choose two different people, or one."))
    if plan_readers(user).filter(pk__in=named).count() < len(named):
        return Verdict(_("Choose someone from the list."))
    return YES


def may_change_interest(user: User, interest: Interest) -> Verdict:
    """An interest is declared, corrected and ended by the member alone."""
    if interest.user_id == user.pk:
        return YES
    return Verdict(_("Only the member can change what they declared."))


def may_offer_recusal(user: User, interest: Interest) -> Verdict:
    """Whoever coordinates or chairs a council of the member, but nobody to themselves."""
    if interest.user_id == user.pk:
        return Verdict(_("You cannot offer this to yourself. The chair or a coordinator can."))
    today = timezone.localdate()
    terms = Membership.objects.filter(user=interest.user_id, starts_on__lte=today, ends_on__gte=today)
    councils = set(terms.values_list("seat__council", flat=True))
    if any(user.has_role_for(council, Role.COORDINATOR) for council in councils):
        return YES
    if councils & set(chairs_of(user, today)):
        return YES
    return Verdict(_("Only the chair and coordinators of the member's council can offer to step back."))


def may_say_it_touches(user: User, interest: Interest) -> Verdict:
    """Of their own interest the member says themselves that something touches it, as long as it holds."""
    if interest.user_id != user.pk:
        return Verdict(_("Only the member can say this of what they declared."))
    if interest.ends_on is not None and interest.ends_on < timezone.localdate():
        return Verdict(_("This interest has ended. Correct its last day first."))
    return YES


def may_answer_recusal(user: User, recusal: Recusal) -> Verdict:
    """The member decides alone whether they step back."""
    if recusal.interest.user_id == user.pk:
        return YES
    return Verdict(_("Only the member can answer this."))


def may_see_to_need(user: User, task: NeedTask) -> Verdict:
    """Coordinators of the council see to what its members need."""
    if user.has_role_for(task.council_id, Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators of this council see to what its members need."))


def may_set_rates(user: User, council: Council | None) -> Verdict:
    """Finance and coordinators of the organisation set what is offered; other coordinators for their council."""
    if user.has_role(Role.FINANCE, Role.COORDINATOR):
        return YES
    if council is not None and user.has_role_for(council.pk, Role.COORDINATOR):
        return YES
    return Verdict(_("Only finance and coordinators can set what is offered."))


def may_handle_claims(user: User, council: Council) -> Verdict:
    """Finance, and coordinators of the council."""
    if user.has_role(Role.FINANCE) or user.has_role_for(council.pk, Role.COORDINATOR):
        return YES
    return Verdict(_("Only finance and coordinators of this council can handle its claims."))


def may_export_claims(user: User) -> Verdict:
    """Finance, and whoever coordinates a council."""
    if user.has_role(Role.FINANCE, Role.COORDINATOR) or user.councils_as(Role.COORDINATOR):
        return YES
    return Verdict(_("Only finance and coordinators can handle claims."))


def may_claim(user: User, council: Council, claimant: User) -> Verdict:
    """Members claim for themselves; staff write down what somebody sent on paper."""
    if not Membership.objects.filter(user=claimant, seat__council=council).exists():
        return Verdict(_("This person has not been a member of this council."))
    if user.pk == claimant.pk:
        return YES
    return may_handle_claims(user, council)


def is_offered(rate: Rate, council: Council, day: date) -> Verdict:
    """Return whether a rate holds in a council on a day."""
    if rate.council_id not in {None, council.pk}:
        return Verdict(_("Choose something that is offered in this council."))
    if rate.holds_from > day or (rate.ends_on is not None and rate.ends_on < day):
        return Verdict(_("This was not offered on that day. Choose another day, or something else."))
    return YES


def may_change_claim(user: User, claim: Claim) -> Verdict:
    """A claim is corrected or taken back by whoever sent it, until somebody decides."""
    if not (verdict := may_speak_for_claim(user, claim)):
        return verdict
    if claim.status != ClaimStatus.SENT:
        return Verdict(_("This claim has been decided or taken back. It cannot be changed now."))
    return YES


def may_speak_for_claim(user: User, claim: Claim) -> Verdict:
    """The claimant, or whoever wrote it down for them."""
    if user.pk in {claim.claimant_id, claim.recorded_by_id}:
        return YES
    return Verdict(_("Only the person who sent this claim can change it."))


def may_choose(user: User, claim: Claim) -> Verdict:
    """The member alone decides about money for their time."""
    if user.pk == claim.claimant_id:
        return YES
    return Verdict(_("Only the member decides about money for their time."))


def may_decide_claim(user: User, claim: Claim) -> Verdict:
    """Somebody who neither claims nor wrote the claim down."""
    if user.pk == claim.claimant_id:
        return Verdict(_("Nobody approves their own claim. Someone else has to do this."))
    if user.pk == claim.recorded_by_id:
        return Verdict(_("You wrote this claim down. Someone else has to approve it."))
    if not (verdict := may_handle_claims(user, claim.council)):
        return verdict
    if claim.status != ClaimStatus.SENT:
        return Verdict(_("This claim does not wait for a decision."))
    return YES


def may_withdraw_approval(user: User, claim: Claim) -> Verdict:
    """An approval is taken back until it is paid."""
    if user.pk == claim.claimant_id:
        return Verdict(_("Nobody approves their own claim. Someone else has to do this."))
    if not (verdict := may_handle_claims(user, claim.council)):
        return verdict
    if claim.status != ClaimStatus.APPROVED:
        return Verdict(_("This claim is not approved, or it is paid already."))
    return YES


def may_mark_paid(user: User, claim: Claim) -> Verdict:
    """Finance says when an approved claim was paid, but not its own."""
    if not user.has_role(Role.FINANCE):
        return Verdict(_("Only finance can say that a claim was paid."))
    if user.pk == claim.claimant_id:
        return Verdict(_("Someone else has to say that your own claim was paid."))
    if claim.status != ClaimStatus.APPROVED:
        return Verdict(_("Only an approved claim that is not paid yet can be marked as paid."))
    return YES
