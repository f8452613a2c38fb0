"""Who may do what while a meeting goes on, and with what is to be done after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.verdicts import YES, Verdict, first_no
from council.models import Membership
from meetings.enums import MeetingStatus, OwnerRole, VoteStatus
from meetings.models import ActionItem, Meeting, RoomCard, Vote
from meetings.queries import attendance, invitation_of, votes
from meetings.rules import may_plan_for

# Fewer ballots than that would say by themselves who chose what.
FEWEST_SECRET = 3
LATEST_VOTE = timedelta(days=14)
NOT_EXPECTED = _("This person does not sit on the council on the day of the meeting.")


def has_begun(meeting: Meeting) -> Verdict:
    """What happens in the room is written down on the day or later, and not for a meeting that was off."""
    if meeting.status == MeetingStatus.CANCELLED:
        return Verdict(_("This meeting was cancelled."))
    # By the day and not by the hour: people come before it begins.
    if meeting.is_ahead:
        return Verdict(_("This meeting has not taken place yet."))
    return YES


def may_run_room(user: User, meeting: Meeting) -> Verdict:
    """Chair and coordinator say who is there, open votes, and correct it later."""
    return first_no(has_begun(meeting), may_plan_for(user, meeting.council))


def may_take_notes(user: User, meeting: Meeting) -> Verdict:
    """Chair and coordinator write notes, and members whom they asked to."""
    if not (verdict := has_begun(meeting)):
        return verdict
    if attendance.takes_notes(user, meeting):
        return YES
    return may_plan_for(user, meeting.council)


def may_raise_card(user: User, meeting: Meeting) -> Verdict:
    """Whoever is at a meeting, or invited to it, may hold up a card while it goes on."""
    if not (verdict := has_begun(meeting)):
        return verdict
    if meeting.status == MeetingStatus.HELD:
        return Verdict(_("This meeting is over."))
    if attendance.expected(meeting).filter(user=user).exists() or invitation_of(user, meeting) is not None:
        return YES
    return Verdict(_("Only members of the council can hold up a card."))


def may_lower_card(user: User, card: RoomCard) -> Verdict:
    """Whoever holds a card up lowers it, and so does whoever runs the meeting."""
    if card.membership.user_id == user.pk:
        return YES
    return may_plan_for(user, card.meeting.council)


def may_open_vote(user: User, meeting: Meeting) -> Verdict:
    """Chair and coordinator open a vote while the meeting goes on."""
    if not (verdict := may_run_room(user, meeting)):
        return verdict
    if meeting.status == MeetingStatus.HELD:
        return Verdict(_("This meeting is over."))
    return YES


def can_be_secret() -> Verdict:
    """A secret vote needs the key to which ballots are sealed."""
    if votes.ballot_key() is None:
        return Verdict(_("A secret vote is not possible yet: the key for ballots is not there. Try again in an hour."))
    return YES


def may_close_vote(user: User, vote: Vote) -> Verdict:
    """Chair and coordinator close in the room what they opened."""
    if vote.is_late:
        return Verdict(_("People who were absent can still vote. It closes by itself."))
    if not vote.is_open:
        return Verdict(_("This vote is closed."))
    return may_plan_for(user, vote.meeting.council)


def enough_to_count(vote: Vote) -> Verdict:
    """A secret vote is counted only when several people have voted: one or two ballots would say who chose what."""
    if vote.is_secret and vote.marks.count() < FEWEST_SECRET:
        return Verdict(_("Fewer than three people have voted. Wait for others, or withdraw the vote."))
    return YES


def may_wait_for_absent(vote: Vote, until: datetime) -> Verdict:
    """The absent vote later only where the council agreed on that, and not for ever."""
    if not vote.meeting.council.rules_on(vote.meeting.day).late_votes:
        return Verdict(_("This council has not agreed that people who were absent can vote afterwards."))
    now = timezone.now()
    if not now < until <= now + LATEST_VOTE:
        return Verdict(_("Choose a day and an hour within the next 14 days."))
    return YES


def may_withdraw_vote(user: User, vote: Vote) -> Verdict:
    """A vote without a result can be withdrawn."""
    if vote.status not in {VoteStatus.OPEN, VoteStatus.LATE}:
        return Verdict(_("This vote is closed."))
    return may_plan_for(user, vote.meeting.council)


def may_vote(term: Membership | None, vote: Vote, *, by_link: bool = False) -> Verdict:
    """Members with a vote vote once: in the room while it is open, those who were absent by their link."""
    if term is None:
        return Verdict(_("You have no vote in this council on that day."))
    if vote.status not in {VoteStatus.OPEN, VoteStatus.LATE} or _is_too_late(vote):
        return Verdict(_("This vote is closed."))
    if term.user_id in attendance.recused_from(vote=vote):
        return Verdict(_("You stepped back from this, so you do not vote on it."))
    if votes.has_voted(term, vote):
        return Verdict(_("You have voted. A vote cannot be changed."))
    return _from_where(term, vote, by_link=by_link)


def _from_where(term: Membership, vote: Vote, *, by_link: bool) -> Verdict:
    if vote.is_open and (by_link or term.user_id not in votes.in_the_room(vote)):
        return Verdict(_("Only people who are in the room can vote now."))
    # The link goes to whoever was absent when the vote was closed in the room; somebody there had their chance.
    if vote.is_late and not by_link:
        return Verdict(_("This vote is closed in the room. Whoever was absent has a message with a link to vote."))
    return YES


def _is_too_late(vote: Vote) -> bool:
    return vote.is_late and vote.late_until is not None and vote.late_until <= timezone.now()


def may_enter_voice(user: User, term: Membership, vote: Vote) -> Verdict:
    """Chair and coordinator enter what somebody without a phone of their own says aloud, in an open vote."""
    if vote.is_secret:
        return Verdict(_("In a secret vote everybody votes for themselves."))
    if not vote.is_open:
        return Verdict(_("This vote is closed."))
    return first_no(may_plan_for(user, vote.meeting.council), may_vote(term, vote))


def may_step_back(user: User, meeting: Meeting, *, vote: Vote | None = None) -> Verdict:
    """A member steps back from an item or a vote before they voted on it."""
    if not attendance.expected(meeting).filter(user=user).exists():
        return Verdict(_("Only members of the council can step back."))
    if meeting.status == MeetingStatus.CANCELLED:
        return Verdict(_("This meeting was cancelled."))
    if vote is not None:
        if not vote.is_open:
            return Verdict(_("This vote is closed."))
        term = votes.term_to_vote(user, vote)
        if term is not None and votes.has_voted(term, vote):
            return Verdict(_("You have voted on this already."))
    return YES


def may_add_action(user: User, meeting: Meeting) -> Verdict:
    """Whoever takes notes writes down who does what by when."""
    return may_take_notes(user, meeting)


def may_reassign(user: User, action: ActionItem) -> Verdict:
    """Chair and coordinator give it to somebody else, or drop it."""
    if not action.is_open:
        return Verdict(_("This is done or dropped already."))
    return may_plan_for(user, action.meeting.council)


def may_finish(user: User, action: ActionItem) -> Verdict:
    """Its owner says that it is done, and so do chair and coordinator."""
    if not action.is_open:
        return Verdict(_("This is done or dropped already."))
    if action.owner is not None and action.owner.user_id == user.pk:
        return YES
    return may_plan_for(user, action.meeting.council)


def may_reopen(user: User, action: ActionItem) -> Verdict:
    """What was done or dropped by mistake is opened again."""
    if action.is_open:
        return Verdict(_("This is still to be done."))
    return may_plan_for(user, action.meeting.council)


def may_own(meeting: Meeting, owner: Membership | None, role: OwnerRole | str) -> Verdict:
    """One member of the council, or whoever holds a role, and not both."""
    if (owner is None) == (not role):
        return Verdict(_("Say who does it: a member, or a role."))
    if owner is not None and owner.seat.council_id != meeting.council_id:
        return Verdict(_("Choose a member of this council."))
    return YES
