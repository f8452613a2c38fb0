"""Votes: who can vote, what is kept, and that nobody with the database in hand finds who voted how."""

from datetime import timedelta
from io import StringIO
from random import Random

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from core.verdicts import Conflict, Refused
from meetings import actions
from meetings.actions import ballots
from meetings.enums import MeetingStatus, VoteStatus
from meetings.models import ActionItem, BallotKey, Meeting, OpenBallot, SealedBallot, Vote, VoteMark
from meetings.queries import votes as queries
from notifications import wanted
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.council.factories import RulesFactory
from tests.meetings.factories import InvitationFactory, ItemFactory, coordinator
from tests.meetings.room import (
    arrive,
    chair,
    counts,
    key_of_worker,
    meeting_today,
    member,
    option,
)
from tests.rig.racing import in_thread, wait_until_it_waits

pytestmark = pytest.mark.django_db


def opened(meeting: Meeting, by: User, *, is_secret: bool = False, **fields: object) -> Vote:
    return actions.open_vote(
        meeting=meeting,
        question="Shall we ask for longer visiting hours?",
        language="en",
        options=["Yes", "No", "I do not vote"],
        is_secret=is_secret,
        by=by,
        **fields,  # type: ignore[arg-type]
    )


def test_open_vote_is_counted_with_a_name_at_each_voice() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    people = [member(meeting, alias=name) for name in ("Ash", "Bo", "Cy")]
    arrive(meeting, *people, by=boss)
    vote = opened(meeting, boss)
    for term, position in zip(people, (1, 1, 2), strict=True):
        actions.cast(vote=vote, term=term, option=option(vote, position), by=term.user)
    vote = actions.close_vote(vote=vote, by=boss)
    assert (vote.status, counts(vote), vote.was_quorate) == (VoteStatus.CLOSED, [2, 1, 0], True)
    assert [(str(ballot.mark), str(ballot.option)) for ballot in queries.voices(vote)] == [
        ("Ash", "Yes"),
        ("Bo", "Yes"),
        ("Cy", "No"),
    ]


def test_everybody_votes_once_and_only_from_the_room() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    here, gone = member(meeting), member(meeting)
    arrive(meeting, here, by=boss)
    vote = opened(meeting, boss)
    actions.cast(vote=vote, term=here, option=option(vote), by=here.user)
    with pytest.raises(Refused, match="You have voted"):
        actions.cast(vote=vote, term=here, option=option(vote, 2), by=here.user)
    with pytest.raises(Refused, match="in the room"):
        actions.cast(vote=vote, term=gone, option=option(vote), by=gone.user)
    with pytest.raises(Refused, match="in the room"):
        actions.cast(vote=vote, term=gone, option=option(vote))


def test_chair_enters_what_somebody_says_aloud_but_never_in_a_secret_vote(settings: Settings) -> None:
    key_of_worker(settings)
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting)
    arrive(meeting, term, by=boss)
    vote = opened(meeting, boss)
    actions.cast(vote=vote, term=term, option=option(vote, 2), by=boss)
    assert OpenBallot.objects.get().option == option(vote, 2)
    with pytest.raises(Refused, match="for themselves"):
        actions.cast(vote=opened(meeting, boss, is_secret=True), term=term, option=option(vote), by=boss)


def secret(settings: Settings, positions: tuple[int, ...] = (1, 2, 2)) -> tuple[Vote, User]:
    """Return a secret vote in which as many members have voted as there are positions."""
    key_of_worker(settings)
    meeting = meeting_today()
    boss = chair(meeting)
    people = [member(meeting) for _position in positions]
    arrive(meeting, *people, by=boss)
    vote = opened(meeting, boss, is_secret=True)
    for term, position in zip(people, positions, strict=True):
        actions.cast(vote=vote, term=term, option=option(vote, position), by=term.user)
    return vote, boss


def test_secret_ballots_are_of_one_size_and_do_not_open_without_the_key(settings: Settings) -> None:
    vote, _boss = secret(settings, (1, 2, 3))
    sizes = {len(bytes(row.sealed)) for row in SealedBallot.objects.all()}
    assert len(sizes) == 1
    assert OpenBallot.objects.count() == 0
    row = SealedBallot.objects.first()
    assert row is not None
    assert ballots.opened(row, vote.pk) in {1, 2, 3}
    # A site that has the database and not the worker's secret.
    settings.BALLOT_KEY = b"\x01" * 32
    with pytest.raises(ballots.UnreadableError):
        ballots.opened(row, vote.pk)


def test_secret_vote_is_counted_by_the_worker_and_nothing_else_is_left(settings: Settings) -> None:
    vote, boss = secret(settings)
    before = set(VoteMark.objects.values_list("pk", flat=True))
    people = list(VoteMark.objects.values_list("membership", flat=True))
    vote = actions.close_vote(vote=vote, by=boss)
    assert (vote.status, counts(vote)) == (VoteStatus.COUNTING, [None, None, None])
    assert actions.count_votes() == 1
    vote.refresh_from_db()
    assert (vote.status, counts(vote), vote.spoilt) == (VoteStatus.CLOSED, [1, 2, 0], 0)
    assert SealedBallot.objects.count() == 0
    # Who has voted is known, by other rows than those that were written while they voted.
    assert sorted(VoteMark.objects.values_list("membership", flat=True)) == sorted(people)
    assert before.isdisjoint(VoteMark.objects.values_list("pk", flat=True))


def test_marks_are_written_in_another_order_than_people_voted(settings: Settings) -> None:
    vote, boss = secret(settings, (1, 2, 2, 1, 1, 2))
    voted = list(VoteMark.objects.values_list("membership", flat=True))
    vote = actions.close_vote(vote=vote, by=boss)
    # Seeded, so that the test is the same each time.
    assert actions.count_secret(vote=vote, rng=Random(4))  # noqa: S311
    # By where a row is in its file, as somebody with the database in hand reads them.
    rows = VoteMark.objects.raw("SELECT * FROM meetings_votemark ORDER BY ctid")
    assert [mark.membership_id for mark in rows] != voted
    assert sorted(mark.membership_id for mark in rows) == sorted(voted)


def test_whole_database_after_a_secret_vote_is_the_same_whoever_chose_what(settings: Settings) -> None:
    vote, boss = secret(settings)
    vote = actions.close_vote(vote=vote, by=boss)
    actions.count_votes()
    out = []
    for model in ("meetings.OpenBallot", "meetings.SealedBallot", "meetings.VoteMark"):
        said = StringIO()
        call_command("dumpdata", model, stdout=said)
        out.append(said.getvalue())
    assert out[:2] == ["[]", "[]"]
    assert "option" not in out[2]


def test_ballot_moved_to_another_vote_or_made_up_is_spoilt(settings: Settings) -> None:
    vote, boss = secret(settings)
    key = BallotKey.objects.get()
    other = opened(vote.meeting, boss, is_secret=True)
    moved = ballots.sealed(other, 1, key)
    moved.vote = vote
    moved.save(force_insert=True)
    made_up = ballots.sealed(vote, 99, key)
    made_up.save(force_insert=True)
    SealedBallot(vote=vote, sealed=b"\x01" + bytes(key.number) + b"nonsense").save(force_insert=True)
    actions.close_vote(vote=vote, by=boss)
    actions.count_votes()
    vote.refresh_from_db()
    assert (counts(vote), vote.spoilt) == ([1, 2, 0], 3)


def test_ballots_of_another_key_wait_for_it(settings: Settings) -> None:
    vote, boss = secret(settings)
    right = settings.BALLOT_KEY
    actions.close_vote(vote=vote, by=boss)
    for wrong in (b"", b"\x02" * 32):
        settings.BALLOT_KEY = wrong
        assert actions.count_votes() == 0
    assert SealedBallot.objects.count() == 3
    settings.BALLOT_KEY = right
    assert actions.count_votes() == 1


def test_secret_vote_needs_a_key_and_three_ballots(settings: Settings) -> None:
    meeting = meeting_today()
    with pytest.raises(Refused, match="the key for ballots is not there"):
        opened(meeting, chair(meeting), is_secret=True)
    vote, boss = secret(settings, (1, 1))
    with pytest.raises(Refused, match="Fewer than three"):
        actions.close_vote(vote=vote, by=boss)
    actions.withdraw_vote(vote=vote, by=boss)
    assert (SealedBallot.objects.count(), VoteMark.objects.count()) == (0, 0)


def test_absent_members_vote_until_the_evening_by_a_link(settings: Settings) -> None:
    vote, boss = secret(settings)
    away = [member(vote.meeting), member(vote.meeting)]
    until = timezone.now() + timedelta(hours=5)
    with pytest.raises(Refused, match="has not agreed"):
        actions.close_vote(vote=vote, by=boss, late_until=until)
    RulesFactory(council=vote.meeting.council, late_votes=True)
    vote = actions.close_vote(vote=vote, by=boss, late_until=until)
    told = OutboxMessage.objects.filter(kind=Kind.VOTE_LATE)
    assert {message.recipient for message in told} == {term.user for term in away}
    assert queries.by_vote_token(queries.vote_token_of(vote, away[0])) == (vote, away[0])
    for term in away:
        actions.cast(vote=vote, term=term, option=option(vote, 3))
    with pytest.raises(Refused, match="You have voted"):
        actions.cast(vote=vote, term=away[0], option=option(vote, 1))
    # Nothing is counted before its hour.
    assert actions.count_votes() == 0
    with time_machine.travel(until + timedelta(minutes=1), tick=False):
        with pytest.raises(Refused, match="is closed"):
            actions.cast(vote=vote, term=member(vote.meeting), option=option(vote, 1))
        assert actions.count_votes() == 1
    assert counts(vote) == [1, 2, 2]


def test_late_vote_with_too_few_ballots_is_withdrawn_uncounted(settings: Settings) -> None:
    vote, boss = secret(settings, (1, 2))
    RulesFactory(council=vote.meeting.council, late_votes=True)
    until = timezone.now() + timedelta(hours=5)
    vote = actions.close_vote(vote=vote, by=boss, late_until=until)
    with time_machine.travel(until + timedelta(minutes=1), tick=False):
        assert actions.count_votes() == 0
    vote.refresh_from_db()
    assert (vote.status, SealedBallot.objects.count(), counts(vote)) == (VoteStatus.WITHDRAWN, 0, [None] * 3)


@pytest.mark.parametrize("is_item", [True, False])
def test_whoever_steps_back_does_not_vote_and_is_not_counted(*, is_item: bool) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    one, two = member(meeting), member(meeting)
    arrive(meeting, one, two, by=boss)
    item = ItemFactory(meeting=meeting)
    vote = opened(meeting, boss, item=item)
    about = {"item": item} if is_item else {"vote": vote}
    actions.step_back_from(meeting=meeting, by=one.user, text="My sister works there.", **about)
    with pytest.raises(Refused, match="stepped back"):
        actions.cast(vote=vote, term=one, option=option(vote), by=one.user)
    assert queries.voters(vote) == [two]
    actions.cast(vote=vote, term=two, option=option(vote), by=two.user)
    vote = actions.close_vote(vote=vote, by=boss)
    assert (vote.present, vote.needed, vote.was_quorate) == (1, 2, False)


def test_nobody_steps_back_after_voting() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting)
    arrive(meeting, term, by=boss)
    vote = opened(meeting, boss)
    actions.cast(vote=vote, term=term, option=option(vote), by=term.user)
    with pytest.raises(Refused, match="have voted"):
        actions.step_back_from(meeting=meeting, by=term.user, vote=vote, text="Late")
    with pytest.raises(Refused):
        actions.step_back_from(meeting=meeting, by=coordinator(), vote=vote, text="No seat")


# Two at the same time.


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_ballot_that_comes_while_a_vote_is_closed_is_refused(settings: Settings) -> None:
    vote, boss = secret(settings)
    late = member(vote.meeting)
    arrive(vote.meeting, late, by=boss)
    chosen = option(vote)
    with transaction.atomic():
        actions.close_vote(vote=vote, by=boss)
        thread, results = in_thread(lambda: actions.cast(vote=vote, term=late, option=chosen, by=late.user))
        wait_until_it_waits(thread)
    thread.join()
    assert isinstance(results[0], Refused)
    assert SealedBallot.objects.count() == 3


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_ballot_sent_twice_at_once_counts_once(settings: Settings) -> None:
    vote, boss = secret(settings)
    term = member(vote.meeting)
    arrive(vote.meeting, term, by=boss)
    chosen = option(vote)
    with transaction.atomic():
        actions.cast(vote=vote, term=term, option=chosen, by=term.user)
        thread, results = in_thread(lambda: actions.cast(vote=vote, term=term, option=chosen, by=term.user))
        wait_until_it_waits(thread)
    thread.join()
    assert isinstance(results[0], Refused | Conflict)
    assert SealedBallot.objects.count() == 4


@pytest.mark.long
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_count_a_vote_once(settings: Settings) -> None:
    vote, boss = secret(settings)
    vote = actions.close_vote(vote=vote, by=boss)
    with transaction.atomic():
        assert actions.count_secret(vote=vote)
        thread, results = in_thread(lambda: actions.count_secret(vote=vote))
        wait_until_it_waits(thread)
    thread.join()
    assert results == [False]
    assert counts(vote) == [1, 2, 0]


def test_meeting_is_not_marked_as_held_while_a_vote_is_open() -> None:
    meeting = meeting_today()
    InvitationFactory(meeting=meeting)
    boss = chair(meeting)
    vote = opened(meeting, boss)
    with pytest.raises(Refused, match="A vote is still open"):
        actions.mark_held(meeting=meeting, attended=[], by=boss)
    actions.withdraw_vote(vote=vote, by=boss)
    actions.mark_held(meeting=meeting, attended=[], by=boss)
    assert meeting.status == MeetingStatus.HELD


def test_link_for_a_late_vote_is_not_sent_once_somebody_has_voted(settings: Settings) -> None:
    vote, boss = secret(settings)
    absent = member(vote.meeting)
    RulesFactory(council=vote.meeting.council, late_votes=True)
    vote = actions.close_vote(vote=vote, by=boss, late_until=timezone.now() + timedelta(hours=3))
    message = OutboxMessage.objects.get(kind=Kind.VOTE_LATE, recipient=absent.user)
    assert wanted.is_still_for(message)
    VoteMark.objects.create(vote=vote, membership=absent)
    assert not wanted.is_still_for(message)


def test_what_is_to_be_done_is_told_only_to_whoever_still_has_to_do_it() -> None:
    meeting = meeting_today()
    boss, owner = chair(meeting), member(meeting)
    day = timezone.localdate() + timedelta(days=9)
    action = actions.add_action(meeting=meeting, text="Ask", language="en", due_on=day, owner=owner, by=boss)
    message = OutboxMessage.objects.get(kind=Kind.ACTION_GIVEN, recipient=owner.user)
    assert wanted.is_still_for(message)
    ActionItem.objects.filter(pk=action.pk).update(owner=member(meeting))
    assert not wanted.is_still_for(message)
