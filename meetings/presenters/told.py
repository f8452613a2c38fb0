"""Who was reached about a meeting, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from core.isolates import without_marks
from meetings.models import Invitation, Meeting
from meetings.queries import told
from notifications import queries as outbox
from notifications.channels import wording
from notifications.enums import Channel, Status
from notifications.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Line:
    """One message to a person: what it is about, how it goes, and when it went."""

    what: str
    how: str
    at: datetime | None
    tone: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person. Whether they were reached is for all planners; how, and their number, for coordinators."""

    invitation: Invitation
    is_reached: bool
    lines: Sequence[Line] = field(default_factory=list)
    phone: str = ""
    # By which name to ask for them on the phone: their own, which only coordinators may see.
    ask_for: str = ""
    language: str = ""
    message: UUID | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Everybody, those who were not reached first. `has_details` is False for a chair, who is a fellow member."""

    rows: Sequence[PersonRow]
    has_details: bool

    @property
    def missing(self) -> int:
        """Return how many people were not reached yet."""
        return sum(not row.is_reached for row in self.rows)

    @property
    def is_everybody(self) -> bool:
        """Return whether there is somebody to tell, and each of them was told."""
        return bool(self.rows) and not self.missing


def told_of(meeting: Meeting, reader: User) -> Told:
    """Return who was reached about a meeting, of those who have something to hear."""
    has_details = told.coordinates(reader, meeting)
    # Whose invitation was dropped before it went never heard of the meeting, and has nothing to hear.
    rows = [_row(person, has_details=has_details) for person in told.reached(meeting) if person.owed is not None]
    # Sorting keeps the order of the seats.
    return Told(sorted(rows, key=lambda row: row.is_reached), has_details)


def _row(person: told.Reached, *, has_details: bool) -> PersonRow:
    if not has_details:
        return PersonRow(person.invitation, person.is_reached)
    user = person.invitation.membership.user
    contact = getattr(user, "contact", None)
    owed = person.owed
    ask_for = ""
    phone = ""
    if contact is not None and not person.is_reached:
        phone = without_marks(contact.phone)
        ask_for = user.known_as
    return PersonRow(
        person.invitation,
        person.is_reached,
        [_line(message) for message in person.messages],
        phone,
        ask_for,
        user.get_language_display(),
        owed.pk if owed is not None and not person.is_reached else None,
    )


def _line(message: OutboxMessage) -> Line:
    # In the language of the page, which may be another than the one it was sent in.
    language = get_language() or outbox.language_for(message)
    return Line(wording.of(message, language).subject, _how(message), message.sent_at, message.tone)


def _how(message: OutboxMessage) -> str:
    """Return how somebody was reached, or will be."""
    sent = {
        Channel.EMAIL: _("Email sent"),
        Channel.POST: _("Letter posted"),
        Channel.PHONE: _("Told by phone"),
        Channel.PAGE: _("On their messages page"),
    }
    waiting = {
        Channel.EMAIL: _("Email waits to be sent"),
        Channel.POST: _("Letter to post"),
        Channel.PHONE: _("To phone"),
        Channel.PAGE: _("Waits for their messages page"),
    }
    channel = Channel(message.channel)
    if message.status == Status.SENT:
        return sent[channel]
    if message.status == Status.DEAD:
        return _("Could not be sent")
    return waiting[channel]
