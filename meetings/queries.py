"""Reads about meetings that more than one caller needs. What `visible_to` leaves out does not exist for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.utils import timezone

from accounts.enums import COUNCIL, Role, SharedWith
from accounts.models import RoleGrant, User
from council.enums import LIVED
from council.models import Council, Membership, Pause
from council.queries import chairing, coordinated_by, seated, with_names
from meetings.enums import MeetingStatus, PollStatus
from meetings.models import AccessBooking, AgendaItem, DatePoll, Invitation, Meeting, PollAnswer, PollOption

# Signed without a time: until when an answer is taken is decided by the rule, not by the link.
# With a salt of its own: what was signed for something else is no answer link.
_SIGNER = Signer(salt="meetings.answer", sep=".")
_POLL_SIGNER = Signer(salt="meetings.poll", sep=".")


def visible_to(user: User) -> QuerySet[Meeting]:
    """Return the meetings a person may know of: of their councils, or that they are invited to; all to coordinators."""
    meetings = Meeting.objects.select_related("council")
    if user.has_role(Role.COORDINATOR):
        return meetings
    councils = seated(user, timezone.localdate()).values("seat__council")
    coordinated = coordinated_by(user).values("pk")
    # Also people whose term begins before the meeting does: they do not sit on the council today.
    invited = still_invited().filter(membership__user=user).values("meeting")
    return meetings.filter(Q(council__in=councils) | Q(council__in=coordinated) | Q(pk__in=invited))


def still_invited() -> QuerySet[Invitation]:
    """Return the invitations of people who sit on the council, active and trusted, on the day of the meeting.

    A term that was renewed counts like the one somebody was invited in; whoever pauses on that day is left in peace.
    """
    that_day = {"starts_on__lte": OuterRef("meeting__day"), "ends_on__gte": OuterRef("meeting__day")}
    terms = Membership.objects.filter(
        user=OuterRef("membership__user"), user__is_active=True, seat__council=OuterRef("meeting__council"), **that_day
    )
    roles = RoleGrant.objects.filter(
        Q(council=None) | Q(council=OuterRef("meeting__council")),
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("meeting__day")),
        user=OuterRef("membership__user"),
        role__in=COUNCIL,
        starts_on__lte=OuterRef("meeting__day"),
    )
    pauses = Pause.objects.filter(
        membership__user=OuterRef("membership__user"),
        membership__seat__council=OuterRef("meeting__council"),
        **that_day,
    )
    return Invitation.objects.filter(Exists(terms), Exists(roles), ~Exists(pauses))


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
    today = timezone.localdate()
    seats = chairing(seated(user, today), today)
    theirs = Q(pk__in=seats.values("seat__council")) | Q(pk__in=coordinated_by(user).values("pk"))
    return Council.objects.filter(theirs, closed_on=None).order_by("name")


def agenda_visible_to(user: User) -> QuerySet[AgendaItem]:
    """Return the agenda items of the meetings a person may know of."""
    return AgendaItem.objects.filter(meeting__in=visible_to(user)).select_related("meeting__council")


def invitation_of(user: User, meeting: Meeting) -> Invitation | None:
    """Return a person's own invitation to a meeting, with what is booked for them."""
    mine = Invitation.objects.filter(meeting=meeting, membership__user=user)
    bookings = Prefetch("bookings", AccessBooking.objects.select_related("need"))
    return mine.select_related("membership__user__chosen_name").prefetch_related(bookings).first()


def invitations_to(meeting: Meeting) -> QuerySet[Invitation]:
    """Return everybody invited, by seat, ready to show their names."""
    return meeting.invitations.select_related("membership__user__chosen_name", "membership__seat").order_by(
        "membership__seat__number", "pk"
    )


def to_tell(meeting: Meeting) -> QuerySet[Invitation]:
    """Return the invitations of people who are to hear of a meeting: not those who have left the council by then."""
    return invitations_to(meeting).filter(pk__in=still_invited().values("pk"))


def bookings_visible_to(user: User) -> QuerySet[AccessBooking]:
    """Return what people need for meetings, as far as they want this person to know now.

    Coordinators book and know everything; chairs know what is shared with the chair; members what is shared with all.
    """
    bookings = AccessBooking.objects.select_related(
        "need", "invitation__membership__user__chosen_name", "invitation__meeting__council"
    )
    if user.has_role(Role.COORDINATOR):
        return bookings
    # What is shared for booking alone is in neither of the two: that is for coordinators, of this council too.
    coordinated = Q(invitation__meeting__council__in=coordinated_by(user).values("pk"))
    chaired = Q(invitation__meeting__council__in=councils_planned_by(user), need__shared_with=SharedWith.CHAIR)
    for_all = Q(invitation__meeting__in=visible_to(user), need__shared_with=SharedWith.COUNCIL)
    return bookings.filter(coordinated | chaired | for_all | Q(invitation__membership__user=user))


def token_of(invitation: Invitation) -> str:
    """Return what an answer link holds: the invitation's id, signed."""
    return _SIGNER.sign(invitation.pk.hex)


def by_token(token: str) -> Invitation | None:
    """Return the invitation of an answer link, or None for a link that was changed, cut or taken back."""
    try:
        pk = UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    # A signature outlives what it was made for: people who left the council since have no invitation any more.
    return still_invited().select_related("meeting__council", "membership__user__chosen_name").filter(pk=pk).first()


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
