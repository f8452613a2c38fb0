"""Who may arrange what people need, do without it, and say that a meeting takes place."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.verdicts import YES, Verdict, first_no
from council.queries import coordinated_by
from meetings import rules
from meetings.enums import ASSURED, BOOKING_BY_HAND, BookingStatus, MeetingStatus
from meetings.models import AccessBooking, BookedNeed, Meeting
from meetings.queries import bookings as queries

_NOT_YET = _("Something that a person needs is not confirmed yet. Confirm it, or ask them whether they can do without.")


def may_see_bookings(user: User) -> Verdict:
    """Whoever plans meetings sees what is to be arranged for them."""
    return rules.may_plan(user)


def may_see_failures(user: User) -> Verdict:
    """Coordinators read where access failed: it says more than a chair may know."""
    if queries.councils_reported_to(user).exists():
        return YES
    return Verdict(_("Only coordinators can read this."))


def may_become(booking: AccessBooking, status: BookingStatus) -> Verdict:
    """A booking goes from state to state by its table; what nobody needs can only be released."""
    if status not in BOOKING_BY_HAND[BookingStatus(booking.status)]:
        return Verdict(_("This is not possible from the state that it is in."))
    release = status in {BookingStatus.RELEASED, BookingStatus.TO_RELEASE}
    if not release and not queries.is_needed(booking):
        return Verdict(_("Nobody needs this any more. It can only be released."))
    if status == BookingStatus.TO_RELEASE and queries.is_needed(booking):
        return Verdict(_("Somebody needs this."))
    if status == BookingStatus.DONE and booking.meeting.is_ahead:
        return Verdict(_("This meeting has not taken place yet."))
    return YES


def choices_of(booking: AccessBooking, *, is_needed: bool) -> list[BookingStatus]:
    """Return the states that a booking is in or can be put into by hand, in their order.

    As `may_become`, but without a question to the database for each of many rows.
    """
    now = BookingStatus(booking.status)
    release = {BookingStatus.RELEASED, BookingStatus.TO_RELEASE}
    found = []
    for status in BookingStatus:
        is_fit = status in BOOKING_BY_HAND[now] and (status in release) != is_needed
        if status == BookingStatus.DONE and booking.meeting.is_ahead:
            is_fit = False
        if status == now or is_fit:
            found.append(status)
    return found


def may_own(person: User, booking: AccessBooking) -> Verdict:
    """Coordinators of the council see to bookings: they may know of every need."""
    if person in queries.bookers(booking.meeting.council_id):
        return YES
    return Verdict(_("Only coordinators of this council can see to it."))


def is_fit_due_day(booking: AccessBooking, due_on: date) -> Verdict:
    """Something is due today or later, and before its meeting is over; as it was is as good."""
    if due_on == booking.due_on:
        return YES
    if due_on < timezone.localdate():
        return Verdict(_("This day is over. Choose today or a later day."))
    if due_on > booking.meeting.day:
        return Verdict(_("Choose a day before the meeting."))
    return YES


def may_speak_for(user: User, served: BookedNeed) -> Verdict:
    """People say themselves what they can do without; a coordinator writes down what they said by phone."""
    if served.invitation.membership.user_id != user.pk:
        return may_write_down(user, served.booking)
    return _is_still_open(served.booking.meeting)


def may_write_down(user: User, booking: AccessBooking) -> Verdict:
    """A coordinator writes down what people said by phone about a booking."""
    # Not the chair, who is a fellow member.
    if not coordinated_by(user).filter(pk=booking.meeting.council_id).exists():
        return Verdict(_("Only the person who needs it, or a coordinator who talked to them, can say this."))
    return _is_still_open(booking.meeting)


def _is_still_open(meeting: Meeting) -> Verdict:
    if meeting.is_cancelled or meeting.is_over:
        return Verdict(_("This meeting is over or was cancelled."))
    return YES


def may_rate(user: User, served: BookedNeed) -> Verdict:
    """People say afterwards whether they had what they needed, and can change it."""
    if served.invitation.membership.user_id != user.pk:
        return Verdict(_("Only the person who needed it can say this."))
    meeting = served.booking.meeting
    if meeting.is_cancelled:
        return Verdict(_("This meeting was cancelled."))
    if not meeting.is_over:
        return Verdict(_("You can say this after the meeting."))
    return YES


def may_override(user: User, booking: AccessBooking) -> Verdict:
    """A coordinator can let a meeting take place without something; it counts as a failure."""
    if not coordinated_by(user).filter(pk=booking.meeting.council_id).exists():
        return Verdict(_("Only coordinators can decide this."))
    if booking.status in ASSURED:
        return Verdict(_("It is confirmed already."))
    if booking.is_overridden:
        return Verdict(_("This is decided already."))
    if booking.meeting.is_cancelled or booking.meeting.is_over:
        return Verdict(_("This meeting is over or was cancelled."))
    if not queries.is_needed(booking):
        return Verdict(_("Nobody needs this any more. It can only be released."))
    return YES


def may_confirm(user: User, meeting: Meeting) -> Verdict:
    """A meeting is confirmed once everything is that people who may come have asked for."""
    verdict = first_no(rules.may_change(user, meeting), _can_be_confirmed(meeting))
    if verdict and queries.unassured(meeting).exists():
        return Verdict(_NOT_YET)
    return verdict


def _can_be_confirmed(meeting: Meeting) -> Verdict:
    if meeting.status != MeetingStatus.INVITED:
        return Verdict(_("Invite people first."))
    if meeting.is_confirmed:
        return Verdict(_("Everyone was told already that this meeting takes place."))
    return YES
