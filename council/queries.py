"""Reads about councils that more than one caller needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.enums import COUNCIL, STAFF, NeedEventKind, Role
from accounts.models import NeedEvent, RoleGrant, User
from core.slots import COUNCIL_HANGS, Hanging
from council.enums import LIVED, ClaimStatus, Office, RecusalAnswer, SeatKind, Share, TalkStatus
from council.models import (
    Agreement,
    AgreementAcceptance,
    Application,
    BenefitNotice,
    CheckIn,
    Claim,
    Council,
    ExitTalk,
    Interest,
    Membership,
    NeedTask,
    ParticipationPlan,
    Pause,
    Rate,
    Recusal,
    Seat,
    WelcomeStep,
)
from council.models import Office as OfficeHeld
from people.models import Entry, Invitation

CHAIRING = frozenset({Office.CHAIR, Office.CO_CHAIR})


def visible_to(user: User) -> QuerySet[Council]:
    """Return the councils somebody may look at: staff see all, members those they sit on, others none."""
    councils = Council.objects.order_by("name", "pk")
    if user.has_role(*STAFF):
        return councils
    # By grants and not by seats alone: a role that is taken ends its rights at once.
    own = user.councils_as(*COUNCIL, Role.COORDINATOR)
    seated_in = Membership.objects.filter(user=user, ends_on__gte=_today()).values("seat__council")
    if user.has_role(*COUNCIL):
        return councils.filter(Q(pk__in=own) | Q(pk__in=seated_in))
    return councils.filter(pk__in=own)


def terms_visible_to(user: User) -> QuerySet[Membership]:
    """Return the terms that have begun on the councils somebody sees; coordinators also see those to come of theirs."""
    begun = Q(seat__council__in=visible_to(user).values("pk"), starts_on__lte=_today())
    managed = Q(seat__council__in=coordinated_by(user).values("pk"))
    terms = with_names(Membership.objects.filter(begun | managed)).select_related("seat__council")
    return terms.order_by("-starts_on", "seat__council", "seat__number", "pk")


def role_scopes() -> list[tuple[UUID, str]]:
    """Return the councils that roles can be given for, by name; also closed ones, whose roles may still be listed."""
    return [(council.pk, str(council)) for council in Council.objects.order_by("name", "pk")]


def coordinated_by(user: User) -> QuerySet[Council]:
    """Return the councils that somebody coordinates: all of them, or those they hold the role for."""
    councils = Council.objects.order_by("name", "pk")
    if user.has_role(Role.COORDINATOR):
        return councils
    return councils.filter(pk__in=user.councils_as(Role.COORDINATOR))


def coordinates(user: User) -> bool:
    """Return whether somebody coordinates all councils, or one of them."""
    return user.has_role(Role.COORDINATOR) or bool(user.councils_as(Role.COORDINATOR))


def with_holders(councils: QuerySet[Council], on: date) -> QuerySet[Council]:
    """Return the councils with `seats_in_order`; each seat's `holders` lists its membership on a day, or nothing."""
    seats = Seat.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on)).order_by("number")
    seats = seats.prefetch_related(Prefetch("memberships", running(on), to_attr="holders"))
    return councils.prefetch_related(Prefetch("seats", seats, to_attr="seats_in_order"), "rules")


def lived_share(memberships: Iterable[Membership]) -> Share:
    """Return how many of the people seated have lived experience or care for somebody who has, as a word."""
    kinds = [SeatKind(membership.seat.kind) for membership in memberships]
    total = len(kinds)
    lived = sum(kind in LIVED for kind in kinds)
    if lived == 0:
        return Share.NONE
    if lived == total:
        return Share.ALL
    if 2 * lived == total:
        return Share.HALF
    return Share.MOST if 2 * lived > total else Share.FEW


def with_names(terms: QuerySet[Membership]) -> QuerySet[Membership]:
    """Return terms with what the name of each, its offices and its pauses are read from: no query for each row."""
    return terms.select_related("seat", "user__chosen_name").prefetch_related("offices", "pauses")


def running(on: date) -> QuerySet[Membership]:
    """Return the memberships whose term runs on a day, both ends included."""
    return with_names(Membership.objects.filter(starts_on__lte=on, ends_on__gte=on))


def trusted(on: date) -> QuerySet[Membership]:
    """Return the running terms of people who can sign in and are still trusted as member or chair."""
    # A seat alone is not enough: a role that is taken back ends its rights at once.
    held = RoleGrant.objects.filter(
        Q(council=None) | Q(council=OuterRef("seat__council")),
        Q(ends_on=None) | Q(ends_on__gte=on),
        user=OuterRef("user"),
        role__in=COUNCIL,
        starts_on__lte=on,
    )
    return running(on).filter(Exists(held), user__is_active=True)


def taking_part(on: date) -> QuerySet[Membership]:
    """Return the terms of those trusted who are in no pause on a day: whom to invite and to remind."""
    paused = Pause.objects.filter(starts_on__lte=on, ends_on__gte=on)
    return trusted(on).exclude(pk__in=paused.values("membership"))


def chairing(terms: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    """Narrow to terms whose holder chairs the council on a day, alone or with another."""
    held = OfficeHeld.objects.filter(kind__in=CHAIRING, starts_on__lte=on, ends_on__gte=on)
    return terms.filter(pk__in=held.values("membership"))


def seated(user: User, on: date) -> QuerySet[Membership]:
    """Return the terms by which a person sits on councils on a day, with all the rights that come with it."""
    return trusted(on).filter(user=user)


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the terms of one person, the newest first."""
    return with_names(Membership.objects.filter(user=user)).select_related("seat__council").order_by("-starts_on", "pk")


def my_terms(user: User, on: date) -> QuerySet[Membership]:
    """Return the terms of one person that run on a day or begin later, the earliest first."""
    return memberships_of(user).filter(ends_on__gte=on).order_by("starts_on", "pk")


def seats_to_fill(user: User) -> QuerySet[Seat]:
    """Return the seats somebody may fill: coordinators fill those of their councils, others none."""
    councils = coordinated_by(user).values("pk")
    return Seat.objects.filter(council__in=councils).select_related("council").order_by("council__name", "number")


def terms_of(seat: Seat) -> list[Membership]:
    """Return every term of a seat, the newest first. Asked about one of them, `is_taken` looks at these."""
    # Not the seat with each: they all get this very one, with its council and what that agreed on.
    terms = with_names(Membership.objects.all()).select_related(None).select_related("user__chosen_name")
    prefetch_related_objects([seat], Prefetch("memberships", terms.order_by("-starts_on")), "council__rules")
    return list(seat.memberships.all())


def is_taken(seat: Seat, starts_on: date, ends_on: date, *, but: Membership | None = None) -> bool:
    """Return whether a term of a seat, other than `but`, shares at least one day with a period. One query for all."""
    others = (term for term in seat.memberships.all() if but is None or term.pk != but.pk)
    return any(term.starts_on <= ends_on and starts_on <= term.ends_on for term in others)


def terms_to_manage(user: User) -> QuerySet[Membership]:
    """Return the terms somebody may end or renew: coordinators those of their councils, others none."""
    councils = coordinated_by(user).values("pk")
    return with_names(Membership.objects.filter(seat__council__in=councils)).select_related("seat__council")


def search_councils(councils: QuerySet[Council], words: str) -> QuerySet[Council]:
    """Narrow to names that hold some words, in the council's own language."""
    return councils.filter(name__icontains=words)


def next_term(term: Membership) -> tuple[date, date]:
    """Return the first and the last day of the term that would follow one, as the council agreed."""
    starts_on = term.ends_on + timedelta(days=1)
    return starts_on, term.seat.council.term_ends(starts_on)


def longest_pause(term: Membership, starts_on: date) -> date:
    """Return the last day of the longest pause from a day on: as long as the council agreed, within the term."""
    months = term.seat.council.rules_on(starts_on).pause_months
    return min(term.ends_on, starts_on + relativedelta(months=months) - timedelta(days=1))


def open_councils(user: User) -> QuerySet[Council]:
    """Return the councils somebody coordinates that are not closed."""
    return coordinated_by(user).filter(closed_on=None)


def councils_to_invite_for(user: User) -> list[tuple[str, str]]:
    """Return the ids and names of the open councils somebody may invite people for: coordinators theirs, admins all."""
    councils = open_councils(user)
    if user.has_role(Role.ADMIN):
        councils = Council.objects.filter(closed_on=None).order_by("name", "pk")
    return [(str(council.pk), str(council)) for council in councils]


def looking_for_people() -> QuerySet[Council]:
    """Return the councils for which anybody can apply."""
    return Council.objects.filter(closed_on=None, takes_applications=True).order_by("name", "pk")


def seats_of(council: Council) -> QuerySet[Seat]:
    """Return the seats of a council, also those that are retired, with who holds each today."""
    seats = council.seats.order_by("number")
    return seats.prefetch_related(Prefetch("memberships", running(_today()), to_attr="holders"))


def fellows(term: Membership, on: date) -> QuerySet[Membership]:
    """Return the terms of others on the same council that run on a day, in the order of their seats."""
    others = running(on).filter(seat__council=term.seat.council_id).exclude(user=term.user_id)
    return others.order_by("seat__number", "pk")


def terms_to_speak_for(user: User) -> QuerySet[Membership]:
    """Return a person's own terms, and those they manage."""
    councils = coordinated_by(user).values("pk")
    terms = with_names(Membership.objects.filter(Q(user=user) | Q(seat__council__in=councils)))
    return terms.select_related("seat__council")


def pauses_to_end(user: User) -> QuerySet[Pause]:
    """Return the pauses that are not over, of terms somebody may speak for."""
    pauses = Pause.objects.filter(membership__in=terms_to_speak_for(user).values("pk"), ends_on__gte=_today())
    return pauses.select_related("membership__seat__council", "membership__user__chosen_name")


def offices_to_manage(user: User) -> QuerySet[OfficeHeld]:
    """Return the offices somebody may end or hand over."""
    offices = OfficeHeld.objects.filter(membership__seat__council__in=coordinated_by(user).values("pk"))
    return offices.select_related("membership__seat__council", "membership__user__chosen_name")


def past_terms(council: Council) -> QuerySet[Membership]:
    """Return the last term of each person who was on a council and is not any more, the latest first."""
    later = Membership.objects.filter(seat__council=council, user=OuterRef("user"), ends_on__gt=OuterRef("ends_on"))
    over = Membership.objects.filter(seat__council=council, ends_on__lt=_today()).exclude(Exists(later))
    return with_names(over).order_by("-ends_on", "pk")


def for_board(councils: QuerySet[Council]) -> QuerySet[Council]:
    """Return councils with `seats_in_use`, each with `ahead`: its terms that run today or begin later."""
    today = _today()
    ahead = with_names(Membership.objects.filter(ends_on__gte=today)).order_by("starts_on", "pk")
    seats = Seat.objects.filter(Q(retired_on=None) | Q(retired_on__gt=today)).order_by("number")
    seats = seats.prefetch_related(Prefetch("memberships", ahead, to_attr="ahead"))
    return councils.prefetch_related(Prefetch("seats", seats, to_attr="seats_in_use"), "rules")


def applications_to_handle(user: User) -> QuerySet[Application]:
    """Return who would like to join the councils that somebody coordinates, the one who waits longest first."""
    councils = coordinated_by(user).values("pk")
    return Application.objects.filter(council__in=councils).select_related("council", "user")


def applied_with(token: str) -> UUID | None:
    """Return the id of the application whose link holds a secret, or nothing."""
    digest = hashlib.sha256(token.encode()).digest()
    return Application.objects.filter(token_digest=digest).values_list("pk", flat=True).first()


def vacant_seats(council: UUID, on: date) -> QuerySet[Seat]:
    """Return the seats of a council that nobody holds on a day or later, and that are not retired."""
    held = Membership.objects.filter(ends_on__gte=on).values("seat")
    return Seat.objects.filter(council=council, retired_on=None).exclude(pk__in=held).order_by("number")


def seated_for(application: Application) -> QuerySet[User]:
    """Return who holds a seat of a council today or later: one of them may be the one who applied."""
    seated_ids = Membership.objects.filter(seat__council=application.council_id, ends_on__gte=_today()).values("user")
    return User.objects.filter(pk__in=seated_ids).order_by("name", "email")


def candidates(seat: Seat, on: date, *, by: User) -> QuerySet[User]:
    """Return whom somebody can appoint: people who can sign in and hold no seat of this council from a day on.

    Who coordinates single councils is offered their people and whom they brought in: who else is here, and by which
    name, is nothing for them. Somebody of another council is invited by their address.
    """
    # Later terms count too: whoever is to take a seat next month holds it already.
    holders = Membership.objects.filter(seat__council=seat.council_id, ends_on__gte=on).values("user")
    people = User.objects.filter(is_active=True).exclude(pk__in=holders).order_by("name", "email")
    if by.has_role(Role.COORDINATOR):
        return people
    own = by.councils_as(Role.COORDINATOR)
    return people.filter(
        Q(pk__in=RoleGrant.objects.filter(council__in=own).values("user"))
        | Q(pk__in=Membership.objects.filter(seat__council__in=own).values("user"))
        | Q(pk__in=Entry.objects.filter(entered_by=by).values("user"))
        | Q(pk__in=Invitation.objects.filter(invited_by=by).exclude(user=None).values("user"))
    )


def search_candidates(found: QuerySet[User], words: str) -> QuerySet[User]:
    """Narrow to people whose names, chosen ones too, or addresses hold every word."""
    for word in words.split():
        named = Q(name__icontains=word) | Q(email__icontains=word) | Q(chosen_name__name__icontains=word)
        found = found.filter(named)
    return found


def without_renewal(ends_within: tuple[date, date]) -> QuerySet[Membership]:
    """Return the terms that end within two days, both included, and after which their holder has no other there."""
    renewed = Membership.objects.filter(seat=OuterRef("seat"), user=OuterRef("user"), starts_on__gt=OuterRef("ends_on"))
    terms = with_names(Membership.objects.filter(ends_on__range=ends_within).exclude(Exists(renewed)))
    return terms.select_related("seat__council").order_by("ends_on", "pk")


def left_without_talk(within: tuple[date, date]) -> QuerySet[Membership]:
    """Return the terms that ended within two days, both included, whose holder left that council and was asked nothing.

    Whoever has another term there, also one to come, has not left.
    """
    later = Membership.objects.filter(
        seat__council=OuterRef("seat__council"), user=OuterRef("user"), ends_on__gt=OuterRef("ends_on")
    )
    over = Membership.objects.filter(ends_on__range=within, exit_talk=None, user__is_active=True)
    return over.exclude(Exists(later)).select_related("seat", "user").order_by("ends_on", "pk")


def terms_after(council: Council, last_day: date) -> QuerySet[Membership]:
    """Return the terms of a council that go on after a day, the next to end first."""
    return with_names(Membership.objects.filter(seat__council=council, ends_on__gt=last_day)).order_by("ends_on", "pk")


def hangings(council: Council) -> list[Hanging]:
    """Return what keeps a council from being closed, as the apps above know it."""
    found: list[Hanging] = []
    for finder in COUNCIL_HANGS:
        found += finder(council.pk)
    return found


def chairs_of(user: User, on: date) -> list[UUID]:
    """Return the ids of the councils that somebody chairs on a day."""
    return list(chairing(trusted(on), on).filter(user=user).values_list("seat__council", flat=True))


def newest_agreement(council: Council) -> Agreement | None:
    """Return the version of the agreement that is asked for today."""
    return Agreement.objects.filter(council=council).order_by("-version").first()


def acceptances_of(user: User) -> QuerySet[AgreementAcceptance]:
    """Return what somebody accepted, the newest first."""
    return AgreementAcceptance.objects.filter(user=user).select_related("agreement").order_by("-accepted_on", "-pk")


def steps_of(council: Council) -> QuerySet[WelcomeStep]:
    """Return the steps of the welcome in the council's order."""
    return WelcomeStep.objects.filter(council=council, retired_on=None).order_by("position", "pk")


def agreements_for(user: User) -> QuerySet[Agreement]:
    """Return every version of the agreements of the councils somebody sits on, now or soon."""
    councils = Membership.objects.filter(user=user, ends_on__gte=_today()).values("seat__council")
    return Agreement.objects.filter(council__in=councils).select_related("council")


def check_ins_for(user: User) -> QuerySet[CheckIn]:
    """Return the talks that were offered to somebody."""
    return CheckIn.objects.filter(membership__user=user).select_related("membership__seat__council")


def exit_talks_for(user: User) -> QuerySet[ExitTalk]:
    """Return the last talks that were offered to somebody."""
    return ExitTalk.objects.filter(membership__user=user).select_related("membership__seat__council")


def talks_to_hold(user: User) -> QuerySet[CheckIn]:
    """Return the talks of members whom somebody coordinates, those that are open."""
    open_talks = CheckIn.objects.filter(status__in=[TalkStatus.OFFERED, TalkStatus.ACCEPTED])
    return open_talks.filter(membership__in=terms_to_manage(user)).select_related(
        "membership__seat__council", "membership__user__chosen_name"
    )


def exit_talks_to_hold(user: User) -> QuerySet[ExitTalk]:
    """Return the last talks of members whom somebody coordinates, with what the council should learn."""
    return ExitTalk.objects.filter(membership__in=terms_to_manage(user)).select_related(
        "membership__seat__council", "membership__user__chosen_name"
    )


def plans_shared_with(user: User) -> QuerySet[ParticipationPlan]:
    """Return the plans of others that somebody may read: because they were named, and for no other reason."""
    if not user.is_active:
        return ParticipationPlan.objects.none()
    named = ParticipationPlan.objects.filter(Q(first_reader=user) | Q(second_reader=user))
    return named.exclude(text="").select_related("user__chosen_name").order_by("-changed_on", "pk")


def plan_readers(user: User) -> QuerySet[User]:
    """Return whom a member may name as a reader: others of their councils, and who coordinates those."""
    today = _today()
    councils = list(seated(user, today).values_list("seat__council", flat=True))
    fellows = trusted(today).filter(seat__council__in=councils).values("user")
    held = RoleGrant.objects.filter(
        Q(council=None) | Q(council__in=councils),
        Q(ends_on=None) | Q(ends_on__gte=today),
        role=Role.COORDINATOR,
        starts_on__lte=today,
    )
    people = User.objects.filter(is_active=True).exclude(pk=user.pk)
    if not councils:
        return people.none()
    return people.filter(Q(pk__in=fellows) | Q(pk__in=held.values("user"))).order_by("name", "pk")


def interests_of(user: User) -> QuerySet[Interest]:
    """Return what somebody declared, the newest first."""
    return Interest.objects.filter(user=user).order_by("-starts_on", "pk")


def register_of(user: User) -> QuerySet[Interest]:
    """Return what members declared who sit on a council that somebody coordinates or chairs, but not their own."""
    today = _today()
    terms = running(today).filter(
        Q(seat__council__in=coordinated_by(user).values("pk")) | Q(seat__council__in=chairs_of(user, today))
    )
    declared = Interest.objects.filter(user__in=terms.values("user")).exclude(user=user)
    declared = declared.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return declared.select_related("user__chosen_name").prefetch_related("recusals").order_by("user", "-starts_on")


def watched_by(user: User) -> frozenset[UUID]:
    """Return the ids of the councils whose register of interests somebody reads."""
    return frozenset(coordinated_by(user).values_list("pk", flat=True)) | frozenset(chairs_of(user, _today()))


def councils_of(people: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Return on which councils people sit or have sat, by their ids."""
    found: dict[UUID, set[UUID]] = {}
    for person, council in Membership.objects.filter(user__in=people).values_list("user", "seat__council"):
        found.setdefault(person, set()).add(council)
    return found


def recusals_for(user: User) -> QuerySet[Recusal]:
    """Return what somebody could step back from, the newest first."""
    return Recusal.objects.filter(interest__user=user).select_related("interest").order_by("-offered_on", "-pk")


def recusals_about(subjects: Iterable[UUID]) -> QuerySet[Recusal]:
    """Return who could step back from some things, the first that was offered first."""
    found = Recusal.objects.filter(subject__in=list(subjects)).select_related("interest")
    return found.order_by("offered_on", "pk")


def stepped_back(user: User, subjects: Iterable[UUID]) -> bool:
    """Return whether somebody stepped back from one of these things."""
    return recusals_about(subjects).filter(interest__user=user, answer=RecusalAnswer.STEPS_BACK).exists()


def interests_on(user: User, day: date) -> QuerySet[Interest]:
    """Return what somebody declared, as far as it holds on a day."""
    return interests_of(user).filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def register_of_council(user: User, council: UUID) -> QuerySet[Interest]:
    """Return what the members of one council declared, for whoever coordinates or chairs that one; else nothing."""
    today = _today()
    if not (user.has_role_for(council, Role.COORDINATOR) or council in chairs_of(user, today)):
        return Interest.objects.none()
    members = running(today).filter(seat__council=council).values("user")
    return register_of(user).filter(user__in=members, starts_on__lte=today)


def last_terms(council: UUID, users: Iterable[UUID]) -> dict[UUID, Membership]:
    """Return the latest term on a council of each of some people: by it a page says their seat and their name."""
    terms = with_names(Membership.objects.filter(seat__council=council, user__in=list(users)))
    return {term.user_id: term for term in terms.order_by("starts_on")}


def was_looked_at(user: User, kind: str) -> bool:
    """Return whether somebody has looked at a need since its owner told it, whatever became of it after that."""
    history = NeedEvent.objects.filter(user=user, kind=kind).order_by("-at", "-pk")
    told = history.filter(event=NeedEventKind.TOLD).first()
    looks = history.filter(event=NeedEventKind.SEEN)
    if told is not None:
        looks = looks.filter(at__gte=told.at)
    return looks.exists()


def councils_ahead(user: User) -> list[UUID]:
    """Return the ids of the councils on which somebody sits or is going to sit."""
    terms = Membership.objects.filter(user=user, ends_on__gte=_today())
    return sorted(set(terms.values_list("seat__council", flat=True)))


def need_tasks_for(user: User) -> QuerySet[NeedTask]:
    """Return what coordinators of a council look at again, the longest waiting first."""
    tasks = NeedTask.objects.filter(council__in=coordinated_by(user).values("pk"))
    return tasks.select_related("council").order_by("made_on", "pk")


def was_told_about_benefits(user: User) -> bool:
    """Return whether somebody was told that money can affect benefits."""
    return BenefitNotice.objects.filter(user=user).exists()


def councils_to_claim_from(user: User) -> QuerySet[Council]:
    """Return the councils on which somebody sits or has sat."""
    return Council.objects.filter(pk__in=Membership.objects.filter(user=user).values("seat__council")).order_by("name")


def offered_rates(councils: Iterable[Council]) -> QuerySet[Rate]:
    """Return what is offered in some councils, also what was offered until lately: claims may come late."""
    return Rate.objects.filter(Q(council=None) | Q(council__in=list(councils))).order_by("amount", "pk")


def rates_to_set(user: User) -> QuerySet[Rate]:
    """Return the rates somebody may change, the newest first."""
    rates = Rate.objects.select_related("council").order_by("-holds_from", "pk")
    if user.has_role(Role.FINANCE, Role.COORDINATOR):
        return rates
    return rates.filter(council__in=coordinated_by(user).values("pk"))


def claims_of(user: User) -> QuerySet[Claim]:
    """Return somebody's own claims, the newest first."""
    return _claims().filter(claimant=user)


def claims_to_handle(user: User) -> QuerySet[Claim]:
    """Return the claims of others: finance sees those of every council, coordinators those of theirs.

    What a member has not decided yet, or declined, is nobody else's business.
    """
    claims = _claims().exclude(claimant=user).exclude(status__in=[ClaimStatus.WAITING, ClaimStatus.DECLINED])
    if user.has_role(Role.FINANCE):
        return claims
    return claims.filter(council__in=coordinated_by(user).values("pk"))


def claims_visible_to(user: User) -> QuerySet[Claim]:
    """Return the claims somebody may open: their own, and those they handle."""
    return _claims().filter(Q(pk__in=claims_of(user).values("pk")) | Q(pk__in=claims_to_handle(user).values("pk")))


def claims_to_pay(user: User) -> QuerySet[Claim]:
    """Return the claims that are approved and not paid, the oldest first."""
    return claims_to_handle(user).filter(status=ClaimStatus.APPROVED).order_by("approved_on", "pk")


def councils_to_handle(user: User) -> QuerySet[Council]:
    """Return the councils whose claims somebody handles."""
    if user.has_role(Role.FINANCE):
        return Council.objects.order_by("name", "pk")
    return coordinated_by(user)


def claimants(councils: QuerySet[Council]) -> QuerySet[User]:
    """Return the people who sit or have sat on some councils."""
    seated_there = Membership.objects.filter(seat__council__in=councils.values("pk")).values("user")
    return User.objects.filter(pk__in=seated_there).order_by("name", "pk")


def _claims() -> QuerySet[Claim]:
    claims = Claim.objects.select_related("council", "claimant", "recorded_by", "approved_by", "rate")
    return claims.order_by("-sent_on", "pk")


def _today() -> date:
    return timezone.localdate()
