"""What a message says about a meeting, whoever it is for."""

from __future__ import annotations

from meetings.models import Meeting

CALENDAR_FILE = "invite.ics"


def of_meeting(meeting: Meeting) -> dict[str, object]:
    """Return when and where a meeting is, how to join it and whom to ask, as values of a message."""
    return {
        "title": meeting.title,
        # Wall time and its zone: should a country change its clocks until this is read, the message is still right.
        "when": meeting.starts_at.isoformat(),
        "when_zone": str(meeting.time_zone),
        "when_fold": meeting.fold,
        "when_minutes": meeting.minutes,
        "place": meeting.place,
        "join_link": meeting.join_link,
        "join_phone": meeting.join_phone,
        "contact": meeting.contact,
        "reply_to": meeting.reply_to,
        "access_deadline": meeting.access_deadline.isoformat(),
    }
