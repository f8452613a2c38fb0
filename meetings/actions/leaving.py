"""Somebody leaves a council: meetings after their last day go out of their calendar, and nothing about them is sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from council.models import Membership
from meetings import calendar, queries
from meetings.actions import bookings
from meetings.actions.notices import count_change
from meetings.enums import EndedBecause, MeetingStatus
from meetings.models import BookedNeed, Invitation
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key

ABOUT_A_MEETING = (
    Kind.INVITATION,
    Kind.MEETING_CHANGED,
    Kind.MEETING_REMINDER,
    Kind.MEETING_CONFIRMED,
    Kind.BOOKING_NEWS,
)


@transaction.atomic
def clear_calendar(term: Membership, last_day: date, by: User | None) -> None:
    """Take back what waits about meetings after somebody's last day, and send one message that clears their calendar.

    Only meetings that they had heard of are in it; where there is none, nothing is sent.
    """
    person = term.user
    files: dict[str, str] = {}
    later = list(queries.after_last_day(term, last_day))
    bookings.end(BookedNeed.objects.filter(invitation__in=later).select_related("booking__meeting"), EndedBecause.AWAY)
    for invitation in later:
        was_told = _drop(invitation, person)
        if was_told and invitation.meeting.status == MeetingStatus.INVITED:
            files[f"cancelled-{len(files) + 1}.ics"] = _withdrawal(invitation, person)
    if files:
        values: dict[str, Any] = {"last_day": last_day.isoformat(), "attachments": files}
        outbox.queue(
            kind=Kind.CALENDAR_CLEARED,
            recipient=person,
            values=values,
            dedupe_key=message_key(Kind.CALENDAR_CLEARED, term.pk, last_day),
        )


def _withdrawal(invitation: Invitation, person: User) -> str:
    """Return the file that takes a meeting, which is held without them, out of somebody's calendar."""
    heard = queries.calendar_changes(invitation.meeting).get(person.pk, 0)
    # Above what they have, or their calendar would keep the meeting.
    reader = queries.calendar_reader(person, changes=heard + count_change(invitation))
    return calendar.withdrawal(invitation.meeting, reader)


def _drop(invitation: Invitation, person: User) -> bool:
    """Take back what waits for one person about a meeting; returns whether their invitation had reached them."""
    was_told = True
    for kind in ABOUT_A_MEETING:
        dropped = outbox.drop_for(person=person, key=message_key(kind, invitation.meeting_id))
        if kind == Kind.INVITATION and dropped:
            was_told = False
    return was_told
