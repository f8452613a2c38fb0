"""Who answers the questions after a meeting, and who is offered a talk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.verdicts import YES, Verdict
from meetings.enums import MeetingStatus
from meetings.models import AfterQuestions, Invitation, Meeting
from meetings.queries import after, votes


def may_answer_after(user: User | None, invitation: Invitation, questions: AfterQuestions) -> Verdict:
    """Whoever was invited answers once, or whoever holds their signed link (`user` is None), for some days."""
    person = invitation.membership.user
    if user is not None and person.pk != user.pk:
        return Verdict(_("Only people who were invited to the meeting can answer."))
    if not questions.is_open:
        return Verdict(_("The time for answers is over."))
    if after.has_answered(person, questions):
        return Verdict(_("You have answered already. Nobody can find your answer, so it cannot be changed."))
    # Without it an answer could be stored only where people can read it.
    if votes.ballot_key() is None:
        return Verdict(_("Answers cannot be taken yet. Please try again in an hour."))
    return YES


def may_ask_for_talk(user: User | None, invitation: Invitation) -> Verdict:
    """Whoever was invited to a meeting with something heavy can ask for a talk (`user` is None: by their link)."""
    if user is not None and invitation.membership.user_id != user.pk:
        return Verdict(_("Only people who were invited to the meeting can ask for this talk."))
    if not offers_talk(invitation.meeting):
        return Verdict(_("No talk is offered after this meeting. You can always ask your coordinator for one."))
    return YES


def offers_talk(meeting: Meeting) -> bool:
    """Return whether people are offered a talk: something on the agenda was heavy, and the meeting was held."""
    return meeting.status == MeetingStatus.HELD and after.was_heavy(meeting)
