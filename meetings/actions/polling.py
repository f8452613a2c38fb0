"""Ask a council about dates, take the answers, and make the meeting of one of the dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.transitions import transition
from core.verdicts import Conflict
from council.models import Council
from meetings import queries, rules
from meetings.actions import poll_notices as notices
from meetings.actions.inviting import invite_everybody
from meetings.actions.planning import plan
from meetings.enums import POLL_NEXT, Answer, Availability, MeetingKind, PollStatus
from meetings.models import DatePoll, Meeting, PollAnswer, PollChoice, PollOption


@dataclass(frozen=True, slots=True)
class OfferedDate:
    """A wall time that is offered; `fold` is 1 for the second of two equal ones."""

    day: date
    starts: time
    fold: int = 0

    def in_zone(self, zone: ZoneInfo) -> datetime:
        """Return it as an aware time."""
        return datetime.combine(self.day, self.starts.replace(fold=self.fold), tzinfo=zone)


class PollDetails(TypedDict):
    """What a planner says about a poll, besides its dates."""

    title: str
    language: str
    minutes: int
    time_zone: ZoneInfo
    contact: str
    answer_by: date


class Arrangements(TypedDict):
    """What a meeting needs besides what the poll knows."""

    kind: NotRequired[MeetingKind]
    no_phone_reason: NotRequired[str]
    place: str
    join_link: str
    join_phone: str
    access_deadline: date


@transaction.atomic
def make_poll(*, council: Council, dates: Sequence[OfferedDate], by: User, **details: Unpack[PollDetails]) -> DatePoll:
    """Ask everybody on a council about some dates; whoever is in a pause is left in peace."""
    rules.may_plan_for(by, council).enforce()
    _check(dates, details["time_zone"])
    poll = DatePoll.objects.create(council=council, **details)
    _offer(poll, dates)
    _ask(poll)
    audit.record("made a poll about dates", poll, by=by, dates=len(dates))
    return poll


@transaction.atomic
def correct_poll(*, poll: DatePoll, dates: Sequence[OfferedDate], by: User, **details: Unpack[PollDetails]) -> DatePoll:
    """Correct a poll. What was said about dates that stay is kept; with other dates people are asked again.

    `poll.revision` is the one the change was made from; raises Conflict where the poll was changed or closed since.
    """
    rules.may_run(by, poll).enforce()
    _check(dates, details["time_zone"])
    before = _offered(poll)
    # In another zone each date is another one: what was said was about other hours.
    if str(poll.time_zone) != str(details["time_zone"]):
        kept: dict[OfferedDate, PollOption] = {}
    else:
        kept = {offered: option for offered, option in before.items() if offered in set(dates)}
    unchanged = DatePoll.objects.filter(pk=poll.pk, status=PollStatus.OPEN, revision=poll.revision)
    if unchanged.update(revision=F("revision") + 1, **details) != 1:
        raise Conflict
    poll.refresh_from_db()
    added = [offered for offered in dates if offered not in kept]
    poll.options.exclude(pk__in=[option.pk for option in kept.values()]).delete()
    _offer(poll, added)
    if added:
        # Their answer lacks a date now; what they said about the others is still in the form.
        poll.answers.update(answered_on=None)
    if added or len(kept) < len(before):
        _ask_again(poll, is_other_question=bool(added))
    _ask(poll)
    audit.record("corrected a poll about dates", poll, by=by, added=len(added))
    return poll


@transaction.atomic
def withdraw_poll(*, poll: DatePoll, by: User) -> None:
    """Ask no longer, and tell those who had heard of it."""
    rules.may_run(by, poll).enforce()
    transition(poll, PollStatus.WITHDRAWN, POLL_NEXT, revision=F("revision") + 1)
    unaware = notices.drop_waiting(poll)
    for answer in queries.answers_to(poll):
        if answer.membership.user_id not in unaware:
            notices.tell_withdrawn(answer, poll)
    audit.record("withdrew a poll about dates", poll, by=by)


@transaction.atomic
def answer_poll(
    *,
    answer: PollAnswer,
    choices: Mapping[UUID, Availability],
    note: str,
    by: User | None = None,
) -> PollAnswer:
    """Store what somebody says to each date; the latest counts. `by` is None where it came through the signed link.

    `choices` are by the ids of options; raises Conflict where the poll offers others by now.
    """
    rules.may_answer_poll(by, answer).enforce()
    _hold_open(answer)
    options = {option.pk for option in answer.poll.options.all()}
    if set(choices) != options:
        raise Conflict
    for option, availability in choices.items():
        PollChoice.objects.update_or_create(answer=answer, option_id=option, defaults={"availability": availability})
    answer.note = note.strip()
    answer.answered_on = timezone.localdate()
    answer.by_phone = by is not None
    answer.save(update_fields=["note", "answered_on", "by_phone"])
    # Whoever has answered is left alone.
    notices.drop_waiting(answer.poll, answer)
    through = "the signed link"
    if by:
        through = "a phone call"
    # Not what was said: that is for coordinators alone.
    audit.record("answered a poll about dates", answer, by=by, poll=answer.poll.title, through=through)
    return answer


@transaction.atomic
def close_poll(*, option: PollOption, by: User, **arrangements: Unpack[Arrangements]) -> Meeting:
    """Choose a date: the meeting is planned, everybody is invited, and those who said yes have answered yes.

    Raises Conflict where somebody else closed, withdrew or corrected the poll since it was read.
    """
    rules.may_choose(by, option).enforce()
    poll = option.poll
    # First of all: whoever answers at the same time waits here, and then reads that it is closed.
    transition(poll, PollStatus.CLOSED, POLL_NEXT, revision=F("revision") + 1)
    # Read again behind that lock: somebody may have taken the date out.
    if not poll.options.filter(pk=option.pk).exists():
        raise Conflict
    meeting = plan(
        council=poll.council,
        by=by,
        title=poll.title,
        language=poll.language,
        day=option.day,
        starts=option.starts,
        minutes=poll.minutes,
        fold=option.fold,
        time_zone=poll.time_zone,
        contact=poll.contact,
        **arrangements,
    )
    poll.meeting = meeting
    poll.save(update_fields=["meeting"])
    notices.drop_waiting(poll)
    yes = PollChoice.objects.filter(option=option, availability=Availability.YES)
    # By the person and not by the term: a renewal may lie between the question and the meeting.
    coming = set(yes.values_list("answer__membership__user", flat=True))
    invited = invite_everybody(meeting=meeting, by=by, coming=coming)
    count = sum(invitation.answer == Answer.YES for invitation in invited)
    audit.record("closed a poll about dates", poll, by=by, said_yes=count)
    return meeting


@transaction.atomic
def remind_of_polls() -> int:
    """Ask whoever has not answered once more, shortly before the day answers are asked for; returns how many."""
    today = timezone.localdate()
    count = 0
    waiting = DatePoll.objects.filter(status=PollStatus.OPEN, answer_by__gte=today, made_on__lt=today)
    for poll in waiting.filter(answer_by__lte=today + notices.REMIND_BEFORE).select_related("council"):
        pausing = queries.pausing(poll).values("membership__user")
        unasked = queries.answers_to(poll).exclude(membership__user__in=pausing)
        for answer in unasked.filter(answered_on=None, reminded_on=None, times_asked__lt=notices.MOST_OFTEN_ASKED):
            count += _remind(answer, poll)
    return count


def _check(dates: Sequence[OfferedDate], zone: ZoneInfo) -> None:
    rules.are_fit_dates([offered.in_zone(zone) for offered in dates]).enforce()


def _offered(poll: DatePoll) -> dict[OfferedDate, PollOption]:
    return {OfferedDate(option.day, option.starts, option.fold): option for option in poll.options.all()}


def _offer(poll: DatePoll, dates: Iterable[OfferedDate]) -> None:
    PollOption.objects.bulk_create(
        PollOption(poll=poll, day=offered.day, starts=offered.starts, fold=offered.fold) for offered in dates
    )


def _ask(poll: DatePoll) -> None:
    """Ask those who were not asked yet."""
    asked = set(poll.answers.values_list("membership__user", flat=True))
    options = list(poll.options.select_related("poll"))
    for membership in queries.to_ask(poll):
        if membership.user_id not in asked:
            answer = PollAnswer.objects.create(poll=poll, membership=membership)
            notices.ask(answer, poll, options)


def _ask_again(poll: DatePoll, *, is_other_question: bool) -> None:
    """Ask about the corrected dates; whoever was asked twice already is phoned instead.

    A date less is no other question: only a message that was not sent yet is written again.
    """
    unaware = notices.drop_waiting(poll)
    options = list(poll.options.select_related("poll"))
    pausing = set(queries.pausing(poll).values_list("membership__user", flat=True))
    for answer in queries.answers_to(poll):
        person = answer.membership.user_id
        if person in pausing:
            continue
        if person in unaware:
            notices.ask(answer, poll, options)
        elif is_other_question and answer.times_asked < notices.MOST_OFTEN_ASKED:
            PollAnswer.objects.filter(pk=answer.pk).update(times_asked=F("times_asked") + 1)
            notices.ask(answer, poll, options, is_changed=True)


def _remind(answer: PollAnswer, poll: DatePoll) -> bool:
    if not notices.wants_reminder(answer):
        return False
    # Claimed by the update: the task may run twice, and the person may answer in between.
    unasked = PollAnswer.objects.filter(pk=answer.pk, answered_on=None, reminded_on=None)
    if unasked.update(reminded_on=timezone.localdate(), times_asked=F("times_asked") + 1) != 1:
        return False
    notices.ask_once_more(answer, poll, list(poll.options.select_related("poll")))
    return True


def _hold_open(answer: PollAnswer) -> None:
    """Keep a poll from being closed until the caller's transaction ends; refuse where it is closed by now."""
    # An update and not a read: it waits for whoever closes the poll, and they wait for it.
    held = DatePoll.objects.filter(pk=answer.poll_id, status=PollStatus.OPEN).update(revision=F("revision"))
    if held != 1:
        answer.poll.refresh_from_db()
        rules.is_open(answer.poll).enforce()
