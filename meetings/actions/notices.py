"""The messages that invited people get about a meeting, each in their language, and the reminder the day before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meetings import calendar, queries
from meetings.enums import Answer, MeetingStatus
from meetings.models import Invitation, Meeting
from notifications import actions as outbox
from notifications import queries as recipients
from notifications.enums import Channel, Kind
from notifications.keys import message_key

CALENDAR_FILE = "invite.ics"


def notify_invited(meeting: Meeting, invitations: Iterable[Invitation]) -> None:
    """Send each of these invitations."""
    for invitation in invitations:
        _queue(Kind.INVITATION, meeting, invitation)


def notify_changed(meeting: Meeting, *, ask_again: bool) -> None:
    """Send everybody what is new; people who have not heard of the meeting yet are invited to it as it is now."""
    unaware = _drop_waiting(meeting)
    for invitation in queries.to_tell(meeting):
        # Their invitation was never sent: news of a change would be about something they do not know.
        if invitation.membership.user_id in unaware:
            _queue(Kind.INVITATION, meeting, invitation)
        else:
            _queue(Kind.MEETING_CHANGED, meeting, invitation, ask_again=ask_again)


def notify_cancelled(meeting: Meeting) -> None:
    """Tell everybody who has heard of the meeting that it will not take place."""
    unaware = _drop_waiting(meeting)
    for invitation in queries.to_tell(meeting):
        # Whoever never got the invitation would hear of a meeting only that it is off.
        if invitation.membership.user_id not in unaware:
            _queue(Kind.MEETING_CHANGED, meeting, invitation, cancelled=True)


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
    until: datetime | None = None,
    ask_again: bool = False,
    cancelled: bool = False,
) -> None:
    person = invitation.membership.user
    values: dict[str, object] = {
        "title": meeting.title,
        "when": meeting.starts_at.isoformat(),
        "place": meeting.place,
        "join_link": meeting.join_link,
        "join_phone": meeting.join_phone,
        "contact": meeting.contact,
        "access_deadline": meeting.access_deadline.isoformat(),
        "path": reverse("meetings:meeting", args=[meeting.pk]),
        "answer_path": reverse("meetings:answer_link", args=[queries.token_of(invitation)]),
        "ask_again": ask_again,
        "cancelled": cancelled,
    }
    # A reminder brings nothing new for the calendar.
    if kind != Kind.MEETING_REMINDER:
        text = calendar.build(meeting, language=recipients.language_of(person))
        values["attachments"] = {CALENDAR_FILE: text}
    outbox.queue(
        kind=kind,
        recipient=person,
        values=values,
        dedupe_key=_key(kind, meeting, invitation),
        useful_until=until or meeting.ends_at,
    )


def _key(kind: Kind, meeting: Meeting, invitation: Invitation) -> str:
    """Return the key of a message: one of each kind to each person for each revision of the meeting."""
    # The revision before the person: what waits about a meeting is dropped for all of them at once.
    return message_key(kind, meeting.pk, meeting.revision, invitation.membership.user_id)


def _drop_waiting(meeting: Meeting) -> set[UUID]:
    """Take back what waits to be sent about earlier revisions; returns the people who never got their invitation."""
    outbox.drop(message_key(Kind.MEETING_CHANGED, meeting.pk))
    outbox.drop(message_key(Kind.MEETING_REMINDER, meeting.pk))
    return outbox.drop(message_key(Kind.INVITATION, meeting.pk))
