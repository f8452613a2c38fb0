"""The messages of a poll about dates, each in the language and the time zone of its reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from meetings import queries
from meetings.models import DatePoll, PollAnswer, PollOption
from notifications import actions as outbox
from notifications import queries as recipients
from notifications.enums import Kind
from notifications.keys import message_key

REMIND_BEFORE = timedelta(days=3)  # before the day until which answers are asked for
MOST_OFTEN_ASKED = 2  # in writing; after that somebody phones


def ask(answer: PollAnswer, poll: DatePoll, options: Sequence[PollOption], *, is_changed: bool = False) -> None:
    """Ask somebody about the dates, or about other ones."""
    _queue(Kind.POLL, answer, poll, options, is_changed=is_changed)


def ask_once_more(answer: PollAnswer, poll: DatePoll, options: Sequence[PollOption]) -> None:
    """Ask somebody who has not answered."""
    _queue(Kind.POLL_REMINDER, answer, poll, options)


def tell_withdrawn(answer: PollAnswer, poll: DatePoll) -> None:
    """Tell somebody that there is nothing to answer any more."""
    _queue(Kind.POLL, answer, poll, [], withdrawn=True)


def wants_reminder(answer: PollAnswer) -> bool:
    """Return whether somebody wants to be reminded of anything; others are phoned."""
    return recipients.preference_of(answer.membership.user).reminders


def drop_waiting(poll: DatePoll, answer: PollAnswer | None = None) -> set[UUID]:
    """Take back what waits to be sent, to everybody or to one; returns the people who never heard of the poll."""
    about: tuple[object, ...] = (poll.pk,)
    if answer is not None:
        about = (poll.pk, answer.membership.user_id)
    outbox.drop(message_key(Kind.POLL_REMINDER, *about))
    return outbox.drop(message_key(Kind.POLL, *about))


def _queue(  # noqa: PLR0913 - what a message says
    kind: Kind,
    answer: PollAnswer,
    poll: DatePoll,
    options: Sequence[PollOption],
    *,
    is_changed: bool = False,
    withdrawn: bool = False,
) -> None:
    person = answer.membership.user
    useful_until = None
    if options:
        useful_until = max(option.starts_at for option in options)
    values: dict[str, object] = {
        "title": poll.title,
        "date_list": [_moment(option) for option in options],
        # By these the outbox asks before it sends whether the reader is still the one.
        "poll": str(poll.pk),
        "answer": str(answer.pk),
        "contact": poll.contact,
        "answer_by": poll.answer_by.isoformat(),
        "answer_path": reverse("meetings:poll_answer", args=[queries.poll_token_of(answer)]),
        "is_changed": is_changed,
        "withdrawn": withdrawn,
    }
    outbox.queue(
        kind=kind,
        recipient=person,
        values=values,
        # The person before the revision: whoever answers takes back all that waits for them.
        dedupe_key=message_key(kind, poll.pk, person.pk, poll.revision),
        useful_until=useful_until,
    )


def _moment(option: PollOption) -> dict[str, object]:
    """Return a date as wall time and its zone, which hold also where clocks are changed by law before it is read."""
    zone = str(option.poll.time_zone)
    return {"when": option.starts_at.isoformat(), "when_zone": zone, "when_fold": option.fold}
