"""Invite people with what they need, and store their answers."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.transitions import transition
from council.models import Council
from council.queries import taking_part
from meetings import queries, rules
from meetings.actions import bookings, notices
from meetings.enums import NEXT, Answer, MeetingStatus
from meetings.models import Invitation, Meeting


@transaction.atomic
def invite_everybody(*, meeting: Meeting, by: User) -> list[Invitation]:
    """Invite everybody whose term runs on the day of the meeting, who is in no pause, and not invited yet.

    Returns the new invitations.
    """
    rules.may_invite(by, meeting).enforce()
    # Again for members who joined since: the meeting then stays as it is, unless somebody has just cancelled it.
    transition(meeting, MeetingStatus.INVITED, NEXT, or_stay=True)
    members = taking_part(meeting.day).filter(seat__council=meeting.council)
    missing = members.exclude(invitations__meeting=meeting)
    # What the messages need of each person is read for all of them at once.
    missing = missing.select_related("user__preference", "user__calendar_choice").prefetch_related("user__access_needs")
    invitations = [Invitation.objects.create(meeting=meeting, membership=membership) for membership in missing]
    # Each need becomes something that somebody has to arrange, never a note alone (docs/explanation/care.md).
    bookings.ask_for_all(meeting, invitations, by)
    notices.notify_invited(meeting, invitations)
    audit.record("invited everybody", meeting, by=by, new=len(invitations))
    return invitations


@transaction.atomic
def answer(*, invitation: Invitation, answer: Answer, note: str, by: User | None = None) -> Invitation:
    """Store an answer; the latest one counts. `by` is None where it came through the signed link."""
    rules.may_answer(by, invitation).enforce()
    invitation.answer = answer
    invitation.note = note.strip()
    invitation.answered_on = timezone.localdate()
    invitation.save(update_fields=["answer", "note", "answered_on"])
    if answer == Answer.NO:
        notices.drop_reminder(invitation)
    bookings.answered(invitation)
    # Through the link nobody knows who pressed: whoever holds the message can answer.
    through = "their page" if by else "the signed link"
    audit.record("answered an invitation", invitation, by=by, answer=str(answer.value), through=through)
    return invitation


@transaction.atomic
def take_out_of_calendars(*, user: User, council: Council, after: date, by: User) -> int:
    """Take the meetings of a council after a day out of the calendar of somebody who leaves it by then.

    Returns of how many meetings they are told. Called a second time it does nothing. Their invitations stay as they
    are: once the term has its new end, nobody counts them any more.
    """
    rules.may_take_off(by, user, council).enforce()
    later = [invitation for invitation in queries.ahead_of(user, council) if invitation.meeting.day > after]
    count = sum(notices.notify_taken_off(invitation) for invitation in later)
    audit.record("took meetings out of a calendar", user, by=by, council=str(council.pk), meetings=count)
    return count


@transaction.atomic
def put_back_into_calendars(*, user: User, council: Council, by: User) -> int:
    """Undo `take_out_of_calendars` for the meetings that somebody is expected at after all; returns how many."""
    rules.may_take_off(by, user, council).enforce()
    expected = set(queries.still_invited().filter(membership__user=user).values_list("pk", flat=True))
    again = [invitation for invitation in queries.ahead_of(user, council) if invitation.pk in expected]
    count = sum(notices.notify_put_back(invitation) for invitation in again)
    audit.record("put meetings back into a calendar", user, by=by, council=str(council.pk), meetings=count)
    return count
