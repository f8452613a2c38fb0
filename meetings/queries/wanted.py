"""Which messages about meetings and polls are still for their reader when they are sent."""

from __future__ import annotations

from uuid import UUID

from meetings import queries
from meetings.enums import Answer, MeetingStatus, PollStatus, VoteStatus
from meetings.models import Invitation, Meeting, Minutes, PollAnswer, Vote
from meetings.queries import after
from meetings.queries.attendance import recused_from
from meetings.queries.minutes import term_of_reader
from meetings.queries.votes import has_voted, term_to_vote
from notifications import wanted
from notifications.enums import Kind
from notifications.models import OutboxMessage


def register_checks() -> None:
    """Let the outbox ask before it sends. Called from `AppConfig.ready`."""
    wanted.register(Kind.INVITATION, is_invited)
    wanted.register(Kind.MEETING_CHANGED, is_concerned)
    wanted.register(Kind.MEETING_REMINDER, is_coming)
    wanted.register(Kind.WRITTEN_RESULT, is_concerned)
    wanted.register(Kind.PAPERS_READY, is_invited)
    wanted.register(Kind.PROPOSAL_ANSWERED, is_on_council)
    wanted.register(Kind.AFTER_MEETING, is_asked_after)
    wanted.register(Kind.POLL, is_asked)
    wanted.register(Kind.POLL_REMINDER, is_awaited)
    wanted.register(Kind.MINUTES_SENT, is_reader)
    wanted.register(Kind.VOTE_LATE, is_absent)


def is_invited(message: OutboxMessage) -> bool:
    """Return whether somebody is expected at a meeting that is still held, as an invitation says."""
    meeting = _meeting(message)
    if meeting is None:
        return "meeting" not in message.values
    return meeting.status == MeetingStatus.INVITED and not meeting.is_over and _is_expected(message, meeting)


def is_concerned(message: OutboxMessage) -> bool:
    """Return whether news of a meeting is still news for somebody who belongs to it."""
    meeting = _meeting(message)
    if meeting is None:
        return "meeting" not in message.values
    # To whoever left, or was taken off: just that is what the message says.
    if message.values.get("taken_off"):
        return True
    # What was told as taking place has been cancelled since.
    if meeting.is_cancelled and not message.values.get("cancelled"):
        return False
    return _is_expected(message, meeting)


def is_coming(message: OutboxMessage) -> bool:
    """Return whether somebody is to be reminded: expected, not said no, and not answered a question in writing."""
    if not is_invited(message):
        return False
    meeting = _meeting(message)
    if meeting is None:
        return True
    mine = Invitation.objects.filter(meeting=meeting, membership__user=message.recipient)
    if meeting.is_in_writing:
        return not mine.filter(written_answer__isnull=False).exists()
    return mine.exclude(answer=Answer.NO).exists()


def is_on_council(message: OutboxMessage) -> bool:
    """Return whether whoever proposed something takes part in the meeting, and it is neither cancelled nor over."""
    meeting = _meeting(message)
    if meeting is None or message.recipient is None:
        return "meeting" not in message.values
    if meeting.is_cancelled or meeting.is_over:
        return False
    return queries.term_for(message.recipient, meeting) is not None


def is_asked_after(message: OutboxMessage) -> bool:
    """Return whether somebody can still answer the questions after a meeting that was held, and has not."""
    meeting = _meeting(message)
    person = message.recipient
    if meeting is None or person is None:
        return "meeting" not in message.values
    questions = after.questions_of(meeting)
    if questions is None or not questions.is_open or meeting.status != MeetingStatus.HELD:
        return False
    return _is_expected(message, meeting) and not after.has_answered(person, questions)


def is_asked(message: OutboxMessage) -> bool:
    """Return whether the question about dates, or that it is withdrawn, is still for somebody who was asked."""
    answer = _poll_answer(message)
    if answer is None:
        return "answer" not in message.values
    status = PollStatus.WITHDRAWN if message.values.get("withdrawn") else PollStatus.OPEN
    if answer.poll.status != status:
        return False
    pausing = queries.pausing(answer.poll).filter(membership__user=message.recipient).exists()
    return not pausing and queries.in_dates(answer.poll).filter(user=message.recipient).exists()


def is_awaited(message: OutboxMessage) -> bool:
    """Return whether somebody who is asked about dates once more has not answered."""
    answer = _poll_answer(message)
    return is_asked(message) and (answer is None or not answer.is_answered)


def is_reader(message: OutboxMessage) -> bool:
    """Return whether minutes are still for somebody: a member of the council on that day, or today."""
    pk = message.values.get("minutes")
    if pk is None or message.recipient is None:
        return pk is None
    minutes = Minutes.objects.select_related("meeting__council").filter(pk=UUID(pk)).first()
    return minutes is not None and term_of_reader(message.recipient, minutes.meeting) is not None


def is_absent(message: OutboxMessage) -> bool:
    """Return whether somebody can still vote who was not in the room."""
    pk = message.values.get("vote")
    if pk is None or message.recipient is None:
        return pk is None
    vote = Vote.objects.select_related("meeting__council").filter(pk=UUID(pk), status=VoteStatus.LATE).first()
    if vote is None or (term := term_to_vote(message.recipient, vote)) is None:
        return False
    return not has_voted(term, vote) and message.recipient.pk not in recused_from(vote=vote)


def _is_expected(message: OutboxMessage, meeting: Meeting) -> bool:
    return queries.still_invited().filter(meeting=meeting, membership__user=message.recipient).exists()


def _meeting(message: OutboxMessage) -> Meeting | None:
    pk = message.values.get("meeting")
    if pk is None:
        return None
    return Meeting.objects.filter(pk=UUID(pk)).first()


def _poll_answer(message: OutboxMessage) -> PollAnswer | None:
    pk = message.values.get("answer")
    if pk is None:
        return None
    return PollAnswer.objects.select_related("poll__council").filter(pk=UUID(pk)).first()
