"""Plan a meeting, change it, cancel it, and mark it as held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.models import User
from core.transitions import transition
from core.verdicts import Conflict
from council.models import Council
from meetings import rules
from meetings.actions import attendance, notices
from meetings.enums import NEXT, Answer, BookingStatus, MeetingStatus
from meetings.models import AccessBooking, Meeting

# A new time makes answers and bookings a question again.
TIME_FIELDS = frozenset({"day", "starts", "fold", "time_zone"})


class Details(TypedDict):
    """The fields of a meeting that its planner fills in. `day` and `starts` are wall time in `time_zone`."""

    title: str
    language: str
    day: date
    starts: time
    # Which of the two, where the start comes twice; the first one unless it is said.
    fold: NotRequired[int]
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

    `meeting.revision` is the one the change was made from; raises Conflict when the meeting was changed since.
    """
    rules.may_change(by, meeting).enforce()
    # As text, because a form gives a zone and the column holds a name.
    changed = {name for name, value in details.items() if str(getattr(meeting, name)) != str(value)}
    # Saved as it was: nobody is told, and nobody is asked again.
    if not changed:
        return meeting
    # The state as well: what was cancelled or held since the page was opened stays as it is.
    unchanged = Meeting.objects.filter(pk=meeting.pk, status=meeting.status, revision=meeting.revision)
    if unchanged.update(revision=F("revision") + 1, **details) != 1:
        raise Conflict
    meeting.refresh_from_db()
    is_moved = bool(changed & TIME_FIELDS)
    if is_moved:
        # The note stays: what somebody wrote about the stairs holds on every day.
        meeting.invitations.update(answer=Answer.NONE, answered_on=None)
        booked = AccessBooking.objects.filter(invitation__meeting=meeting, status=BookingStatus.BOOKED)
        booked.update(status=BookingStatus.ASKED)
    notices.notify_changed(meeting, ask_again=is_moved)
    audit.record("changed a meeting", meeting, by=by, what=sorted(changed))
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, by: User) -> None:
    """Cancel a meeting and tell everybody who had heard of it."""
    rules.may_cancel(by, meeting).enforce()
    # The revision is the SEQUENCE of the calendar file: without a higher one, calendars ignore the cancellation.
    transition(meeting, MeetingStatus.CANCELLED, NEXT, revision=F("revision") + 1)
    notices.notify_cancelled(meeting)
    audit.record("cancelled a meeting", meeting, by=by)


@transaction.atomic
def mark_held(*, meeting: Meeting, attended: Collection[UUID], by: User) -> None:
    """Mark a meeting as held, and record who was there. `attended` are ids of invitations.

    What was written down in the room stays for those who are among them, and is corrected for those who are not.
    """
    rules.may_mark_held(by, meeting).enforce()
    transition(meeting, MeetingStatus.HELD, NEXT)
    there = meeting.invitations.filter(pk__in=attended).values_list("membership", flat=True)
    attendance.count_attended(meeting=meeting, memberships=set(there), by=by)
    audit.record("marked a meeting as held", meeting, by=by, attended=len(attended))
