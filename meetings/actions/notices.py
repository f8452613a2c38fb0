"""The messages that invited people get about a meeting, each in their language, and the reminder the day before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from meetings import calendar, queries
from meetings.actions import facts, guests, needs
from meetings.enums import Answer, MeetingStatus
from meetings.models import Invitation, Meeting
from notifications import actions as outbox
from notifications import queries as recipients
from notifications.enums import Channel, Kind
from notifications.keys import message_key


def notify_invited(meeting: Meeting, invitations: Iterable[Invitation]) -> None:
    """Send each of these invitations."""
    changes = queries.calendar_changes(meeting)
    for invitation in invitations:
        count = changes.get(invitation.membership.user_id, 0)
        # Whoever had been taken off and comes back: their calendar believes only what is newer than that.
        if is_taken_off(count):
            count += count_change(invitation)
        _queue(Kind.INVITATION, meeting, invitation, changes=count)


def notify_changed(meeting: Meeting, *, ask_again: bool) -> None:
    """Send everybody what is new; people who have not heard of the meeting yet are invited to it as it is now."""
    unaware = _drop_waiting(meeting)
    changes = queries.calendar_changes(meeting)
    for invitation in queries.to_tell(meeting):
        user = invitation.membership.user_id
        count = changes.get(user, 0)
        # An earlier day was after their last one, and this is not.
        if is_taken_off(count):
            notify_invited(meeting, [invitation])
        # Their invitation was never sent: news of a change would be about something they do not know.
        elif user in unaware:
            _queue(Kind.INVITATION, meeting, invitation, changes=count)
        else:
            _queue(Kind.MEETING_CHANGED, meeting, invitation, changes=count, ask_again=ask_again)
    guests.notify_guests_changed(meeting, ask_again=ask_again)
    if ask_again:
        _take_off_who_has_no_seat_then(meeting, unaware)


def _take_off_who_has_no_seat_then(meeting: Meeting, unaware: set[UUID]) -> None:
    """Tell people whose last day is before the new day of a meeting, or they would come on the old one."""
    for invitation in queries.without_a_seat_then(meeting):
        needs.release(invitation)
        if invitation.membership.user_id not in unaware:
            notify_taken_off(invitation)


def notify_cancelled(meeting: Meeting) -> None:
    """Tell everybody who has heard of the meeting that it will not take place."""
    unaware = _drop_waiting(meeting)
    changes = queries.calendar_changes(meeting)
    for invitation in queries.to_tell(meeting):
        user = invitation.membership.user_id
        # Whoever never got the invitation would hear of a meeting only that it is off.
        if user not in unaware:
            _queue(Kind.MEETING_CHANGED, meeting, invitation, changes=changes.get(user, 0), cancelled=True)
    guests.notify_guests_changed(meeting, cancelled=True)


def notify_taken_off(invitation: Invitation) -> bool:
    """Take a meeting, which is held without them, out of the calendar of somebody who left or was taken off it.

    Returns whether there was something to take out.
    """
    meeting = invitation.meeting
    user = invitation.membership.user_id
    count = queries.calendar_changes(meeting).get(user, 0)
    # Asked first: what takes it out may still be waiting, and must not be dropped as news from before.
    if is_taken_off(count):
        return False
    unaware = outbox.drop(_key(Kind.INVITATION, meeting, invitation))
    outbox.drop(_key(Kind.MEETING_CHANGED, meeting, invitation))
    drop_reminder(invitation)
    # Also of somebody who hears nothing of it, so that they are invited should they come back.
    count += count_change(invitation)
    # Whoever never got the invitation has nothing in their calendar; nor has somebody whom no email reaches.
    if user in unaware or not invitation.membership.user.email:
        return False
    _queue(Kind.MEETING_CHANGED, meeting, invitation, changes=count, taken_off=True)
    return True


def notify_put_back(invitation: Invitation) -> bool:
    """Invite somebody again who had been taken off a meeting; returns whether they had been."""
    count = queries.calendar_changes(invitation.meeting).get(invitation.membership.user_id, 0)
    if not is_taken_off(count):
        return False
    notify_invited(invitation.meeting, [invitation])
    return True


def is_taken_off(changes: int) -> bool:
    """Return whether somebody was taken off a meeting and not put back since."""
    return changes % 2 == 1


def count_change(invitation: Invitation) -> int:
    """Count a change that only this person's calendar hears of; returns 1."""
    # Only with a higher number than the last one is a message for a calendar believed.
    Invitation.objects.filter(pk=invitation.pk).update(calendar_changes=F("calendar_changes") + 1)
    invitation.refresh_from_db(fields=["calendar_changes"])
    return 1


def drop_reminder(invitation: Invitation) -> None:
    """Take back the reminder of a person who will not come."""
    outbox.drop(_key(Kind.MEETING_REMINDER, invitation.meeting, invitation))


@transaction.atomic
def remind() -> int:
    """Remind people of meetings that begin within a day, once; returns how many reminders are in the outbox.

    From the same wall time on the day before until the start, so that a missed beat is made up for.
    """
    now = timezone.now()
    count = 0
    # Wider than a day at both ends: the date of a meeting is one of its own zone.
    near = (now.date() - timedelta(days=1), now.date() + timedelta(days=2))
    for meeting in Meeting.objects.filter(status=MeetingStatus.INVITED, day__range=near):
        if remind_from(meeting) <= now < meeting.starts_at:
            for invitation in queries.to_tell(meeting).exclude(answer=Answer.NO):
                count += _remind(meeting, invitation)
            count += guests.remind_guests(meeting)
    return count


def remind_from(meeting: Meeting) -> datetime:
    """Return the same wall time on the day before, in the meeting's zone."""
    return datetime.combine(meeting.day - timedelta(days=1), meeting.starts, tzinfo=meeting.time_zone)


def _remind(meeting: Meeting, invitation: Invitation) -> bool:
    preference = recipients.preference_of(invitation.membership.user)
    # Asked here as well as when it is sent: a reminder that nobody wants would be listed among their messages.
    if not (preference.email and preference.reminders):
        return False
    # A letter would come after the meeting.
    if recipients.channel_of(invitation.membership.user) == Channel.POST:
        return False
    _queue(Kind.MEETING_REMINDER, meeting, invitation, until=meeting.starts_at)
    return True


def _queue(  # noqa: PLR0913 - what a message says
    kind: Kind,
    meeting: Meeting,
    invitation: Invitation,
    *,
    changes: int = 0,
    until: datetime | None = None,
    ask_again: bool = False,
    cancelled: bool = False,
    taken_off: bool = False,
) -> None:
    person = invitation.membership.user
    reader = queries.calendar_reader(person, answer=Answer(invitation.answer), changes=changes)
    values: dict[str, object] = {
        **facts.of_meeting(meeting),
        "path": reverse("meetings:meeting", args=[meeting.pk]),
        "answer_path": reverse("meetings:answer_link", args=[queries.token_of(invitation)]),
        "ask_again": ask_again,
        "cancelled": cancelled,
        "taken_off": taken_off,
    }
    # A reminder brings nothing new for the calendar; without an address there is none to send it to.
    if kind != Kind.MEETING_REMINDER and person.email:
        values["attachments"] = {facts.CALENDAR_FILE: _calendar_file(meeting, reader, taken_off=taken_off)}
    if not (cancelled or taken_off):
        links = calendar.add_links(meeting, reader)
        values |= {"google_link": links.google, "outlook_link": links.outlook}
    outbox.queue(
        kind=kind,
        recipient=person,
        values=values,
        dedupe_key=_key(kind, meeting, invitation),
        useful_until=until or meeting.ends_at,
    )


def _calendar_file(meeting: Meeting, reader: calendar.Reader, *, taken_off: bool) -> str:
    if taken_off:
        return calendar.withdrawal(meeting, reader)
    return calendar.invitation(meeting, reader)


def _key(kind: Kind, meeting: Meeting, invitation: Invitation) -> str:
    """Return the key of a message: one of each kind to each person for each state of the meeting in their calendar."""
    # The revision before the person: what waits about a meeting is dropped for all of them at once.
    about = [meeting.pk, meeting.revision, invitation.membership.user_id]
    if invitation.calendar_changes:
        about.append(invitation.calendar_changes)
    return message_key(kind, *about)


def _drop_waiting(meeting: Meeting) -> set[UUID]:
    """Take back what waits to be sent about earlier revisions; returns the people who never got their invitation."""
    outbox.drop(message_key(Kind.MEETING_CHANGED, meeting.pk))
    outbox.drop(message_key(Kind.MEETING_REMINDER, meeting.pk))
    if meeting.is_cancelled:
        outbox.drop(message_key(Kind.PAPERS_READY, meeting.pk))
    return outbox.drop(message_key(Kind.INVITATION, meeting.pk))
