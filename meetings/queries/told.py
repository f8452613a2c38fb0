"""Who was reached about a meeting, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from council.queries import coordinated_by
from meetings import queries
from meetings.enums import MeetingStatus
from meetings.models import Invitation, Meeting
from notifications.enums import Channel, Kind, Status
from notifications.keys import message_key
from notifications.models import OutboxMessage
from notifications.queries import about

# What is owed to people; a reminder is not.
NEWS = (Kind.INVITATION, Kind.MEETING_CHANGED, Kind.WRITTEN_RESULT)
ABOUT_A_MEETING = (*NEWS, Kind.MEETING_REMINDER)


@dataclass(frozen=True, slots=True)
class Reached:
    """One person: the messages to them about a meeting, the newest last, and the one that is owed to them now."""

    invitation: Invitation
    messages: Sequence[OutboxMessage] = field(default_factory=list)

    @property
    def owed(self) -> OutboxMessage | None:
        """Return the newest thing this person has to hear, or None where there is none."""
        news = [message for message in self.messages if message.kind in NEWS]
        return max(news, key=_age, default=None)

    @property
    def by(self) -> OutboxMessage | None:
        """Return the message by which they heard what they have to know, or None where they have not."""
        owed = self.owed
        if owed is None:
            return None
        reached = [one for one in self.messages if _age(one) >= _age(owed) and _has_reached(one, owed)]
        return min(reached, key=lambda one: (one.sent_at is None, one.sent_at), default=None)

    @property
    def is_reached(self) -> bool:
        """Return whether they heard all they have to know."""
        return self.owed is None or self.by is not None


def messages_about(meeting: Meeting) -> QuerySet[OutboxMessage]:
    """Return what was or will be said to people about a meeting."""
    return about(message_key(kind, meeting.pk) for kind in ABOUT_A_MEETING)


def reached(meeting: Meeting) -> list[Reached]:
    """Return everybody who is to hear of a meeting, by seat, and whether they have."""
    if meeting.status == MeetingStatus.PLANNED:
        return []
    by_person: dict[UUID, list[OutboxMessage]] = {}
    for message in messages_about(meeting):
        if message.recipient_id is not None:
            by_person.setdefault(message.recipient_id, []).append(message)
    people: dict[UUID, Reached] = {}
    invitations = queries.to_tell(meeting).select_related("membership__user__contact")
    for invitation in invitations:
        user = invitation.membership.user_id
        # Whoever holds two seats is one person.
        people.setdefault(user, Reached(invitation, by_person.get(user, [])))
    return list(people.values())


def coordinates(user: User, meeting: Meeting) -> bool:
    """Return whether somebody coordinates the council of a meeting. A chair is a fellow member."""
    return coordinated_by(user).filter(pk=meeting.council_id).exists()


def _age(message: OutboxMessage) -> tuple[int, bool]:
    """Return where a message is in the order of what was said: by the revision of the meeting it tells of."""
    return int(message.values.get("revision", 0)), bool(message.values.get("cancelled"))


def _has_reached(message: OutboxMessage, owed: OutboxMessage) -> bool:
    if message.status != Status.SENT:
        return False
    # What cannot wait is not said by a page that somebody may look at tomorrow.
    return message.channel != Channel.PAGE or not owed.values.get("is_urgent")
