"""What invited people are told about a meeting, each in their language, and the reminder the day before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meetings import calendar, queries
from meetings.enums import Answer, MeetingStatus
from meetings.models import Invitation, Meeting
from notifications import actions as outbox
from notifications import queries as told
from notifications.enums import Kind

FILE = "invite.ics"


def invite(meeting: Meeting, invitations: Iterable[Invitation]) -> None:
    """Tell people that they are invited."""
    for invitation in invitations:
        _tell(Kind.INVITATION, "invitation", meeting, invitation)


def tell_change(meeting: Meeting, *, ask_again: bool) -> None:
    """Tell everybody what is new; whoever has not heard of the meeting yet is invited to it as it is now."""
    unaware = outbox.drop(f"invitation:{meeting.pk}:")
    _forget_older(meeting)
    for invitation in queries.to_tell(meeting):
        if invitation.membership.user_id in unaware:
            _tell(Kind.INVITATION, "invitation", meeting, invitation)
        else:
            _tell(Kind.MEETING_CHANGED, "changed", meeting, invitation, ask_again=ask_again)


def tell_cancelled(meeting: Meeting) -> None:
    """Tell everybody who has heard of the meeting that it will not take place."""
    unaware = outbox.drop(f"invitation:{meeting.pk}:")
    _forget_older(meeting)
    for invitation in queries.to_tell(meeting):
        if invitation.membership.user_id not in unaware:
            _tell(Kind.MEETING_CHANGED, "changed", meeting, invitation, cancelled=True)


def forget_reminder(invitation: Invitation) -> None:
    """Take back a reminder for somebody who will not come."""
    meeting = invitation.meeting
    outbox.drop(_key("reminder", meeting, invitation))


@transaction.atomic
def remind() -> int:
    """Remind people of meetings that begin within a day, once; returns how many reminders stand in the outbox.

    From the same wall time on the day before until the start, so that a missed beat is made up for.
    """
    now, count = timezone.now(), 0
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
    preference = told.preference_of(invitation.membership.user)
    if not (preference.email and preference.reminders):
        return False
    _tell(Kind.MEETING_REMINDER, "reminder", meeting, invitation, until=meeting.starts_at)
    return True


def _tell(  # noqa: PLR0913 - what is told
    kind: Kind,
    word: str,
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
    if kind != Kind.MEETING_REMINDER:
        values["attachments"] = {FILE: calendar.build(meeting, language=told.language_of(person))}
    outbox.queue(
        kind=kind,
        recipient=person,
        values=values,
        dedupe_key=_key(word, meeting, invitation),
        useful_until=until or meeting.ends_at,
    )


def _key(word: str, meeting: Meeting, invitation: Invitation) -> str:
    return f"{word}:{meeting.pk}:{meeting.revision}:{invitation.membership.user_id}"


def _forget_older(meeting: Meeting) -> None:
    for word in ("changed", "reminder"):
        outbox.drop(f"{word}:{meeting.pk}:")
