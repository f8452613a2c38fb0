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
from meetings.actions import after, attendance, bookings, notices
from meetings.actions.message_facts import facts
from meetings.enums import NEXT, Answer, MeetingKind, MeetingStatus
from meetings.models import AgendaItem, Meeting

# A new time makes answers and bookings a question again.
TIME_FIELDS = frozenset({"day", "starts", "fold", "time_zone"})
# Another way of meeting is something else to say yes to.
ASKED_AGAIN = TIME_FIELDS | {"kind"}


class Details(TypedDict):
    """The fields of a meeting that its planner fills in. `day` and `starts` are wall time in `time_zone`.

    Of a question in writing they say when it opens, and `closes_on` and `closes_at` when it closes.
    """

    kind: NotRequired[MeetingKind]
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
    no_phone_reason: NotRequired[str]
    question: NotRequired[str]
    closes_on: NotRequired[date | None]
    closes_at: NotRequired[time | None]
    access_deadline: date
    contact: str
    # Where answers to a message go; to nobody unless it is said.
    reply_to: NotRequired[str]


@transaction.atomic
def plan(*, council: Council, by: User, **details: Unpack[Details]) -> Meeting:
    """Plan a meeting. Nobody is told before they are invited."""
    rules.may_plan_for(by, council).enforce()
    meeting = Meeting.objects.create(council=council, **details)
    audit.record("planned a meeting", meeting, by=by)
    return meeting


@transaction.atomic
def copy(*, source: Meeting, council: Council, with_agenda: bool, by: User, **details: Unpack[Details]) -> Meeting:
    """Plan a meeting like another one; `with_agenda` also with what that was about, not with what came of it."""
    meeting = plan(council=council, by=by, **details)
    if with_agenda:
        for item in source.agenda.all():
            # Not what was decided, nor what other apps tied to it.
            AgendaItem.objects.create(
                meeting=meeting,
                position=item.position,
                kind=item.kind,
                title=item.title,
                background=item.background,
                language=item.language,
                content_note=item.content_note,
                heavy=item.heavy,
                presenter=item.presenter,
                minutes=item.minutes,
                participation=item.participation,
            )
    audit.record("copied a meeting", meeting, by=by, source=str(source.pk), with_agenda=with_agenda)
    return meeting


@transaction.atomic
def change(*, meeting: Meeting, by: User, is_small: bool = False, **details: Unpack[Details]) -> Meeting:
    """Change a meeting and tell who is invited. With a new day or time people are asked again if they will come.

    `meeting.revision` is the one the change was made from; raises Conflict when the meeting was changed since. A small
    correction is told to nobody; pages and calendar files are right all the same.
    """
    rules.may_change(by, meeting).enforce()
    changed = changed_fields(meeting, details)
    # Saved as it was: nobody is told, and nobody is asked again.
    if not changed:
        return meeting
    if is_small:
        rules.may_be_small(changed).enforce()
    before = facts(meeting)
    began = meeting.starts_at
    # The state as well: what was cancelled or held since the page was opened stays as it is.
    unchanged = Meeting.objects.filter(pk=meeting.pk, status=meeting.status, revision=meeting.revision)
    if unchanged.update(revision=F("revision") + 1, **details) != 1:
        raise Conflict
    meeting.refresh_from_db()
    is_asked_again = bool(changed & ASKED_AGAIN)
    if is_asked_again:
        # The note stays: what somebody wrote about the stairs holds on every day.
        meeting.invitations.update(answer=Answer.NONE, answered_on=None)
    if not is_small:
        bookings.meeting_changed(meeting, changed)
    is_urgent = not is_small and rules.is_urgent(began, meeting.starts_at)
    notices.notify_changed(meeting, before, ask_again=is_asked_again, is_urgent=is_urgent, is_small=is_small)
    audit.record("changed a meeting", meeting, by=by, what=sorted(changed), urgent=is_urgent, told=not is_small)
    return meeting


def changed_fields(meeting: Meeting, details: Details) -> set[str]:
    """Return the names of the fields that would be other than they are."""
    # As text, because a form gives a zone and the column holds a name.
    return {name for name, value in details.items() if str(getattr(meeting, name)) != str(value)}


@transaction.atomic
def cancel(*, meeting: Meeting, by: User) -> None:
    """Cancel a meeting and tell everybody who had heard of it; at once, also at night, within a day of its start."""
    rules.may_cancel(by, meeting).enforce()
    # What has begun is urgent too: somebody may be on the way.
    is_urgent = meeting.has_begun or rules.is_urgent(meeting.starts_at)
    # The revision is the SEQUENCE of the calendar file: without a higher one, calendars ignore the cancellation.
    transition(meeting, MeetingStatus.CANCELLED, NEXT, revision=F("revision") + 1)
    bookings.meeting_cancelled(meeting)
    notices.notify_cancelled(meeting, is_urgent=is_urgent)
    audit.record("cancelled a meeting", meeting, by=by, urgent=is_urgent)


@transaction.atomic
def note_missed(*, meeting: Meeting, by: User) -> None:
    """Note that a meeting did not take place, when its time is over: there is nothing left to tell anybody."""
    rules.may_note_missed(by, meeting).enforce()
    transition(meeting, MeetingStatus.CANCELLED, NEXT, revision=F("revision") + 1)
    audit.record("noted that a meeting did not take place", meeting, by=by)


@transaction.atomic
def mark_held(*, meeting: Meeting, attended: Collection[UUID], by: User) -> None:
    """Mark a meeting as held, and record who was there. `attended` are ids of invitations.

    What was written down in the room stays for those who are among them, and is corrected for those who are not.
    """
    rules.may_mark_held(by, meeting).enforce()
    transition(meeting, MeetingStatus.HELD, NEXT)
    there = meeting.invitations.filter(pk__in=attended).values_list("membership", "how")
    attendance.count_attended(meeting=meeting, memberships=dict(there), by=by)
    after.ask_after(meeting=meeting)
    audit.record("marked a meeting as held", meeting, by=by, attended=len(attended))
