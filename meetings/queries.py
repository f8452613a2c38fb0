"""Reads about meetings that more than one caller needs. What `visible_to` leaves out does not exist for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.utils import timezone

from accounts.enums import COUNCIL, Role, SharedWith
from accounts.models import RoleGrant, User
from council.models import Council, Membership, Pause
from council.queries import chairing, coordinated_by, seated
from meetings.enums import MeetingStatus
from meetings.models import AccessBooking, AgendaItem, Invitation, Meeting

# Signed without a time: until when an answer is taken is decided by the rule, not by the link.
# With a salt of its own: what was signed for something else is no answer link.
_SIGNER = Signer(salt="meetings.answer", sep=".")


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


def after_last_day(term: Membership, last_day: date) -> QuerySet[Invitation]:
    """Return a person's invitations to meetings of a term's council after their last day, the next meeting first.

    Not those for which they hold another term of the same council.
    """
    found = Invitation.objects.filter(
        membership__user=term.user, meeting__council=term.seat.council_id, meeting__day__gt=last_day
    )
    # While a seat is taken back its row is still there: it is no reason to come.
    others = Membership.objects.filter(
        user=term.user,
        seat__council=term.seat.council_id,
        starts_on__lte=OuterRef("meeting__day"),
        ends_on__gte=OuterRef("meeting__day"),
    ).exclude(pk=term.pk)
    return found.exclude(Exists(others)).select_related("meeting__council").order_by("meeting__day", "pk")


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
