"""Who may answer a question in writing, read the answers, and write down what came of it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.verdicts import YES, Verdict
from meetings import rules
from meetings.enums import MeetingStatus
from meetings.models import Invitation, Meeting


def is_taking_answers(meeting: Meeting) -> Verdict:
    """Answers are taken from the day and hour on which the question opens to those on which it closes."""
    if not meeting.is_in_writing:
        return Verdict(_("This meeting is not in writing."))
    if meeting.status == MeetingStatus.CANCELLED:
        return Verdict(_("We do not ask this question any more."))
    if not meeting.has_begun:
        return Verdict(_("You can answer when the question opens."))
    if meeting.is_over:
        return Verdict(_("The time to answer is over."))
    return YES


def may_write(user: User | None, invitation: Invitation) -> Verdict:
    """Only the invited person answers, or whoever holds their signed link (`user` is None)."""
    if user is not None and invitation.membership.user_id != user.pk:
        return Verdict(_("You can only give your own answer."))
    return is_taking_answers(invitation.meeting)


def may_write_result(user: User, meeting: Meeting) -> Verdict:
    """Chair and coordinators write down what came of a question when nobody can answer any more, and correct it."""
    if not (verdict := rules.may_plan_for(user, meeting.council)):
        return verdict
    if not meeting.is_in_writing:
        return Verdict(_("This meeting is not in writing."))
    if meeting.status not in {MeetingStatus.INVITED, MeetingStatus.HELD}:
        return Verdict(_("Nobody was asked this question."))
    if meeting.ends_at > timezone.now():
        return Verdict(_("People can still answer."))
    return YES
