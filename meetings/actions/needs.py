"""A need that is told, changed or taken back reaches every meeting ahead, and whoever books."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Need, NeedEventKind, Role
from accounts.models import AccessNeed, User
from accounts.queries import users_with_role
from meetings import queries
from meetings.enums import Answer, BookingStatus, MeetingStatus
from meetings.models import AccessBooking, Invitation
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key
from notifications.queries import language_of


def need_changed(person: User, need: AccessNeed | None, event: NeedEventKind) -> None:
    """Carry what happened to a need into the meetings ahead; called in the transaction in which it happened."""
    if need is None:
        return
    if event == NeedEventKind.TOLD:
        _ask_for(person, need)
    elif event == NeedEventKind.CHANGED:
        # What was booked may be the wrong thing now: whoever books looks at it again.
        _ahead(need).filter(status=BookingStatus.BOOKED).update(status=BookingStatus.ASKED)
    elif event == NeedEventKind.TAKEN_BACK:
        for booking in _ahead(need).filter(status=BookingStatus.BOOKED):
            _tell_to_release(booking)


def release(invitation: Invitation) -> None:
    """Ask for nothing more for somebody who will not be at a meeting; whoever books releases what is booked."""
    bookings = invitation.bookings.select_related("need", "invitation__meeting")
    for booking in bookings.filter(status=BookingStatus.BOOKED):
        _tell_to_release(booking, has_left=True)
    bookings.exclude(status=BookingStatus.BOOKED).delete()


def ask_again(invitation: Invitation) -> None:
    """Ask for what somebody needs at a meeting that they are expected at after all."""
    for need in invitation.membership.user.access_needs.all():
        AccessBooking.objects.get_or_create(invitation=invitation, need=need)


def _ask_for(person: User, need: AccessNeed) -> None:
    """Add a need to every meeting the person is invited to, as long as its deadline has not passed there."""
    invitations = queries.still_invited().filter(membership__user=person, meeting__status=MeetingStatus.INVITED)
    for invitation in invitations.exclude(answer=Answer.NO).select_related("meeting"):
        if _can_still_ask(invitation):
            AccessBooking.objects.get_or_create(invitation=invitation, need=need)


def _can_still_ask(invitation: Invitation) -> bool:
    meeting = invitation.meeting
    return timezone.localdate(timezone=meeting.time_zone) <= meeting.access_deadline and not meeting.is_over


def _ahead(need: AccessNeed) -> QuerySet[AccessBooking]:
    """Return what is booked for a need at meetings that are still to come."""
    today = timezone.localdate()
    bookings = AccessBooking.objects.filter(need=need, invitation__meeting__day__gte=today)
    return bookings.exclude(invitation__meeting__status__in=[MeetingStatus.HELD, MeetingStatus.CANCELLED])


def _tell_to_release(booking: AccessBooking, *, has_left: bool = False) -> None:
    """Tell those who book that something is booked and no longer needed, since a need or a person is gone."""
    meeting = booking.invitation.meeting
    for reader in users_with_role(Role.COORDINATOR, council=meeting.council_id):
        with translation.override(language_of(reader)):
            what = str(Need(booking.need.kind).label)
        outbox.queue(
            kind=Kind.BOOKING_TO_RELEASE,
            recipient=reader,
            values={
                "title": meeting.title,
                "when": meeting.starts_at.isoformat(),
                "what": what,
                "has_left": has_left,
                "path": reverse("meetings:meeting", args=[meeting.pk]),
            },
            dedupe_key=message_key(Kind.BOOKING_TO_RELEASE, meeting.pk, booking.pk, reader.pk),
            useful_until=meeting.starts_at,
        )
