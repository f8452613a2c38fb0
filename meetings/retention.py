"""How long answers to invitations are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import ActionItem, Attendance, AttendanceChange, Invitation, ItemNote, Meeting, RoomCard, Vote
from retention.definitions import RetentionRule, register

YEARS_OF_INVITATIONS = 2
YEARS_OF_MINUTES = 5


def invitations_due(on: date) -> QuerySet[Invitation]:
    """Return the invitations to meetings that were long enough ago."""
    return Invitation.objects.filter(meeting__day__lt=on - relativedelta(years=YEARS_OF_INVITATIONS))


INVITATIONS = RetentionRule(
    name="meeting_invitations",
    label=_("Who was invited to a meeting, and what they answered"),
    length=lambda: YEARS_OF_INVITATIONS,
    unit="years",
    count_due=lambda on: invitations_due(on).count(),
    models=("meetings.Invitation",),
    since=_("after the meeting"),
)


def meetings_long_ago(on: date) -> QuerySet[Meeting]:
    """Return the meetings of which nothing that was written down in the room is kept any more."""
    return Meeting.objects.filter(day__lt=on - relativedelta(years=YEARS_OF_MINUTES))


def attendances_due(on: date) -> QuerySet[Attendance]:
    """Return who was at meetings that were long enough ago."""
    return Attendance.objects.filter(meeting__in=meetings_long_ago(on).values("pk"))


ROOM = RetentionRule(
    name="meeting_room",
    label=_("Who was at a meeting, votes, notes, and what was to be done"),
    length=lambda: YEARS_OF_MINUTES,
    unit="years",
    count_due=lambda on: attendances_due(on).count(),
    models=(
        "meetings.Attendance",
        "meetings.AttendanceChange",
        "meetings.Vote",
        "meetings.VoteOption",
        "meetings.VoteMark",
        "meetings.OpenBallot",
        "meetings.SealedBallot",
        "meetings.ItemNote",
        "meetings.NoteVersion",
        "meetings.ActionItem",
        "meetings.RoomCard",
    ),
    since=_("after the meeting"),
)


def _sweep(on: date) -> Mapping[str, Iterable[object]]:
    ids = list(invitations_due(on).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=ids).delete()
    return {INVITATIONS.name: ids, ROOM.name: _sweep_rooms(on)}


def _sweep_rooms(on: date) -> list[UUID]:
    """Destroy what was written down in rooms long ago; returns the ids of the attendances."""
    ids = list(attendances_due(on).values_list("pk", flat=True))
    old = meetings_long_ago(on).values("pk")
    RoomCard.objects.filter(meeting__in=old).delete()
    AttendanceChange.objects.filter(meeting__in=old).delete()
    Attendance.objects.filter(pk__in=ids).delete()
    Vote.objects.filter(meeting__in=old).delete()
    ActionItem.objects.filter(meeting__in=old).delete()
    ItemNote.objects.filter(meeting__in=old).delete()
    return ids


def register_rules() -> None:
    """Register the rules of meetings."""
    register("meetings", _sweep, INVITATIONS, ROOM)
