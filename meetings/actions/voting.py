"""Votes: opened, taken, closed, counted.

Who chose what in a secret vote is in no row that can be read without `BALLOT_KEY`, and in none at all once it is
counted: the ballots are destroyed and the marks of who has voted are written again, in another order, in the same
transaction as the numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random, SystemRandom

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.transitions import transition
from core.verdicts import Conflict, Refused
from council.actions import step_back
from council.actions.interests import declare_interest
from council.models import Interest, Membership, Recusal
from meetings.actions import ballots
from meetings.enums import VOTE_NEXT, VoteStatus
from meetings.models import AgendaItem, Meeting, OpenBallot, SealedBallot, Vote, VoteMark, VoteOption
from meetings.queries import attendance
from meetings.queries import votes as queries
from meetings.rules import room
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key


@transaction.atomic
def open_vote(  # noqa: PLR0913 - what a vote is
    *,
    meeting: Meeting,
    question: str,
    language: str,
    options: Sequence[str],
    is_secret: bool,
    by: User,
    item: AgendaItem | None = None,
) -> Vote:
    """Put a question to whoever is in the room. A secret one needs the key to which ballots are sealed."""
    room.may_open_vote(by, meeting).enforce()
    if is_secret:
        room.can_be_secret().enforce()
    vote = Vote.objects.create(
        meeting=meeting, item=item, question=question.strip(), language=language, is_secret=is_secret
    )
    VoteOption.objects.bulk_create(
        VoteOption(vote=vote, position=position, text=text) for position, text in enumerate(options, start=1)
    )
    audit.record("opened a vote", vote, by=by, meeting=str(meeting.pk), secret=is_secret)
    return vote


@transaction.atomic
def cast(*, vote: Vote, term: Membership, option: VoteOption, by: User | None = None) -> None:
    """Vote, once. `by` is None where it came through the signed link; a chair enters what somebody says aloud."""
    vote = _locked(vote)
    if by is not None and by.pk != term.user_id:
        room.may_enter_voice(by, term, vote).enforce()
    else:
        room.may_vote(term, vote, by_link=by is None).enforce()
    mark = _mark(vote, term)
    if vote.is_secret:
        key = queries.ballot_key()
        if key is None:
            raise Refused(str(room.can_be_secret().reason))
        ballots.sealed(vote, option.position, key).save(force_insert=True)
    else:
        OpenBallot.objects.create(mark=mark, option=option)
    # That, and not what: of a secret vote the log knows as much as the marks do.
    audit.record("voted", vote, by=by, through="their page" if by else "the signed link")


def _mark(vote: Vote, term: Membership) -> VoteMark:
    try:
        with transaction.atomic():
            return VoteMark.objects.create(vote=vote, membership=term)
    except IntegrityError as error:
        # Sent twice at the same time: the first one counts.
        raise Conflict from error


@transaction.atomic
def close_vote(*, vote: Vote, by: User, late_until: datetime | None = None) -> Vote:
    """Close a vote in the room. With `late_until` whoever was absent is sent a link and can vote until then."""
    vote = _locked(vote)
    room.may_close_vote(by, vote).enforce()
    quorum = attendance.quorum_of(vote.meeting, attendance.recused_from(vote=vote))
    Vote.objects.filter(pk=vote.pk).update(present=quorum.present, needed=quorum.needed)
    if late_until is not None:
        room.may_wait_for_absent(vote, late_until).enforce()
        transition(vote, VoteStatus.LATE, VOTE_NEXT, only_from=VoteStatus.OPEN, late_until=late_until)
        _ask_absent(vote)
    else:
        room.enough_to_count(vote).enforce()
        _begin_to_count(vote)
    audit.record("closed a vote", vote, by=by, late_until=f"{late_until or ''}")
    return vote


@transaction.atomic
def withdraw_vote(*, vote: Vote, by: User) -> None:
    """Withdraw a vote. What was chosen by then is destroyed, and nobody learns it."""
    vote = _locked(vote)
    room.may_withdraw_vote(by, vote).enforce()
    _withdraw(vote)
    audit.record("withdrew a vote", vote, by=by)


def _withdraw(vote: Vote) -> None:
    transition(vote, VoteStatus.WITHDRAWN, VOTE_NEXT, closed_at=timezone.now())
    outbox.drop(message_key(Kind.VOTE_LATE, vote.pk))
    SealedBallot.objects.filter(vote=vote).delete()
    VoteMark.objects.filter(vote=vote).delete()


def _begin_to_count(vote: Vote) -> None:
    if vote.is_secret:
        # The worker does it: this process cannot open a ballot.
        transition(vote, VoteStatus.COUNTING, VOTE_NEXT, closed_at=timezone.now())
        return
    counts = Counter(OpenBallot.objects.filter(mark__vote=vote).values_list("option__position", flat=True))
    _write_counts(vote, counts)
    transition(vote, VoteStatus.CLOSED, VOTE_NEXT, closed_at=timezone.now())


def _write_counts(vote: Vote, counts: Counter[int]) -> None:
    for option in vote.options.all():
        VoteOption.objects.filter(pk=option.pk).update(count=counts[option.position])


@transaction.atomic
def close_late(*, vote: Vote) -> None:
    """Close a vote whose time for the absent is over. Where too few voted in secret, nothing of it is counted."""
    vote = _locked(vote)
    if not vote.is_late or vote.late_until is None or vote.late_until > timezone.now():
        return
    if room.enough_to_count(vote):
        _begin_to_count(vote)
    else:
        _withdraw(vote)
    audit.record("closed a vote", vote, by=None)


@transaction.atomic
def count_secret(*, vote: Vote, rng: Random | None = None) -> bool:
    """Open the ballots of a vote in no order, store the numbers and destroy everything else. The worker's side only.

    Returns whether it was counted: ballots that were sealed to another key wait for it.
    """
    vote = _locked(vote)
    if vote.status != VoteStatus.COUNTING:
        return False
    waiting = list(SealedBallot.objects.select_for_update().filter(vote=vote))
    if not ballots.can_open(waiting):
        return False
    rng = rng or SystemRandom()
    rng.shuffle(waiting)
    known = set(vote.options.values_list("position", flat=True))
    counts: Counter[int] = Counter()
    spoilt = 0
    for ballot in waiting:
        try:
            position = ballots.opened(ballot, vote.pk)
        except ballots.UnreadableError:
            position = 0
        if position in known:
            counts[position] += 1
        else:
            spoilt += 1
    _write_counts(vote, counts)
    SealedBallot.objects.filter(vote=vote).delete()
    _rewrite_marks(vote, rng)
    transition(vote, VoteStatus.CLOSED, VOTE_NEXT, spoilt=spoilt)
    audit.record("counted a vote", vote, by=None, ballots=len(waiting))
    return True


def _rewrite_marks(vote: Vote, rng: Random) -> None:
    """Write who has voted again, in another order, by one transaction: nothing says in which order they came."""
    terms = list(VoteMark.objects.filter(vote=vote).values_list("membership", flat=True))
    rng.shuffle(terms)
    VoteMark.objects.filter(vote=vote).delete()
    VoteMark.objects.bulk_create(VoteMark(vote=vote, membership_id=term) for term in terms)


def count_votes() -> int:
    """Publish the key, close what is due, and count what waits; returns how many votes were counted."""
    ballots.publish()
    for vote in queries.due_to_close():
        close_late(vote=vote)
    return sum(count_secret(vote=vote) for vote in Vote.objects.filter(status=VoteStatus.COUNTING))


def _ask_absent(vote: Vote) -> None:
    """Send whoever can vote and is not in the room a link of their own."""
    until = vote.late_until
    if until is None:
        return
    for term in queries.absentees(vote):
        values = {
            "vote": str(vote.pk),
            "title": vote.question,
            "when": until.isoformat(),
            "answer_path": reverse("meetings:vote_link", args=[queries.vote_token_of(vote, term)]),
            "contact": vote.meeting.contact,
        }
        outbox.queue(
            kind=Kind.VOTE_LATE,
            recipient=term.user,
            values=values,
            dedupe_key=message_key(Kind.VOTE_LATE, vote.pk, term.user_id),
            useful_until=until,
        )


@transaction.atomic
def step_back_from(  # noqa: PLR0913 - what somebody steps back from, and why
    *,
    meeting: Meeting,
    by: User,
    item: AgendaItem | None = None,
    vote: Vote | None = None,
    interest: Interest | None = None,
    text: str = "",
) -> Recusal:
    """Step back from an item or a vote because of an interest, which is declared now where there is none yet."""
    if vote is not None:
        vote = _locked(vote)
    room.may_step_back(by, meeting, vote=vote).enforce()
    if interest is None:
        interest = declare_interest(text=text.strip(), starts_on=timezone.localdate(), by=by)
    kind, subject, title = attendance.ITEM, item.pk if item else meeting.pk, str(item)
    if vote is not None:
        kind, subject, title = attendance.VOTE, vote.pk, vote.question
    return step_back(interest=interest, kind=kind, subject=subject, title=title[:200], by=by)


def _locked(vote: Vote) -> Vote:
    """Return the vote as it is now, locked: nobody votes while it is closed."""
    return Vote.objects.select_for_update(of=("self",)).select_related("meeting__council").get(pk=vote.pk)
