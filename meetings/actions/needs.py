"""A need that is told, changed or taken back reaches every meeting ahead, and whoever books."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import NeedEventKind
from accounts.models import AccessNeed, User
from council.actions.need_tasks import leave_to_bookings
from meetings import queries
from meetings.actions import booking_notices, bookings
from meetings.enums import Answer, BookingStatus, EndedBecause, MeetingStatus
from meetings.models import AccessBooking, BookedNeed, Invitation

_OVER = (MeetingStatus.HELD, MeetingStatus.CANCELLED)


def need_changed(person: User, need: AccessNeed | None, event: NeedEventKind) -> None:
    """Carry what happened to a need into the meetings ahead; called in the transaction in which it happened."""
    if need is None:
        return
    if event == NeedEventKind.TOLD:
        _ask_for(person, need)
    elif event == NeedEventKind.CHANGED:
        # What was booked may be the wrong thing now: whoever books looks at it again.
        served = AccessBooking.objects.filter(served__in=_ahead(need).filter(ended_on=None))
        to_check = bookings.look_again(served)
        for booking in to_check:
            booking_notices.tell_to_check(booking)
        leave_to_bookings(person, need.kind, {booking.meeting.council_id for booking in to_check})
    elif event == NeedEventKind.TAKEN_BACK:
        _take_back(need)
        # Asked before the need is gone, with which the rows that lead to it go.
        to_release = BookedNeed.objects.filter(need=need, booking__status=BookingStatus.TO_RELEASE)
        leave_to_bookings(person, need.kind, set(to_release.values_list("booking__meeting__council", flat=True)))


def release(invitation: Invitation) -> None:
    """Ask for nothing more for somebody who will not be at a meeting; whoever books releases what is booked."""
    mine = BookedNeed.objects.filter(invitation=invitation, ended_on=None)
    bookings.end(mine.select_related("booking__meeting"), EndedBecause.AWAY)


def ask_again(invitation: Invitation) -> None:
    """Ask for what somebody needs at a meeting that they are expected at after all."""
    # They said that they will not come: nothing is arranged until they say something else.
    if invitation.answer == Answer.NO:
        return
    for need in invitation.membership.user.access_needs.all():
        bookings.ask_for(invitation, need)


def _ask_for(person: User, need: AccessNeed) -> None:
    """Add a need to every meeting the person is invited to, as long as its deadline has not passed there."""
    invitations = queries.still_invited().filter(membership__user=person, meeting__status=MeetingStatus.INVITED)
    for invitation in invitations.exclude(answer=Answer.NO).select_related("meeting"):
        if _can_still_ask(invitation):
            bookings.ask_for(invitation, need)


def _can_still_ask(invitation: Invitation) -> bool:
    meeting = invitation.meeting
    return timezone.localdate(timezone=meeting.time_zone) <= meeting.access_deadline and not meeting.is_over


def _take_back(need: AccessNeed) -> None:
    """Release what is booked for meetings ahead, and forget what was needed at those that are over."""
    ahead = _ahead(need)
    bookings.end(ahead.select_related("booking__meeting"), EndedBecause.TAKEN_BACK)
    past = BookedNeed.objects.filter(need=need).exclude(pk__in=ahead.values("pk"))
    to_release = BookingStatus.TO_RELEASE
    bookings.forget(past.exclude(booking__status=to_release))
    bookings.forget(ahead.filter(booking__status=BookingStatus.RELEASED))


def _ahead(need: AccessNeed) -> QuerySet[BookedNeed]:
    """Return what is booked for a need at meetings that are still to come."""
    found = BookedNeed.objects.filter(need=need, booking__meeting__day__gte=timezone.localdate())
    return found.exclude(booking__meeting__status__in=_OVER)
