"""Invite people with what they need, and store their answers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.transitions import transition
from council.models import Membership
from council.queries import taking_part
from meetings import rules
from meetings.actions import notices
from meetings.enums import NEXT, Answer, BookingStatus, MeetingStatus
from meetings.models import AccessBooking, Invitation, Meeting


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
    invitations = [_invite(meeting, membership) for membership in missing.prefetch_related("user__access_needs")]
    notices.notify_invited(meeting, invitations)
    audit.record("invited everybody", meeting, by=by, new=len(invitations))
    return invitations


def _invite(meeting: Meeting, membership: Membership) -> Invitation:
    invitation = Invitation.objects.create(meeting=meeting, membership=membership)
    # Each need becomes something that somebody has to arrange, never a note alone (docs/explanation/care.md).
    needs = membership.user.access_needs.all()
    AccessBooking.objects.bulk_create(AccessBooking(invitation=invitation, need=need) for need in needs)
    return invitation


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
    # Through the link nobody knows who pressed: whoever holds the message can answer.
    through = "their page" if by else "the signed link"
    audit.record("answered an invitation", invitation, by=by, answer=str(answer.value), through=through)
    return invitation


@transaction.atomic
def set_booking(*, booking: AccessBooking, status: BookingStatus, by: User) -> AccessBooking:
    """Say what became of something a member needs."""
    rules.may_arrange(by, booking).enforce()
    booking.status = status
    booking.save(update_fields=["status"])
    audit.record("set an access booking", booking, by=by, status=str(status.value))
    return booking
