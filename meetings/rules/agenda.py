"""Who corrects an agenda, takes something off it, and proposes for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.verdicts import YES, Verdict
from meetings import queries
from meetings.enums import ItemKind, MeetingStatus
from meetings.models import AgendaItem, ItemProposal, Meeting
from meetings.rules import may_change, may_plan_for


def may_correct_item(user: User, item: AgendaItem) -> Verdict:
    """Whoever plans the meeting corrects its agenda at any time: a name that should not be there goes, also later."""
    return may_plan_for(user, item.meeting.council)


def may_remove_item(user: User, item: AgendaItem) -> Verdict:
    """What nobody has decided on yet can be taken off until the meeting is over."""
    if not (verdict := may_change(user, item.meeting)):
        return verdict
    if item.kind == ItemKind.EARLIER:
        return Verdict(_("Every agenda begins with what became of earlier topics."))
    if item.outcome:
        return Verdict(_("What was decided on it is recorded. Take that back first, if it was a slip."))
    return YES


def may_propose(user: User, meeting: Meeting) -> Verdict:
    """Members of the council propose items until the day of the meeting, once it is announced."""
    if queries.term_for(user, meeting) is None:
        return Verdict(_("Members of this council can propose something for its meetings."))
    if meeting.status == MeetingStatus.CANCELLED:
        return Verdict(_("This meeting was cancelled."))
    if not meeting.is_ahead or meeting.is_over:
        return Verdict(_("It is too late for this meeting. Propose it for the next one."))
    return YES


def may_answer_proposal(user: User, proposal: ItemProposal) -> Verdict:
    """The chair and the coordinator answer what members propose, as long as nobody has."""
    if not (verdict := may_plan_for(user, proposal.meeting.council)):
        return verdict
    if not proposal.is_waiting:
        return Verdict(_("This is answered already, or was taken back."))
    return YES


def may_accept_proposal(user: User, proposal: ItemProposal) -> Verdict:
    """Something can come on an agenda until the meeting is over."""
    if not (verdict := may_answer_proposal(user, proposal)):
        return verdict
    return may_change(user, proposal.meeting)


def may_withdraw_proposal(user: User, proposal: ItemProposal) -> Verdict:
    """Members take back their own until it is answered."""
    if proposal.membership.user_id != user.pk:
        return Verdict(_("Only the person who proposed it can take it back."))
    if not proposal.is_waiting:
        return Verdict(_("This is answered already, or was taken back."))
    return YES
