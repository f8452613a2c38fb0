"""What people say after a meeting: asked once, sealed, counted together, and destroyed.

Who said what is in no row that can be read without `BALLOT_KEY`, and in none at all once it is counted. Then also who
has answered is forgotten, and no exact number is stored. See docs/adr/0046.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from random import Random, SystemRandom

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.suppression import STEP
from core.verdicts import Conflict, Refused
from council.actions.care import ask_for_talk, take_back_talk
from council.models import CheckIn
from meetings import queries as meetings
from meetings.actions import ballots
from meetings.enums import AfterAnswer, AfterQuestion, AfterShown
from meetings.models import AfterMark, AfterQuestions, AfterShare, Invitation, Meeting, SealedAfterAnswer
from meetings.queries import after as queries
from meetings.queries.votes import ballot_key
from meetings.rules import after as rules
from notifications import actions as outbox
from notifications import queries as recipients
from notifications.enums import Kind
from notifications.keys import message_key

# For so many days people can answer; nobody is asked about a meeting that was marked as held so much later.
DAYS_TO_ANSWER = 7
ASKED_WITHIN = timedelta(days=14)
# Answers that were sealed to another key wait so long for it.
DAYS_FOR_THE_KEY = 30
# When people are asked: the day after, by their own clock.
FIRST_HOUR, LAST_HOUR = time(10), time(19)
# What is sealed of each question; the same for whoever would rather not say and whoever left it out.
SAID = (AfterAnswer.YES, AfterAnswer.PARTLY, AfterAnswer.NO)
NOTHING_SAID = 0
QUARTERS = 4


@transaction.atomic
def ask_after(*, meeting: Meeting) -> AfterQuestions | None:
    """Ask everybody who was invited, the day after; None where the meeting was too long ago. Part of `mark_held`."""
    now = timezone.now()
    if now > meeting.ends_at + ASKED_WITHIN:
        return None
    first_day = max(timezone.localdate(timezone=meeting.time_zone), meeting.ends_at.date())
    # Once, whatever a meeting is marked as again.
    last_day = {"answer_by": first_day + timedelta(days=DAYS_TO_ANSWER)}
    questions, is_new = AfterQuestions.objects.get_or_create(meeting=meeting, defaults=last_day)
    if not is_new:
        return questions
    for invitation in queries.to_ask(meeting):
        _ask(questions, invitation)
    return questions


def _ask(questions: AfterQuestions, invitation: Invitation) -> None:
    person = invitation.membership.user
    # Asked here as well as when it is sent: what nobody wants would be listed among their messages.
    if not recipients.preference_of(person).reminders:
        return
    meeting = questions.meeting
    values: dict[str, object] = {
        # By this the outbox asks before it sends whether the reader is still the one.
        "meeting": str(meeting.pk),
        "title": meeting.title,
        "when": meeting.starts_at.isoformat(),
        "when_zone": str(meeting.time_zone),
        "when_fold": meeting.fold,
        "when_minutes": meeting.minutes,
        "in_writing": meeting.is_in_writing,
        "answer_by": questions.answer_by.isoformat(),
        "answer_path": reverse("meetings:after_link", args=[meetings.token_of(invitation)]),
        "offers_talk": rules.offers_talk(meeting),
        "contact": meeting.contact,
    }
    outbox.queue(
        kind=Kind.AFTER_MEETING,
        recipient=person,
        values=values,
        dedupe_key=message_key(Kind.AFTER_MEETING, meeting.pk, person.pk),
        due_at=_humane(meeting, person),
        useful_until=datetime.combine(questions.answer_by, LAST_HOUR, tzinfo=person.time_zone),
    )


def _humane(meeting: Meeting, person: User) -> datetime:
    """Return when to ask somebody: in the daytime by their own clock, and not on the day of the meeting."""
    zone = person.time_zone
    now = timezone.now().astimezone(zone)
    day_after = meeting.ends_at.astimezone(zone).date() + timedelta(days=1)
    earliest = datetime.combine(day_after, FIRST_HOUR, tzinfo=zone)
    if now <= earliest:
        return earliest
    if now.time() < FIRST_HOUR:
        return datetime.combine(now.date(), FIRST_HOUR, tzinfo=zone)
    if now.time() >= LAST_HOUR:
        return datetime.combine(now.date() + timedelta(days=1), FIRST_HOUR, tzinfo=zone)
    return now


@transaction.atomic
def answer_after(
    *, invitation: Invitation, answers: Mapping[AfterQuestion, AfterAnswer], by: User | None = None
) -> None:
    """Take somebody's answers, once. `by` is None where they came through the signed link.

    Raises Conflict where the same person sent them at the same time.
    """
    # Locked: nobody answers while it is counted.
    questions = AfterQuestions.objects.select_for_update().select_related("meeting").get(meeting=invitation.meeting_id)
    rules.may_answer_after(by, invitation, questions).enforce()
    key = ballot_key()
    if key is None:
        raise Refused
    try:
        with transaction.atomic():
            AfterMark.objects.create(questions=questions, membership=invitation.membership)
    except IntegrityError as error:
        raise Conflict from error
    row = SealedAfterAnswer(questions=questions)
    row.sealed = ballots.seal(questions.pk, row.pk, _packed(answers), key)
    row.save(force_insert=True)
    # They have answered: they are not asked any more.
    outbox.drop_for(person=invitation.membership.user, key=message_key(Kind.AFTER_MEETING, questions.pk))
    # Neither who nor what: that they answered is known until it is counted, and then to nobody.
    audit.record("took answers after a meeting", questions.meeting, by=None)


def _packed(answers: Mapping[AfterQuestion, AfterAnswer]) -> bytes:
    """Return one byte for each question."""
    said = (answers.get(question, AfterAnswer.RATHER_NOT) for question in AfterQuestion)
    return bytes(SAID.index(answer) + 1 if answer in SAID else NOTHING_SAID for answer in said)


@transaction.atomic
def count_after(*, questions: AfterQuestions, rng: Random | None = None) -> bool:
    """Open the answers after a meeting in no order, store the shares and destroy the rest. The worker's side only.

    Returns whether it is done. Fewer answers than the threshold are destroyed unread; answers that were sealed to
    another key wait for it, and are destroyed unread when it does not come.
    """
    questions = AfterQuestions.objects.select_for_update().get(pk=questions.pk)
    if questions.is_counted or questions.is_open:
        return False
    waiting = list(SealedAfterAnswer.objects.select_for_update().filter(questions=questions))
    threshold = settings.AFTER_MEETING_THRESHOLD
    if len(waiting) < threshold:
        waiting = []
    if waiting and not ballots.is_ours(bytes(row.sealed) for row in waiting):
        if timezone.localdate() <= questions.answer_by + timedelta(days=DAYS_FOR_THE_KEY):
            return False
        waiting = []
    rng = rng or SystemRandom()
    rng.shuffle(waiting)
    said_by_all = [said for row in waiting if (said := opened(row)) is not None]
    enough = len(said_by_all) >= threshold
    if enough:
        _write_shares(questions, said_by_all, threshold)
    SealedAfterAnswer.objects.filter(questions=questions).delete()
    AfterMark.objects.filter(questions=questions).delete()
    # Whoever answered early was not asked any more: that, too, says who has answered.
    asked = message_key(Kind.AFTER_MEETING, questions.pk)
    outbox.drop_all(asked)
    outbox.forget_dropped(asked)
    questions.counted_on = timezone.localdate()
    questions.at_least = len(said_by_all) - (len(said_by_all) - threshold) % STEP if enough else None
    questions.save(update_fields=["counted_on", "at_least"])
    # Not how many it was.
    audit.record("counted answers after a meeting", questions.meeting, by=None, shown=enough)
    return True


def opened(row: SealedAfterAnswer) -> bytes | None:
    """Return what a row says, or None for one that was changed, moved or made up."""
    try:
        said = ballots.unseal(bytes(row.sealed), row.questions_id, row.pk)
    except ballots.UnreadableError:
        return None
    if len(said) != len(AfterQuestion) or max(said) > len(SAID):
        return None
    return said


def _write_shares(questions: AfterQuestions, said_by_all: list[bytes], threshold: int) -> None:
    rows = []
    for place, question in enumerate(AfterQuestion):
        counts = Counter(said[place] for said in said_by_all)
        yes, partly, no = (counts[number] for number in range(1, len(SAID) + 1))
        if yes + partly + no < threshold:
            continue
        for answer, quarters in shares(yes, partly, no).items():
            rows.append(AfterShare(questions=questions, question=question, answer=answer, quarters=quarters))
    AfterShare.objects.bulk_create(rows)


def shares(yes: int, partly: int, no: int) -> dict[AfterShown, int]:
    """Return what is shown of the answers to a question, in quarters of the people who answered it.

    One person is never told from none, nor all from all but one. Where only one or nobody gave an answer, it is shown
    together with another. So of no answer can be said that exactly one person gave it, also by whoever knows how many
    answered: tests/meetings/test_after.py tries every small number.
    """
    total = yes + partly + no
    if min(partly, no) <= 1:
        return {AfterShown.YES: _quarters(yes, total), AfterShown.NOT_FULLY: _quarters(partly + no, total)}
    if yes <= 1:
        return {AfterShown.AT_LEAST: _quarters(yes + partly, total), AfterShown.NO: _quarters(no, total)}
    return {
        AfterShown.YES: _quarters(yes, total),
        AfterShown.PARTLY: _quarters(partly, total),
        AfterShown.NO: _quarters(no, total),
    }


def _quarters(count: int, total: int) -> int:
    if count <= 1:
        return 0
    if count >= total - 1:
        return QUARTERS
    return min(QUARTERS - 1, max(1, round(QUARTERS * count / total)))


def count_answers_after() -> int:
    """Count what is due; returns after how many meetings it was counted, or destroyed as too few."""
    ballots.publish()
    return sum(count_after(questions=questions) for questions in queries.due_to_count())


@transaction.atomic
def ask_for_debrief(*, invitation: Invitation, by: User | None = None) -> CheckIn:
    """Ask for the talk that is offered after a heavy meeting. Pressed twice, it is one talk."""
    rules.may_ask_for_talk(by, invitation).enforce()
    return ask_for_talk(term=invitation.membership, about_meeting=invitation.meeting_id)


@transaction.atomic
def take_back_debrief(*, invitation: Invitation, by: User | None = None) -> None:
    """Take back that one would like the talk after a meeting. Raises Conflict where it took place already."""
    rules.may_ask_for_talk(by, invitation).enforce()
    take_back_talk(person=invitation.membership.user, about_meeting=invitation.meeting_id)
