"""A meeting that goes on today, and people in its room."""

from __future__ import annotations

from datetime import time

from django.utils import timezone
from nacl.public import PrivateKey

from accounts.models import User
from council.enums import SeatKind
from council.models import Council, Membership
from meetings import actions
from meetings.actions import ballots
from meetings.enums import Presence
from meetings.models import Attendance, Meeting, Vote, VoteOption
from tests.meetings.factories import (
    CouncilFactory,
    InvitationFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
)


def meeting_today(council: Council | None = None) -> Meeting:
    """Return a meeting that has begun, whenever it is now."""
    return MeetingFactory(council=council or CouncilFactory(), day=timezone.localdate(), starts=time(0), minutes=1439)


def member(meeting: Meeting, kind: SeatKind = SeatKind.LIVED_EXPERIENCE, **fields: object) -> Membership:
    """Return the term of an invited member."""
    term: Membership = MembershipFactory(council=meeting.council, kind=kind, **fields)
    InvitationFactory(meeting=meeting, membership=term)
    return term


def chair(meeting: Meeting) -> User:
    """Return the chair, who sits in a seat for staff and so counts for nothing."""
    term = MembershipFactory(
        council=meeting.council,
        chairs=True,
        user=PersonFactory(roles=["member", "chair"]),
        kind=SeatKind.STAFF,
    )
    person: User = term.user
    return person


def arrive(meeting: Meeting, *terms: Membership, by: User, how: Presence = Presence.THERE) -> list[Attendance]:
    """Let members come."""
    return [actions.note_arrival(meeting=meeting, membership=term, how=how, by=by) for term in terms]


def key_of_worker(settings: object) -> bytes:
    """Give this process the worker's key for ballots, and publish the public half."""
    private = bytes(PrivateKey.generate())
    settings.BALLOT_KEY = private  # type: ignore[attr-defined]
    ballots.publish()
    return private


def option(vote: Vote, position: int = 1) -> VoteOption:
    """Return an answer that a vote offers."""
    return VoteOption.objects.get(vote=vote, position=position)


def counts(vote: Vote) -> list[int | None]:
    """Return how many chose each answer."""
    return list(VoteOption.objects.filter(vote=vote).order_by("position").values_list("count", flat=True))
