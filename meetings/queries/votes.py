"""Reads about votes: who can vote where, and what they came to."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from council.models import Membership
from meetings.enums import VoteStatus
from meetings.models import BallotKey, OpenBallot, Vote, VoteMark
from meetings.queries import visible_to
from meetings.queries.attendance import attendances_of, recused_from, voting_terms

# Signed without a time: until when a vote is taken is decided by the rule, not by the link.
_SIGNER = Signer(salt="meetings.vote", sep=".")


def votes_visible_to(user: User) -> QuerySet[Vote]:
    """Return the votes of the meetings that a person may know of."""
    return Vote.objects.filter(meeting__in=visible_to(user).values("pk")).select_related("meeting__council", "item")


def ballot_key() -> BallotKey | None:
    """Return the key to which ballots are sealed, or None while the worker has published none."""
    return BallotKey.objects.first()


def term_to_vote(user: User, vote: Vote) -> Membership | None:
    """Return the term by which somebody votes, or None for whoever has no vote on the day of the meeting."""
    return voting_terms(vote.meeting).filter(user=user).first()


def has_voted(term: Membership, vote: Vote) -> bool:
    """Return whether a person has voted; a seat that was handed over is another person's."""
    return VoteMark.objects.filter(vote=vote, membership__user=term.user_id).exists()


def in_the_room(vote: Vote) -> set[UUID]:
    """Return the ids of the people who are in the room now and hear what is said."""
    rows = attendances_of(vote.meeting).filter(membership__isnull=False)
    return {row.membership.user_id for row in rows if row.hears and row.membership is not None}


def voters(vote: Vote) -> list[Membership]:
    """Return the terms of everybody in the room who can vote now."""
    here = in_the_room(vote)
    recused = recused_from(vote=vote)
    return [term for term in voting_terms(vote.meeting) if term.user_id in here and term.user_id not in recused]


def absentees(vote: Vote) -> list[Membership]:
    """Return the terms of everybody who can vote, is not in the room, did not step back and has not voted."""
    here = in_the_room(vote)
    gone = recused_from(vote=vote) | set(vote.marks.values_list("membership__user", flat=True))
    return [term for term in voting_terms(vote.meeting) if term.user_id not in here | gone]


def voices(vote: Vote) -> list[OpenBallot]:
    """Return what each member chose in an open vote, by seat."""
    found = OpenBallot.objects.filter(mark__vote=vote).select_related(
        "option", "mark__membership__seat", "mark__membership__user__chosen_name"
    )
    return list(found.order_by("mark__membership__seat__number", "pk"))


def due_to_close() -> list[Vote]:
    """Return the votes whose time for the absent is over."""
    return list(Vote.objects.filter(status=VoteStatus.LATE, late_until__lte=timezone.now()).order_by("late_until"))


def vote_token_of(vote: Vote, term: Membership) -> str:
    """Return what a link to a vote holds: the ids of the vote and of the term, signed."""
    return _SIGNER.sign(f"{vote.pk.hex}{term.pk.hex}")


def by_vote_token(token: str) -> tuple[Vote, Membership] | None:
    """Return the vote and the term of a link, or None for a link that was changed, cut or taken back."""
    try:
        both = _SIGNER.unsign(token)
        vote_pk, term_pk = UUID(both[:32]), UUID(both[32:])
    except (BadSignature, ValueError):
        return None
    vote = Vote.objects.select_related("meeting__council", "item").filter(pk=vote_pk).first()
    if vote is None:
        return None
    # A signature outlives what it was made for: people who left the council since have no vote any more.
    term = voting_terms(vote.meeting).filter(pk=term_pk).first()
    if term is None:
        return None
    return vote, term
