"""Reads about meetings that more than one caller needs. What `visible_to` leaves out does not exist for a person."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer
from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import OrderBy
from django.utils import timezone

from accounts.enums import COUNCIL, Role, SharedWith
from accounts.models import RoleGrant, User
from council.enums import LIVED
from council.models import Council, Membership, Pause
from council.queries import chairing, coordinated_by, seated, taking_part, trusted, with_names
from meetings.calendar import Reader
from meetings.enums import Answer, MeetingStatus, PollStatus
from meetings.models import (
    AccessBooking,
    AgendaItem,
    BookedNeed,
    CalendarChoice,
    DatePoll,
    Invitation,
    ItemProposal,
    Meeting,
    PollAnswer,
    PollOption,
)
from notifications.queries import language_of, preference_of

# Signed without a time: until when an answer is taken is decided by the rule, not by the link.
# With a salt of its own: what was signed for something else is no answer link.
_SIGNER = Signer(salt="meetings.answer", sep=".")
# For how long a calendar that is fetched still holds what is over.
IN_THE_CALENDAR = timedelta(days=90)
_POLL_SIGNER = Signer(salt="meetings.poll", sep=".")


def visible_to(user: User) -> QuerySet[Meeting]:
    """Return the meetings a person may know of: of their councils, or that they are invited to; all to coordinators.

    Before invitations are sent, a meeting is known to those who plan it and to nobody else.
    """
    meetings = Meeting.objects.select_related("council")
    if user.has_role(Role.COORDINATOR):
        return meetings
    seats = seated(user, timezone.localdate()).values("seat__council")
    planned = planned_by(user, timezone.localdate()).values("pk")
    # Also people whose term begins before the meeting does: they do not sit on the council today.
    invited = still_invited().filter(membership__user=user).values("meeting")
    announced = Q(pk__in=_announced().values("pk"))
    return meetings.filter(Q(council__in=planned) | announced & (Q(council__in=seats) | Q(pk__in=invited)))


def _announced() -> QuerySet[Meeting]:
    """Return the meetings of which others than their planners know: not drafts, nor drafts that were called off."""
    invited = Invitation.objects.filter(meeting=OuterRef("pk"))
    called_off_before = Q(status=MeetingStatus.CANCELLED) & ~Exists(invited)
    return Meeting.objects.exclude(status=MeetingStatus.PLANNED).exclude(called_off_before)


# As seen from an invitation.
_THAT_DAY = {"starts_on__lte": OuterRef("meeting__day"), "ends_on__gte": OuterRef("meeting__day")}


def still_invited() -> QuerySet[Invitation]:
    """Return the invitations of people who sit on the council, active and trusted, on the day of the meeting.

    A term that was renewed counts like the one somebody was invited in; whoever pauses on that day is left in peace.
    """
    terms = Membership.objects.filter(
        user=OuterRef("membership__user"), user__is_active=True, seat__council=OuterRef("meeting__council"), **_THAT_DAY
    )
    pauses = Pause.objects.filter(
        membership__user=OuterRef("membership__user"),
        membership__seat__council=OuterRef("meeting__council"),
        **_THAT_DAY,
    )
    return Invitation.objects.filter(Exists(terms), Exists(_roles_then()), ~Exists(pauses))


def _roles_then() -> QuerySet[RoleGrant]:
    """Return the roles by which somebody is trusted on the day of a meeting that they are invited to."""
    return RoleGrant.objects.filter(
        Q(council=None) | Q(council=OuterRef("meeting__council")),
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("meeting__day")),
        user=OuterRef("membership__user"),
        role__in=COUNCIL,
        starts_on__lte=OuterRef("meeting__day"),
    )


def not_trusted_then(user: User) -> list[Invitation]:
    """Return a person's invitations to meetings still to come for whose day they hold no role, or no account at all."""
    ahead = Invitation.objects.filter(membership__user=user, meeting__status=MeetingStatus.INVITED)
    ahead = ahead.filter(~Exists(_roles_then()) | Q(membership__user__is_active=False))
    related = ahead.select_related(
        "meeting__council", "membership__user__preference", "membership__user__calendar_choice"
    )
    return [invitation for invitation in related.order_by("meeting", "pk") if not invitation.meeting.is_over]


def with_my_answer(meetings: QuerySet[Meeting], user: User) -> QuerySet[Meeting]:
    """Return the meetings with `mine`, a list of the person's own invitations to each."""
    mine = Invitation.objects.filter(membership__user=user)
    return meetings.prefetch_related(Prefetch("invitations", mine, to_attr="mine"))


def coming(meetings: QuerySet[Meeting]) -> list[Meeting]:
    """Return the meetings that are not over yet, the next one first."""
    # A day of grace for zones behind ours; whether a meeting is over is known by its own clock.
    recent = meetings.filter(day__gte=timezone.localdate() - timedelta(days=1)).exclude(status=MeetingStatus.HELD)
    ahead = [meeting for meeting in recent if not meeting.is_over]
    # By the moment, which a database that stores wall time and zone cannot compare.
    return sorted(ahead, key=lambda meeting: meeting.starts_at)


def next_first(coming_ids: Sequence[UUID]) -> tuple[OrderBy | str, ...]:
    """Return the order of a list: what is coming as it is given, then what is past, the newest first."""
    ranks = [When(pk=pk, then=Value(rank)) for rank, pk in enumerate(coming_ids)]
    place = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    return (place.asc(), "-day", "-starts", "pk")


def search(meetings: QuerySet[Meeting], words: str) -> QuerySet[Meeting]:
    """Narrow to titles that hold some words."""
    return meetings.filter(title__icontains=words)


def councils_planned_by(user: User) -> QuerySet[Council]:
    """Return the councils a person plans meetings for: coordinators for theirs, chairs for the one they chair."""
    return planned_by(user, timezone.localdate()).filter(closed_on=None).order_by("name")


def planned_by(user: User, on: date) -> QuerySet[Council]:
    """Return the councils whose planning a person may see on a day, also those that have come to their end."""
    seats = chairing(seated(user, on), on)
    return Council.objects.filter(Q(pk__in=seats.values("seat__council")) | Q(pk__in=coordinated_by(user).values("pk")))


def agenda_visible_to(user: User, *, removed: bool = False) -> QuerySet[AgendaItem]:
    """Return the agenda items of the meetings a person may know of; with `removed` also those that were taken off."""
    items = AgendaItem.everything if removed else AgendaItem.objects
    return items.filter(meeting__in=visible_to(user)).select_related("meeting__council")


def term_for(user: User, meeting: Meeting) -> Membership | None:
    """Return the term by which a person takes part in a meeting that was announced, or None."""
    if meeting.status == MeetingStatus.PLANNED:
        return None
    terms = trusted(meeting.day).filter(user=user, seat__council=meeting.council_id)
    return terms.order_by("seat__number", "pk").first()


def proposals_visible_to(user: User) -> QuerySet[ItemProposal]:
    """Return what members proposed for agendas: for those who plan the meetings, and everybody their own."""
    planned = Q(meeting__council__in=councils_planned_by(user).values("pk"))
    found = ItemProposal.objects.filter(planned | Q(membership__user=user))
    return found.select_related("meeting__council", "membership__user__chosen_name", "membership__seat")


def invitation_of(user: User, meeting: Meeting) -> Invitation | None:
    """Return a person's own invitation to a meeting, with what is booked for them."""
    mine = Invitation.objects.filter(meeting=meeting, membership__user=user)
    bookings = Prefetch("booked_needs", BookedNeed.objects.filter(ended_on=None).select_related("need", "booking"))
    return mine.select_related("membership__user__chosen_name").prefetch_related(bookings).first()


def invitations_to(meeting: Meeting) -> QuerySet[Invitation]:
    """Return everybody invited, by seat, ready to show their names."""
    related = meeting.invitations.select_related(
        "membership__user__chosen_name",
        "membership__user__preference",
        "membership__user__calendar_choice",
        "membership__seat",
    )
    return related.order_by("membership__seat__number", "pk")


def to_tell(meeting: Meeting) -> QuerySet[Invitation]:
    """Return the invitations of people who are to hear of a meeting: not those who have left the council by then."""
    return invitations_to(meeting).filter(pk__in=still_invited().values("pk"))


def booked_needs_visible_to(user: User) -> QuerySet[BookedNeed]:
    """Return what people need at meetings, as far as they want this person to know now.

    Coordinators book and know everything; chairs know what is shared with the chair; members what is shared with all.
    What was taken back is for coordinators alone.
    """
    needs = BookedNeed.objects.select_related("need", "booking", "invitation__membership__user__chosen_name")
    if user.has_role(Role.COORDINATOR):
        return needs
    # What is shared for booking alone is in neither of the two: that is for coordinators, of this council too.
    coordinated = Q(booking__meeting__council__in=coordinated_by(user).values("pk"))
    chaired = Q(booking__meeting__council__in=councils_planned_by(user), need__shared_with=SharedWith.CHAIR)
    for_all = Q(booking__meeting__in=visible_to(user), need__shared_with=SharedWith.COUNCIL)
    return needs.filter(coordinated | chaired | for_all | Q(invitation__membership__user=user))


def bookings_visible_to(user: User) -> QuerySet[AccessBooking]:
    """Return what is arranged for people at meetings, as far as they want this person to know now.

    `served` are the needs that this person may know of.
    """
    bookings = AccessBooking.objects.select_related("meeting__council", "owner")
    bookings = bookings.prefetch_related(Prefetch("served", booked_needs_visible_to(user)))
    if user.has_role(Role.COORDINATOR):
        return bookings
    # What nobody needs any more is for those who book it.
    coordinated = Q(meeting__council__in=coordinated_by(user).values("pk"))
    known = booked_needs_visible_to(user).filter(booking=OuterRef("pk"))
    return bookings.filter(coordinated | Exists(known))


def token_of(invitation: Invitation) -> str:
    """Return what an answer link holds: the invitation's id, signed."""
    return _SIGNER.sign(invitation.pk.hex)


def without_a_seat_then(meeting: Meeting) -> QuerySet[Invitation]:
    """Return the invitations of people who could still sign in and have no seat on the day of the meeting."""
    terms = Membership.objects.filter(
        user=OuterRef("membership__user"),
        seat__council=meeting.council_id,
        starts_on__lte=meeting.day,
        ends_on__gte=meeting.day,
    )
    return invitations_to(meeting).filter(~Exists(terms), membership__user__is_active=True)


def after_last_day(term: Membership, last_day: date) -> list[Invitation]:
    """Return a person's invitations to meetings of a term's council after their last day that are still to come.

    Not those for which they hold another term of the same council.
    """
    # While a seat is taken back its row is still there: it is no reason to come.
    others = Membership.objects.filter(user=term.user, seat__council=term.seat.council_id).exclude(pk=term.pk)
    days = list(others.values_list("starts_on", "ends_on"))
    found = []
    for invitation in ahead_of(term.user, term.seat.council):
        day = invitation.meeting.day
        if day > last_day and not any(first <= day <= last for first, last in days):
            found.append(invitation)
    return found


def last_day_of(invitation: Invitation) -> date | None:
    """Return the last day of a person on the council of a meeting, where that is over before it; else None."""
    terms = Membership.objects.filter(
        user=invitation.membership.user_id, seat__council=invitation.meeting.council_id
    ).order_by("-ends_on")
    last = terms.first()
    if last is None or last.ends_on >= invitation.meeting.day:
        return None
    return last.ends_on


def signed_for(token: str) -> Invitation | None:
    """Return the invitation that an answer link was made for, also where it does not hold any more."""
    pk = _unsigned(token)
    if pk is None:
        return None
    return Invitation.objects.select_related("meeting__council", "membership__user").filter(pk=pk).first()


def _unsigned(token: str) -> UUID | None:
    try:
        return UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


def by_token(token: str) -> Invitation | None:
    """Return the invitation of an answer link, or None for a link that was changed, cut or taken back."""
    pk = _unsigned(token)
    if pk is None:
        return None
    # A signature outlives what it was made for: people who left the council since have no invitation any more.
    return still_invited().select_related("meeting__council", "membership__user__chosen_name").filter(pk=pk).first()


def zones_of(council: Council, day: date) -> list[tuple[ZoneInfo, int]]:
    """Return the time zones of the people who would be invited to a meeting on a day, each with their number."""
    members = taking_part(day).filter(seat__council=council)
    # Whoever holds two seats is one person.
    people = dict(members.values_list("user", "user__time_zone"))
    counted = Counter(people.values())
    return sorted(counted.items(), key=lambda entry: (-entry[1], entry[0].key))


def calendar_choice_of(user: User) -> CalendarChoice:
    """Return how somebody wants meetings in their calendar; the defaults, not saved, where they never chose."""
    return getattr(user, "calendar_choice", None) or CalendarChoice(user=user)


def calendar_reader(user: User, *, answer: Answer = Answer.NONE, changes: int = 0, language: str = "") -> Reader:
    """Return whose calendar a file is for; `language` is that of the page, where it is not their own."""
    return Reader(
        language=language or language_of(user),
        zone=user.time_zone,
        email=user.email or "",
        is_discreet=calendar_choice_of(user).is_discreet,
        wants_alarm=preference_of(user).reminders,
        answer=answer,
        changes=changes,
    )


def calendar_changes(meeting: Meeting) -> dict[UUID, int]:
    """Return, by the ids of people, how often each was taken off a meeting and put back: odd means taken off."""
    # By people and not by invitations: whoever comes back by another seat has the same calendar as before.
    totals = meeting.invitations.values("membership__user").annotate(total=Sum("calendar_changes"))
    return dict(totals.values_list("membership__user", "total"))


def calendar_changes_of(user: User) -> dict[UUID, int]:
    """Return, by the ids of meetings, how often one person was taken off and put back: odd means taken off."""
    totals = Invitation.objects.filter(membership__user=user).values("meeting").annotate(total=Sum("calendar_changes"))
    return dict(totals.values_list("meeting", "total"))


def ahead_of(user: User, council: Council) -> list[Invitation]:
    """Return a person's invitations to meetings of a council that are still to come."""
    theirs = Invitation.objects.filter(
        membership__user=user, meeting__council=council, meeting__status=MeetingStatus.INVITED
    )
    related = theirs.select_related("meeting", "membership__user__preference", "membership__user__calendar_choice")
    return [invitation for invitation in related.order_by("meeting", "pk") if not invitation.meeting.is_over]


def digest_of(secret: str) -> bytes:
    """Return what is stored of the secret in the address of a calendar."""
    return hashlib.sha256(secret.encode()).digest()


def owner_of_calendar(secret: str) -> User | None:
    """Return the person whose calendar has this secret address, or None where it was never made or was taken back."""
    choices = CalendarChoice.objects.select_related("user__preference")
    choice = choices.filter(digest=digest_of(secret), user__is_active=True).first()
    if choice is None:
        return None
    return choice.user


def calendar_of(user: User) -> list[Meeting]:
    """Return the meetings of a person's calendar: recent and ahead, without drafts, with those that were cancelled."""
    since = timezone.localdate() - IN_THE_CALENDAR
    invited = still_invited().filter(membership__user=user).values("meeting")
    meetings = Meeting.objects.filter(pk__in=invited, day__gte=since).exclude(status=MeetingStatus.PLANNED)
    return list(meetings.order_by("day", "starts", "pk"))


def polls_visible_to(user: User) -> QuerySet[DatePoll]:
    """Return the polls a person may look into: those of councils they plan for. Who is only asked has their link."""
    return DatePoll.objects.filter(council__in=councils_planned_by(user)).select_related("council", "meeting")


def poll_answers_visible_to(user: User) -> QuerySet[PollAnswer]:
    """Return who said what in polls: for coordinators, who phone people. A chair is a fellow member."""
    answers = PollAnswer.objects.filter(poll__council__in=coordinated_by(user).values("pk"))
    return answers.select_related("poll__council", "membership__user__chosen_name")


def search_polls(polls: QuerySet[DatePoll], words: str) -> QuerySet[DatePoll]:
    """Narrow to titles that hold some words."""
    return polls.filter(title__icontains=words)


def in_dates(poll: DatePoll) -> QuerySet[Membership]:
    """Return the terms of people who could be invited to at least one date of a poll: seated, trusted, in no pause."""
    held = RoleGrant.objects.filter(
        Q(council=None) | Q(council=poll.council_id),
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("day")),
        user=OuterRef(OuterRef("user")),
        role__in=COUNCIL,
        starts_on__lte=OuterRef("day"),
    )
    paused = Pause.objects.filter(
        membership__user=OuterRef(OuterRef("user")),
        membership__seat__council=poll.council_id,
        starts_on__lte=OuterRef("day"),
        ends_on__gte=OuterRef("day"),
    )
    dates = PollOption.objects.filter(
        Exists(held), ~Exists(paused), poll=poll, day__gte=OuterRef("starts_on"), day__lte=OuterRef("ends_on")
    )
    terms = Membership.objects.filter(Exists(dates), seat__council=poll.council_id, user__is_active=True)
    return with_names(terms).order_by("starts_on", "pk")


def pausing(poll: DatePoll) -> QuerySet[Pause]:
    """Return the pauses in which members of the council of a poll are today: they are asked nothing."""
    today = timezone.localdate()
    return Pause.objects.filter(membership__seat__council=poll.council_id, starts_on__lte=today, ends_on__gte=today)


def to_ask(poll: DatePoll) -> list[Membership]:
    """Return one term of each person to ask; somebody whose term is renewed between two dates is asked once."""
    asked: dict[UUID, Membership] = {}
    for term in in_dates(poll).exclude(user__in=pausing(poll).values("membership__user")):
        asked.setdefault(term.user_id, term)
    return list(asked.values())


def answers_to(poll: DatePoll) -> QuerySet[PollAnswer]:
    """Return the answers of people who could still be invited, by seat, with what they chose and what they need."""
    answers = poll.answers.filter(membership__user__in=in_dates(poll).order_by().values("user"))
    answers = answers.select_related("membership__user__chosen_name", "membership__user__contact", "membership__seat")
    answers = answers.select_related("membership__user__preference")
    return answers.prefetch_related("choices", "membership__user__access_needs").order_by(
        "membership__seat__number", "pk"
    )


def lived_terms(poll: DatePoll) -> QuerySet[Membership]:
    """Return the terms in voting seats for lived experience and carers on a date of a poll: the quorum is a share."""
    dates = PollOption.objects.filter(poll=poll, day__gte=OuterRef("starts_on"), day__lte=OuterRef("ends_on"))
    return Membership.objects.filter(
        Exists(dates), seat__council=poll.council_id, seat__kind__in=LIVED, seat__votes=True, user__is_active=True
    )


def polls_to_answer(user: User) -> list[PollAnswer]:
    """Return what a person was asked in open polls and has not answered, the most urgent first."""
    mine = PollAnswer.objects.filter(membership__user=user, poll__status=PollStatus.OPEN, answered_on=None)
    seated_in = set(seated(user, timezone.localdate()).values_list("seat__council", flat=True))
    waiting = mine.select_related("poll__council").order_by("poll__answer_by", "pk")
    return [answer for answer in waiting if answer.poll.council_id in seated_in]


def poll_token_of(answer: PollAnswer) -> str:
    """Return what a link to a poll holds: the id of the answer it is for, signed."""
    return _POLL_SIGNER.sign(answer.pk.hex)


def poll_answer_by_token(token: str) -> PollAnswer | None:
    """Return the answer that a link is for, or None for a link that was changed, cut or taken back."""
    try:
        pk = UUID(_POLL_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    answers = PollAnswer.objects.select_related("poll__council", "poll__meeting", "membership__user")
    answer = answers.filter(pk=pk).first()
    # A signature outlives what it was made for: people who left the council since are asked nothing any more.
    if answer is None or not in_dates(answer.poll).filter(user=answer.membership.user_id).exists():
        return None
    return answer
