"""The day before, once, whatever beats were missed, and only to who wants it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import User
from meetings import actions, tasks
from meetings.actions.notices import remind_from
from meetings.enums import Answer, MeetingStatus
from meetings.models import Invitation
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage, Preference
from tests.meetings.factories import InvitationFactory, MeetingFactory, coordinator
from tests.meetings.test_actions import details

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
DAY = date(2027, 3, 29)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def invitation() -> Invitation:
    with time_machine.travel(at(1, 12)):
        return InvitationFactory(meeting__day=DAY, meeting__starts=time(10), membership__ends_on=date(2028, 1, 1))


def reminders() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=Kind.MEETING_REMINDER, status=Status.PENDING))


def beat(now: datetime) -> int:
    with time_machine.travel(now, tick=False):
        tasks.remind()
    return len(reminders())


def test_reminder_comes_at_the_same_wall_time_on_the_day_before(invitation: Invitation) -> None:
    # Clocks go forward in the night to the 28th: the 28th at 10:00 is 23 hours after the 27th at 10:00.
    assert remind_from(invitation.meeting) == at(28, 10)
    assert beat(at(28, 9, 59)) == 0
    assert beat(at(28, 10)) == 1


def test_reminder_over_the_change_of_clocks_keeps_the_wall_time() -> None:
    meeting = MeetingFactory.build(day=date(2027, 3, 28), starts=time(10))
    assert remind_from(meeting).isoformat() == "2027-03-27T10:00:00+00:00"


def test_reminder_is_queued_once_for_all_beats(invitation: Invitation) -> None:
    for minute in range(5):
        assert beat(at(28, 10, minute)) == 1
    (message,) = reminders()
    meeting, person = invitation.meeting, invitation.membership.user
    assert message.dedupe_key == f"meeting_reminder:{meeting.pk}:20270329T0900:{person.pk}"
    assert message.useful_until == meeting.starts_at


def test_missed_beats_are_made_up_for_until_the_start(invitation: Invitation) -> None:
    assert beat(at(29, 9, 59)) == 1


def test_reminder_after_the_start_is_worth_nothing(invitation: Invitation) -> None:
    assert beat(at(29, 10)) == 0


def test_reminder_is_sent_once_more_for_a_new_day(invitation: Invitation) -> None:
    assert beat(at(28, 10)) == 1
    OutboxMessage.objects.update(status=Status.SENT, sent_at=at(28, 10))
    with time_machine.travel(at(28, 12)):
        meeting = invitation.meeting
        actions.change(meeting=meeting, by=coordinator(), **details(meeting, day=date(2027, 3, 31)))
    assert beat(at(28, 13)) == 0
    assert beat(at(30, 11)) == 1


def test_waiting_reminder_is_taken_back_when_the_meeting_changes(invitation: Invitation) -> None:
    assert beat(at(28, 10)) == 1
    with time_machine.travel(at(28, 12)):
        meeting = invitation.meeting
        actions.change(meeting=meeting, by=coordinator(), **details(meeting, day=date(2027, 3, 31)))
    assert reminders() == []


@pytest.mark.parametrize("status", [MeetingStatus.PLANNED, MeetingStatus.CANCELLED, MeetingStatus.HELD])
def test_no_reminder_of_a_meeting_that_is_not_ahead(invitation: Invitation, status: MeetingStatus) -> None:
    invitation.meeting.status = status
    invitation.meeting.save()
    assert beat(at(28, 10)) == 0


@pytest.mark.parametrize(("answer", "count"), [("none", 1), ("yes", 1), ("maybe", 1), ("no", 0)])
def test_no_reminder_for_who_will_not_come(invitation: Invitation, answer: str, count: int) -> None:
    Invitation.objects.update(answer=answer)
    assert beat(at(28, 10)) == count


def test_no_reminder_for_who_left(invitation: Invitation) -> None:
    InvitationFactory(meeting=invitation.meeting, membership__ends_on=date(2027, 3, 28))
    off = InvitationFactory(meeting=invitation.meeting, membership__ends_on=date(2028, 1, 1))
    User.objects.filter(pk=off.membership.user_id).update(is_active=False)
    assert beat(at(28, 10)) == 1
    assert [message.recipient for message in reminders()] == [invitation.membership.user]


@pytest.mark.parametrize("wish", ["reminders", "email"])
def test_no_reminder_for_who_does_not_want_it(invitation: Invitation, wish: str) -> None:
    Preference.objects.update(**{wish: False})
    assert beat(at(28, 10)) == 0


def test_answering_no_takes_a_waiting_reminder_back_and_yes_brings_it_again(invitation: Invitation) -> None:
    assert beat(at(28, 10)) == 1
    with time_machine.travel(at(28, 11)):
        actions.answer(invitation=invitation, answer=Answer.NO, note="")
    assert reminders() == []
    assert beat(at(28, 12)) == 0
    with time_machine.travel(at(28, 13)):
        actions.answer(invitation=invitation, answer=Answer.YES, note="")
    assert beat(at(28, 14)) == 1


def test_reminder_goes_by_the_clock_of_the_meeting() -> None:
    with time_machine.travel(at(1, 12)):
        InvitationFactory(meeting__day=DAY, meeting__starts=time(10), meeting__time_zone=ZoneInfo("Australia/Sydney"))
    # 10:00 in Sydney on the 28th is 00:00 in London (23:00 UTC on the 27th, before clocks go forward).
    sydney = datetime(2027, 3, 28, 10, tzinfo=ZoneInfo("Australia/Sydney"))
    assert beat(sydney - timedelta(minutes=1)) == 0
    assert beat(sydney) == 1
