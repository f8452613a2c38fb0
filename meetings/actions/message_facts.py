"""What a message can say about a meeting, and what of it is different now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meetings.models import Meeting

Facts = Mapping[str, Any]
CALENDAR_FILE = "invite.ics"


def moment_of(meeting: Meeting) -> dict[str, object]:
    """Return when a meeting is, as a message stores it.

    Wall time and its zone: should a country change its clocks until this is read, the message is still right.
    """
    found: dict[str, object] = {
        "when": meeting.starts_at.isoformat(),
        "when_zone": str(meeting.time_zone),
        "when_fold": meeting.fold,
        "when_minutes": meeting.minutes,
    }
    if meeting.is_in_writing and meeting.closes_on and meeting.closes_at:
        found["when_end"] = datetime.combine(meeting.closes_on, meeting.closes_at).isoformat()
    return found


def facts(meeting: Meeting) -> Facts:
    """Return what people can be told of a change of; `when` is all that says when it is."""
    return {
        "when": moment_of(meeting),
        "how": meeting.kind,
        "place": meeting.place,
        "join_link": meeting.join_link,
        "join_phone": meeting.join_phone,
        "no_phone_reason": meeting.no_phone_reason,
        "title": meeting.title,
        "question": meeting.question,
        "contact": meeting.contact,
        "reply_to": meeting.reply_to,
        "access_deadline": meeting.access_deadline.isoformat(),
    }


def differences(before: Facts, now: Facts) -> dict[str, Any]:
    """Return the earlier values of what is different now."""
    return {name: value for name, value in before.items() if name in now and now[name] != value}
