"""Messages about what is arranged: to the people it is for, and to those who arrange it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from meetings import queries
from meetings.enums import TOLD_TO_MEMBERS, Answer, BookingStatus, MeetingStatus
from meetings.models import AccessBooking, BookedNeed, Meeting
from meetings.queries import bookings
from notifications import actions as outbox
from notifications import wanted
from notifications.enums import Kind
from notifications.keys import message_key
from notifications.models import OutboxMessage
from notifications.queries import language_of

# Within so much time before a meeting, quiet hours do not count for what could not be arranged.
URGENT = timedelta(hours=24)


def register_checks() -> None:
    """Let the outbox ask before it sends. Called from `AppConfig.ready`."""
    wanted.register(Kind.BOOKING_NEWS, is_still_news)
    wanted.register(Kind.BOOKING_TO_RELEASE, is_still_to_release)
    wanted.register(Kind.BOOKING_TO_CHECK, is_still_to_check)
    wanted.register(Kind.MEETING_CONFIRMED, is_still_confirmed)


def tell_members(booking: AccessBooking, *, overridden: bool = False) -> None:
    """Tell everybody whom a booking serves what became of it, each in their language."""
    is_news = overridden or booking.status in TOLD_TO_MEMBERS
    if not is_news or booking.meeting.is_over:
        return
    served = bookings.active(booking.served.filter(waived_on=None))
    for one in served.select_related("invitation__membership__user__preference"):
        _tell_member(booking, one, overridden=overridden)


def _tell_member(booking: AccessBooking, served: BookedNeed, *, overridden: bool) -> None:
    person = served.invitation.membership.user
    meeting = booking.meeting
    has_failed = overridden or booking.status == BookingStatus.FAILED
    values = {
        **_about(meeting),
        "what": _what(booking, person),
        "status": booking.status,
        "overridden": overridden,
        "booking": str(booking.pk),
        "contact": meeting.contact,
        "path": reverse("meetings:my_needs", args=[meeting.pk]),
    }
    outbox.queue(
        kind=Kind.BOOKING_NEWS,
        recipient=person,
        values=values,
        # The meeting before the person: what waits about a meeting is dropped for whoever leaves.
        dedupe_key=message_key(Kind.BOOKING_NEWS, meeting.pk, booking.pk, booking.revision, person.pk),
        useful_until=meeting.ends_at,
        # Whoever cannot take part tomorrow has to know today, also at night.
        ignores_quiet_hours=has_failed and meeting.starts_at - timezone.now() <= URGENT,
    )


def tell_to_release(booking: AccessBooking) -> None:
    """Tell whoever books that a supplier keeps something that nobody needs any more."""
    meeting = booking.meeting
    for reader in _readers(booking):
        values = {
            **_about(meeting),
            "what": _what(booking, reader),
            "supplier": booking.supplier,
            "release_by": booking.release_by.isoformat(),
            "is_late": booking.is_past_release,
            "booking": str(booking.pk),
            "path": reverse("meetings:booking", args=[booking.pk]),
        }
        outbox.queue(
            kind=Kind.BOOKING_TO_RELEASE,
            recipient=reader,
            values=values,
            dedupe_key=message_key(Kind.BOOKING_TO_RELEASE, meeting.pk, booking.pk, booking.revision, reader.pk),
            useful_until=meeting.starts_at,
        )


def tell_to_check(booking: AccessBooking) -> None:
    """Tell whoever books that what they booked may be the wrong thing now."""
    meeting = booking.meeting
    for reader in _readers(booking):
        values = {
            **_about(meeting),
            "what": _what(booking, reader),
            "booking": str(booking.pk),
            "path": reverse("meetings:booking", args=[booking.pk]),
        }
        outbox.queue(
            kind=Kind.BOOKING_TO_CHECK,
            recipient=reader,
            values=values,
            dedupe_key=message_key(Kind.BOOKING_TO_CHECK, meeting.pk, booking.pk, booking.revision, reader.pk),
            useful_until=meeting.starts_at,
        )


def tell_confirmed(meeting: Meeting) -> int:
    """Tell everybody who may come that a meeting takes place; returns how many."""
    invitations = queries.to_tell(meeting).exclude(answer=Answer.NO)
    people = {invitation.membership.user for invitation in invitations}
    for person in people:
        values = {
            **_about(meeting),
            "place": meeting.place,
            "join_link": meeting.join_link,
            "join_phone": meeting.join_phone,
            "contact": meeting.contact,
            "path": reverse("meetings:meeting", args=[meeting.pk]),
        }
        outbox.queue(
            kind=Kind.MEETING_CONFIRMED,
            recipient=person,
            values=values,
            dedupe_key=message_key(Kind.MEETING_CONFIRMED, meeting.pk, meeting.revision, person.pk),
            useful_until=meeting.starts_at,
        )
    return len(people)


def _readers(booking: AccessBooking) -> list[User]:
    """Return who sees to a booking: its owner while they may, else every coordinator of the council."""
    coordinators = bookings.bookers(booking.meeting.council_id)
    return [one for one in coordinators if one.pk == booking.owner_id] or coordinators


def _about(meeting: Meeting) -> dict[str, object]:
    return {
        "title": meeting.title,
        # Wall time and its zone: should a country change its clocks until this is read, the message is still right.
        "when": meeting.starts_at.isoformat(),
        "when_zone": str(meeting.time_zone),
        "when_fold": meeting.fold,
        "when_minutes": meeting.minutes,
        "meeting": str(meeting.pk),
        "revision": meeting.revision,
    }


def _what(booking: AccessBooking, reader: User) -> str:
    with translation.override(language_of(reader)):
        return str(booking)


def is_still_news(message: OutboxMessage) -> bool:
    """Return whether a booking is as its message says, and its reader still needs it."""
    if "booking" not in message.values:
        return True
    served = BookedNeed.objects.filter(
        booking=message.values["booking"],
        booking__status=message.values["status"],
        booking__meeting__status=MeetingStatus.INVITED,
        invitation__membership__user=message.recipient_id,
        waived_on=None,
    )
    return bookings.active(served).exists()


def is_still_to_release(message: OutboxMessage) -> bool:
    """Return whether a booking is still to be released."""
    return _is(message, BookingStatus.TO_RELEASE)


def is_still_to_check(message: OutboxMessage) -> bool:
    """Return whether nobody has looked at a booking again."""
    return _is(message, BookingStatus.ASKED)


def _is(message: OutboxMessage, status: BookingStatus) -> bool:
    pk = message.values.get("booking")
    return pk is None or AccessBooking.objects.filter(pk=pk, status=status).exists()


def is_still_confirmed(message: OutboxMessage) -> bool:
    """Return whether a meeting takes place as its message says, and its reader is still expected."""
    if "meeting" not in message.values:
        return True
    expected = queries.still_invited().filter(meeting=message.values["meeting"], membership__user=message.recipient_id)
    if not expected.exclude(answer=Answer.NO).exists():
        return False
    sure = Meeting.objects.filter(
        pk=message.values["meeting"], revision=message.values["revision"], confirmed_on__isnull=False
    )
    return sure.exclude(status=MeetingStatus.CANCELLED).exists()
