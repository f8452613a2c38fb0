"""Reads about what is arranged for people at meetings, and about where that failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.enums import Need, Role
from accounts.models import User
from accounts.queries import users_with_role
from council.models import Council
from council.queries import coordinated_by
from meetings.enums import ASSURED, Answer, BookingStatus, EndedBecause, MeetingStatus
from meetings.models import AccessBooking, AccessFailure, BookedNeed, Meeting
from meetings.queries import bookings_visible_to, councils_planned_by, still_invited


def to_arrange_by(user: User) -> QuerySet[AccessBooking]:
    """Return the bookings of all meetings that a person plans, as far as they may know of them."""
    return bookings_visible_to(user).filter(meeting__council__in=councils_planned_by(user))


def active(needs: QuerySet[BookedNeed]) -> QuerySet[BookedNeed]:
    """Narrow to what is still needed at its meeting."""
    return needs.filter(ended_on=None)


def is_needed(booking: AccessBooking) -> bool:
    """Return whether somebody still needs what is booked."""
    return active(booking.served.all()).exists()


def unassured(meeting: Meeting) -> QuerySet[BookedNeed]:
    """Return what people who may come need, and what is neither arranged nor waived nor overridden."""
    needs = active(BookedNeed.objects.filter(booking__meeting=meeting, waived_on=None, booking__overridden_on=None))
    expected = still_invited().filter(pk=OuterRef("invitation")).exclude(answer=Answer.NO)
    return needs.filter(Exists(expected)).exclude(booking__status__in=ASSURED)


def own_needs(user: User, meeting: Meeting) -> QuerySet[BookedNeed]:
    """Return what a person themselves needs at a meeting."""
    mine = active(BookedNeed.objects.filter(invitation__membership__user=user, booking__meeting=meeting))
    return mine.select_related("need", "booking__meeting", "invitation").order_by("booking__kind", "pk")


def needs_at(meetings: Iterable[UUID]) -> QuerySet[BookedNeed]:
    """Return what is needed at meetings."""
    return active(BookedNeed.objects.filter(booking__meeting__in=list(meetings)))


def ahead() -> Q:
    """Return the condition of bookings for meetings that are neither past nor cancelled."""
    # A day of grace for zones behind ours.
    yesterday = timezone.localdate() - timedelta(days=1)
    over = [MeetingStatus.HELD, MeetingStatus.CANCELLED]
    return Q(meeting__day__gte=yesterday) & ~Q(meeting__status__in=over)


def unsolved(user: User) -> QuerySet[AccessBooking]:
    """Return what could not be arranged for meetings ahead, and what is to be released; by the day it is due."""
    bookings = to_arrange_by(user)
    failed = ahead() & Q(status=BookingStatus.FAILED, overridden_on=None)
    # Without the people it is for: only how many there are, and which.
    found = bookings.filter(failed | Q(status=BookingStatus.TO_RELEASE)).prefetch_related(None)
    return found.order_by("meeting__day", "due_on", "pk")


def search(bookings: QuerySet[AccessBooking], words: str) -> QuerySet[AccessBooking]:
    """Narrow to meetings or suppliers whose name holds some words."""
    return bookings.filter(Q(meeting__title__icontains=words) | Q(supplier__icontains=words))


def narrowed(bookings: QuerySet[AccessBooking], criteria: Mapping[str, str]) -> QuerySet[AccessBooking]:
    """Narrow to one kind, or one council."""
    if criteria.get("kind"):
        bookings = bookings.filter(kind=criteria["kind"])
    if criteria.get("council"):
        bookings = bookings.filter(meeting__council__pk=UUID(criteria["council"]))
    return bookings


def bookers(council: UUID) -> list[User]:
    """Return who sees to bookings of a council: its coordinators, who may know of every need."""
    return list(users_with_role(Role.COORDINATOR, council=council))


def ended_by_absence() -> QuerySet[BookedNeed]:
    """Return what is booked at meetings ahead for people who are not expected there any more."""
    needs = active(BookedNeed.objects.filter(_open_meeting()))
    expected = still_invited().filter(pk=OuterRef("invitation"))
    # A need that was destroyed, with everything of somebody who left, is nobody's either.
    return needs.exclude(Exists(expected), need__isnull=False).select_related("booking__meeting", "invitation")


def back_from_absence() -> QuerySet[BookedNeed]:
    """Return what people who were away need again, who are expected at meetings ahead after all."""
    needs = BookedNeed.objects.filter(_open_meeting(), ended_because=EndedBecause.AWAY, need__isnull=False)
    expected = still_invited().filter(pk=OuterRef("invitation")).exclude(answer=Answer.NO)
    return needs.filter(Exists(expected)).select_related("booking__meeting", "invitation")


def _open_meeting() -> Q:
    return Q(booking__meeting__day__gte=timezone.localdate(), booking__meeting__status=MeetingStatus.INVITED)


def without_anybody() -> QuerySet[AccessBooking]:
    """Return bookings for meetings ahead that nobody needs, and for which nothing is done about that yet."""
    over = [BookingStatus.TO_RELEASE, BookingStatus.RELEASED, BookingStatus.DONE]
    needed = active(BookedNeed.objects.filter(booking=OuterRef("pk")))
    bookings = AccessBooking.objects.filter(~Exists(needed), meeting__day__gte=timezone.localdate())
    return bookings.exclude(status__in=over).select_related("meeting")


def councils_reported_to(user: User) -> QuerySet[Council]:
    """Return the councils of whose access failures a person reads: they say more than a chair may know."""
    return coordinated_by(user).order_by("name")


def failures_visible_to(user: User) -> QuerySet[AccessFailure]:
    """Return the access failures of the councils that a person coordinates."""
    failures = AccessFailure.objects.filter(council__in=councils_reported_to(user))
    return failures.select_related("council", "meeting")


def usual_owner(meeting: Meeting) -> User | None:
    """Return who sees to most of a meeting's bookings already, or nobody."""
    newest = meeting.access_bookings.exclude(owner=None).order_by("-due_on", "pk").select_related("owner").first()
    if newest is None:
        return None
    return newest.owner


def forgotten_by(on: date) -> QuerySet[BookedNeed]:
    """Return the needs at meetings that were over a year before a day, or were taken back and are over."""
    a_year_ago = on - relativedelta(years=1)
    released = [BookingStatus.RELEASED, BookingStatus.DONE, BookingStatus.FAILED, BookingStatus.ASKED]
    taken_back = Q(need=None, booking__meeting__day__lt=on, booking__status__in=released)
    return BookedNeed.objects.filter(taken_back | Q(booking__meeting__day__lt=a_year_ago))


def left_over(on: date) -> QuerySet[AccessBooking]:
    """Return the bookings of meetings long over, and those past that nobody had."""
    a_year_ago = on - relativedelta(years=1)
    anybody = BookedNeed.objects.filter(booking=OuterRef("pk"))
    nobody = ~Exists(anybody) & Q(meeting__day__lt=on) & ~Q(status=BookingStatus.TO_RELEASE)
    return AccessBooking.objects.filter(nobody | Q(meeting__day__lt=a_year_ago))


def label_of(kind: str) -> str:
    """Return what is needed, in the reader's language."""
    return str(Need(kind).label)
