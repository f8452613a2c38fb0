"""What members propose for an agenda, and the answer they get."""

from __future__ import annotations

from typing import Unpack

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.transitions import transition
from core.verdicts import Refused
from meetings import queries
from meetings.actions.agenda import ItemDetails, add_item
from meetings.enums import PROPOSAL_NEXT, ProposalStatus
from meetings.models import AgendaItem, ItemProposal, Meeting
from meetings.rules import agenda as rules
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key


@transaction.atomic
def propose_item(*, meeting: Meeting, title: str, background: str, language: str, by: User) -> ItemProposal:
    """Propose something for an agenda."""
    rules.may_propose(by, meeting).enforce()
    term = queries.term_for(by, meeting)
    if term is None:
        raise Refused
    proposal = ItemProposal.objects.create(
        meeting=meeting,
        membership=term,
        title=title,
        background=background,
        language=language,
        proposed_on=timezone.localdate(),
    )
    audit.record("proposed an agenda item", proposal, by=by, meeting=str(meeting.pk))
    return proposal


@transaction.atomic
def accept_proposal(*, proposal: ItemProposal, answer: str, by: User, **item: Unpack[ItemDetails]) -> AgendaItem:
    """Put on the agenda what a member proposed, as the planner words it, and tell them. Raises Conflict."""
    rules.may_accept_proposal(by, proposal).enforce()
    _answer(proposal, ProposalStatus.ACCEPTED, answer)
    added = add_item(meeting=proposal.meeting, by=by, **item)
    # Its words are on the agenda now, and are corrected and taken off there: nobody would look for them here.
    ItemProposal.objects.filter(pk=proposal.pk).update(title="", background="")
    proposal.refresh_from_db()
    audit.record("accepted a proposed item", proposal, by=by, agenda_item=str(added.pk))
    return added


@transaction.atomic
def decline_proposal(*, proposal: ItemProposal, answer: str, by: User) -> None:
    """Say no to what a member proposed, with words that are sent to them. Raises Conflict."""
    rules.may_answer_proposal(by, proposal).enforce()
    _answer(proposal, ProposalStatus.DECLINED, answer)
    audit.record("declined a proposed item", proposal, by=by)


@transaction.atomic
def withdraw_proposal(*, proposal: ItemProposal, by: User) -> None:
    """Take back one's own proposal; its words are gone. Raises Conflict where it was answered meanwhile."""
    rules.may_withdraw_proposal(by, proposal).enforce()
    transition(proposal, ProposalStatus.WITHDRAWN, PROPOSAL_NEXT)
    audit.record("took back a proposed item", proposal, by=by)
    proposal.delete()


def _answer(proposal: ItemProposal, status: ProposalStatus, answer: str) -> None:
    today = timezone.localdate()
    transition(proposal, status, PROPOSAL_NEXT, answer=answer.strip(), answered_on=today)
    meeting = proposal.meeting
    # Without what was proposed: a name that should not be in it would go on by mail.
    values: dict[str, object] = {
        # By this the outbox asks before it sends whether the reader is still the one.
        "meeting": str(meeting.pk),
        "title": meeting.title,
        "accepted": status == ProposalStatus.ACCEPTED,
        "answer": proposal.answer,
        "contact": meeting.contact,
        "path": reverse("meetings:meeting", args=[meeting.pk]),
    }
    outbox.queue(
        kind=Kind.PROPOSAL_ANSWERED,
        recipient=proposal.membership.user,
        values=values,
        dedupe_key=message_key(Kind.PROPOSAL_ANSWERED, proposal.pk),
        useful_until=meeting.ends_at,
    )
