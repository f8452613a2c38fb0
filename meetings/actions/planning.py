"""Plan a meeting, change it, cancel it, and say that it was held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time
from typing import TypedDict, Unpack
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.models import User
from core.verdicts import AlreadyMoved
from council.models import Council
from meetings import rules
from meetings.actions import telling
from meetings.enums import NEXT, Answer, BookingStatus, MeetingStatus
from meetings.models import AccessBooking, Meeting

# A new time makes answers and bookings a question again.
TIME = frozenset({"day", "starts", "time_zone"})


class Details(TypedDict):
    """What is said about a meeting when it is planned or changed."""

    title: str
    language: str
    day: date
    starts: time
    minutes: int
    time_zone: ZoneInfo
    place: str
    join_link: str
    join_phone: str
    access_deadline: date
    contact: str


@transaction.atomic
def plan(*, council: Council, by: User, **details: Unpack[Details]) -> Meeting:
    """Plan a meeting. Nobody is told before they are invited."""
    rules.may_plan_for(by, council).enforce()
    meeting = Meeting.objects.create(council=council, **details)
    audit.record("planned a meeting", meeting, by=by)
    return meeting


@transaction.atomic
def change(*, meeting: Meeting, by: User, **details: Unpack[Details]) -> Meeting:
    """Change a meeting and tell who is invited. With a new day or time people are asked again if they will come.

    `meeting.revision` is the one the change was made from; raises AlreadyMoved when somebody else was faster.
    """
    rules.may_change(by, meeting).enforce()
    new = {name for name, value in details.items() if str(getattr(meeting, name)) != str(value)}
    if not new:
        return meeting
    same = Meeting.objects.filter(pk=meeting.pk, status=meeting.status, revision=meeting.revision)
    if same.update(revision=F("revision") + 1, **details) != 1:
        raise AlreadyMoved
    meeting.refresh_from_db()
    if new & TIME:
        meeting.invitations.update(answer=Answer.NONE, answered_on=None)
        booked = AccessBooking.objects.filter(invitation__meeting=meeting, status=BookingStatus.BOOKED)
        booked.update(status=BookingStatus.ASKED)
    telling.tell_change(meeting, ask_again=bool(new & TIME))
    audit.record("changed a meeting", meeting, by=by, what=sorted(new))
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, by: User) -> None:
    """Cancel a meeting and tell who knew of it."""
    rules.may_cancel(by, meeting).enforce()
    _move(meeting, MeetingStatus.CANCELLED)
    Meeting.objects.filter(pk=meeting.pk).update(revision=F("revision") + 1)
    meeting.refresh_from_db()
    telling.tell_cancelled(meeting)
    audit.record("cancelled a meeting", meeting, by=by)


@transaction.atomic
def hold(*, meeting: Meeting, attended: Collection[UUID], by: User) -> None:
    """Say that a meeting was held, and who was there. `attended` are ids of invitations."""
    rules.may_hold(by, meeting).enforce()
    _move(meeting, MeetingStatus.HELD)
    meeting.invitations.filter(pk__in=attended).update(attended=True)
    meeting.invitations.exclude(pk__in=attended).update(attended=False)
    meeting.refresh_from_db()
    audit.record("marked a meeting as held", meeting, by=by, attended=len(attended))


def _move(meeting: Meeting, status: MeetingStatus) -> None:
    before = [state for state, after in NEXT.items() if status in after]
    if Meeting.objects.filter(pk=meeting.pk, status__in=before).update(status=status) != 1:
        raise AlreadyMoved
