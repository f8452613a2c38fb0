"""Who came, how, and who left; corrections with a trace; and the cards that people hold up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict, Refused
from council.models import Membership
from meetings.enums import (
    HEARING,
    PRESENCE_BY_KIND,
    AttendanceField,
    CardKind,
    MeetingKind,
    PersonKind,
    Presence,
)
from meetings.models import Attendance, AttendanceChange, Meeting, RoomCard
from meetings.queries import attendance as queries
from meetings.rules import room


@transaction.atomic
def note_arrival(*, meeting: Meeting, membership: Membership, how: Presence, by: User) -> Attendance:
    """Say that a member has come, or has come back."""
    room.may_run_room(by, meeting).enforce()
    if not queries.expected(meeting).filter(pk=membership.pk).exists():
        raise Refused(str(room.NOT_EXPECTED))
    # Locked, so that two who press at the same time note one arrival.
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    row = Attendance.objects.filter(meeting=meeting, membership=membership).first()
    if row is None:
        row = Attendance.objects.create(meeting=meeting, membership=membership, how=how)
        audit.record("noted who came", meeting, by=by, seat=membership.seat.number, how=how.value)
        return row
    return _corrected(row, how=how, came_at=row.came_at, left_at=None, by=by)


@transaction.atomic
def note_guest(*, meeting: Meeting, kind: PersonKind, name: str, how: Presence, by: User) -> Attendance:
    """Say that somebody without a seat has come: a guest, an interpreter, a support person, staff."""
    room.may_run_room(by, meeting).enforce()
    row = Attendance.objects.create(meeting=meeting, kind=kind, name=name.strip(), how=how)
    audit.record("noted who came", meeting, by=by, kind=kind.value, how=how.value)
    return row


@transaction.atomic
def note_leaving(*, attendance: Attendance, by: User) -> Attendance:
    """Say that somebody has left. Their cards are lowered."""
    room.may_run_room(by, attendance.meeting).enforce()
    row = _locked(attendance)
    if row.membership_id is not None:
        RoomCard.objects.filter(meeting=row.meeting_id, membership=row.membership_id).delete()
    # Where it is written down that they come later, they leave then: nobody leaves before they come.
    left_at = max(timezone.now(), row.came_at)
    return _corrected(row, how=Presence(row.how), came_at=row.came_at, left_at=left_at, by=by)


@transaction.atomic
def correct_attendance(
    *, attendance: Attendance, how: Presence, came_at: datetime, left_at: datetime | None, by: User
) -> Attendance:
    """Correct how somebody took part, when they came and when they left."""
    room.may_run_room(by, attendance.meeting).enforce()
    return _corrected(_locked(attendance), how=how, came_at=came_at, left_at=left_at, by=by)


@transaction.atomic
def remove_attendance(*, attendance: Attendance, by: User) -> None:
    """Correct that somebody was not there at all. The trace stays."""
    room.may_run_room(by, attendance.meeting).enforce()
    row = _locked(attendance)
    _note_change(row, AttendanceField.PRESENT, row.how, "", by)
    row.delete()
    audit.record("corrected who was there", attendance.meeting, by=by, what="removed")


@transaction.atomic
def let_take_notes(*, attendance: Attendance, takes_notes: bool, by: User) -> None:
    """Ask a member who is there to take notes, or not any more."""
    room.may_run_room(by, attendance.meeting).enforce()
    Attendance.objects.filter(pk=attendance.pk, membership__isnull=False).update(takes_notes=takes_notes)
    audit.record("named who takes notes", attendance.meeting, by=by, takes_notes=takes_notes)


def count_attended(*, meeting: Meeting, memberships: Mapping[UUID, str], by: User) -> None:
    """Write down who was there when a meeting is marked as held; what the room noted about them stays.

    `memberships` are the ids of terms, each with how its holder said they take part, or nothing. Part of `mark_held`,
    which has asked its rule.
    """
    existing = {row.membership_id: row for row in queries.attendances_of(meeting).filter(membership__isnull=False)}
    for pk, said in memberships.items():
        if pk not in existing:
            how = _likely(meeting, said)
            Attendance.objects.create(meeting=meeting, membership_id=pk, how=how, came_at=meeting.starts_at)
    for row in existing.values():
        if row.membership_id not in memberships:
            _note_change(row, AttendanceField.PRESENT, row.how, "", by)
            row.delete()
    # It is over: nobody waits for a break any more.
    RoomCard.objects.filter(meeting=meeting).delete()


@transaction.atomic
def raise_card(*, meeting: Meeting, kind: CardKind, by: User) -> RoomCard:
    """Hold up a card. Pressed twice, it is one card."""
    room.may_raise_card(by, meeting).enforce()
    term = queries.expected(meeting).filter(user=by).first()
    if term is None:
        raise Conflict
    card, is_new = RoomCard.objects.get_or_create(meeting=meeting, membership=term, kind=kind)
    if is_new:
        # Without a name: a log that is kept for years must not say who needed a break.
        audit.record("held up a card", meeting, by=None, kind=kind.value)
    return card


@transaction.atomic
def lower_card(*, card: RoomCard, by: User) -> None:
    """Lower a card; nothing of it is kept."""
    room.may_lower_card(by, card).enforce()
    RoomCard.objects.filter(pk=card.pk).delete()
    audit.record("lowered a card", card.meeting, by=None, kind=card.kind)


def _likely(meeting: Meeting, said: str) -> Presence:
    """Return how somebody took part of whom nobody noted it: as they said before, where that fits, or as all did."""
    if said in HEARING and not meeting.is_in_writing:
        return Presence(said)
    return PRESENCE_BY_KIND[MeetingKind(meeting.kind)]


def _locked(attendance: Attendance) -> Attendance:
    """Return the row as it is now, locked; raises Conflict where somebody has removed it."""
    # Without its order, which would join rows that are not locked.
    row = Attendance.objects.select_for_update().filter(pk=attendance.pk).order_by().first()
    if row is None:
        raise Conflict
    return row


def _corrected(row: Attendance, *, how: Presence, came_at: datetime, left_at: datetime | None, by: User) -> Attendance:
    before = {
        AttendanceField.HOW: row.how,
        AttendanceField.CAME: _as_text(row.came_at),
        AttendanceField.LEFT: _as_text(row.left_at),
    }
    row.how = how
    row.came_at = came_at
    row.left_at = left_at
    after = {
        AttendanceField.HOW: how.value,
        AttendanceField.CAME: _as_text(came_at),
        AttendanceField.LEFT: _as_text(left_at),
    }
    changed = [what for what in before if before[what] != after[what]]
    for what in changed:
        _note_change(row, what, before[what], after[what], by)
    row.save(update_fields=["how", "came_at", "left_at"])
    if changed:
        audit.record("corrected who was there", row.meeting, by=by, what=[what.value for what in changed])
    return row


def _note_change(row: Attendance, what: AttendanceField, before: str, after: str, by: User) -> None:
    AttendanceChange.objects.create(
        meeting_id=row.meeting_id,
        membership_id=row.membership_id,
        name=row.name,
        what=what,
        before=before,
        after=after,
        changed_by=by,
    )


def _as_text(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return moment.isoformat()
